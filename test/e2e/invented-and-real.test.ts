import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readOutcome } from '../support/outcome.ts';
import { startRealLooking } from '../support/proxy.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 20 });
});
afterAll(() => night.end());

describe('invented and real calls stay apart', () => {
  it('a sandbox run refuses a database with calls of another origin, and takes an empty or a marked one', async () => {
    const other = await startNight({ calls: 20 });
    const real = await startRealLooking(night.sandbox.urls.tbank);
    try {
      const realUrl = { TBANK_BASE_URL: real.url.origin };
      expect((await other.runJson(['--limit', '1'], realUrl)).exitCode).toBe(0);
      const rows = await readOutcome(other.database.pool);
      const { requests } = other.sandbox.statistics().llm;
      const refused = await other.run(['run', '--date', someDay]);
      expect([refused.exitCode, refused.stderr]).toEqual([
        2,
        expect.stringMatching(/calls are invented.*--embedded/),
      ]);
      expect(other.sandbox.statistics().llm.requests).toBe(requests);
      expect(await readOutcome(other.database.pool)).toEqual(rows);
      await other.database.pool.query('TRUNCATE calls, call_ledger, analyses, model_answers CASCADE');
      expect((await other.runJson()).exitCode).toBe(0);
      expect((await other.runJson()).exitCode).toBe(0);
    } finally {
      await real.close();
      await other.end();
    }
  });

  it('a real run refuses a database of the sandbox', async () => {
    const real = await startRealLooking(night.sandbox.urls.tbank);
    try {
      await night.runJson(['--limit', '1']);
      const { requests } = night.sandbox.statistics().llm;
      const settings = { TBANK_BASE_URL: real.url.origin };
      const { exitCode, stderr } = await night.run(['run', '--date', '2026-11-04'], settings);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/holds invented calls.*DATA_BASE/)]);
      expect(night.sandbox.statistics().llm.requests).toBe(requests);
    } finally {
      await real.close();
    }
  });
});
