import { expect } from 'vitest';

import { readNumber } from './outcome.ts';
import type { SandboxNight } from './sandbox-night.ts';
import { someDay } from './sandbox-night.ts';

/**
 * A run that must not begin: exit 2, nothing on stdout, everything that is wrong on stderr, no request to the model, and a
 * row in `runs` so that the night is no gap.
 */
export async function expectRefusal(
  night: SandboxNight,
  changes: Readonly<Record<string, string>>,
  expected: { readonly errorClass: string; readonly messages: readonly RegExp[] },
): Promise<void> {
  const { pool } = night.database;
  const rows = await readNumber(pool, 'SELECT count(*) FROM runs');
  const { requests } = night.sandbox.statistics().llm;
  const { exitCode, stdout, stderr } = await night.run(['run', '--json', '--date', someDay], changes);
  expect([exitCode, stdout]).toEqual([2, '']);
  for (const message of expected.messages) expect(stderr).toMatch(message);
  expect(night.sandbox.statistics().llm.requests).toBe(requests);
  const added = await pool.query('SELECT exit_code, error_class FROM runs ORDER BY id OFFSET $1', [rows]);
  expect(added.rows).toEqual([{ exit_code: 2, error_class: expected.errorClass }]);
}
