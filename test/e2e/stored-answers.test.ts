import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readNumber, readOutcome } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;

beforeEach(async () => {
  night = await startNight({ calls: 40 });
  expect((await night.runJson()).exitCode).toBe(0);
});
afterEach(() => night.end());

const count = (sql: string): Promise<number> => readNumber(night.database.pool, sql);

/** Past the triggers that keep judgements and answers from being changed. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const tables = ['analyses', 'model_answers'];
  for (const table of tables)
    await night.database.pool.query(`ALTER TABLE ${table} DISABLE TRIGGER ${table}_append_only`);
  for (const statement of statements) await night.database.pool.query(statement);
  for (const table of tables)
    await night.database.pool.query(`ALTER TABLE ${table} ENABLE TRIGGER ${table}_append_only`);
}

const deleteDay = (): Promise<unknown> =>
  night.database.pool.query(`DELETE FROM calls WHERE start_time::date = '${someDay}'`);

/** Requests to the model during some work. */
async function requestsOf(work: () => Promise<void>): Promise<number> {
  const { requests } = night.sandbox.statistics().llm;
  await work();
  return night.sandbox.statistics().llm.requests - requests;
}

/** An answer with a field so deep that whoever walks through it by recursion runs out of stack. */
const deepAnswer = JSON.stringify({
  model: 'any',
  choices: [
    {
      finish_reason: 'stop',
      message: {
        content: `{"is_sales_call":true,"evaluations":[],"recommendations":[],"agreements":[],"x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      },
    },
  ],
});

describe('answers stored under another version of the masker', () => {
  const withPlaceholder = `
    SELECT DISTINCT call_id FROM model_answers
    WHERE call_id IN (SELECT id FROM calls) AND convert_from(body, 'UTF8') ~ '\\[[А-Я_]+_\\d+(\\.\\d+)?\\]'`;
  let holding: number[];

  beforeEach(async () => {
    const { rows } = await night.database.pool.query<{ call_id: string }>(withPlaceholder);
    holding = rows.map(({ call_id }) => Number(call_id)).sort((one, other) => one - other);
    expect(holding.length).toBeGreaterThan(2);
    expect(await count('SELECT count(*) FROM calls')).toBeGreaterThan(holding.length + 2);
    await tamper(
      "UPDATE analyses SET masker_version = 'another'",
      "UPDATE model_answers SET masker_version = 'another'",
    );
  });

  it('refill a day without paying, but for calls whose answers hold placeholders: those are asked about anew', async () => {
    const before = await readOutcome(night.database.pool);
    await deleteDay();
    const asked = await requestsOf(async () => {
      const { exitCode, day, stderr } = await night.runJson();
      expect([exitCode, day.states['failed'], day.actions.analysed]).toEqual([0, 0, holding.length]);
      expect(stderr.split('the call is asked about anew').length - 1).toBe(holding.length);
    });
    expect(asked).toBe(holding.length);
    expect(await readOutcome(night.database.pool)).toEqual(before);
    await deleteDay();
    const again = await requestsOf(async () => {
      expect((await night.runJson()).day.actions).toMatchObject({ analysed: 0, failed: 0 });
    });
    expect(again).toBe(0);
    expect(await readOutcome(night.database.pool)).toEqual(before);
  });

  it('are asked about anew only as far as --limit and the budget go; the rest waits, and fails never', async () => {
    const calls = await count('SELECT count(*) FROM calls');
    await deleteDay();
    const { exitCode, day } = await night.runJson(['--limit', '1']);
    expect([exitCode, day.actions.analysed, day.actions.failed]).toEqual([0, 1, 0]);
    expect(await count('SELECT count(*) FROM calls')).toBe(calls - holding.length + 1);
  });

  it('are rescored, but for those with placeholders, of which the command to ask anew is told', async () => {
    const before = await readOutcome(night.database.pool);
    const { exitCode, stdout } = await night.run(['rescore', '--json', '--date', someDay]);
    const [day] = (JSON.parse(stdout) as { days: Record<string, unknown>[] }).days;
    expect([exitCode, day!['failed'], day!['changed']]).toEqual([1, holding.length, 0]);
    const failures = day!['failures'] as { callId: number; failureClass: string; message: string }[];
    expect(failures.map(({ callId }) => callId)).toEqual(holding);
    for (const { callId, failureClass, message } of failures) {
      expect(failureClass).toBe('masker_version');
      expect(message).toContain(`callq run --date ${someDay} --force --call ${callId}`);
    }
    expect(await readOutcome(night.database.pool)).toEqual(before);
  });
});

describe('an answer that was paid for and cannot be used', () => {
  it('does not keep a later night from asking anew: of a failed call', async () => {
    const id = await count('SELECT max(id) FROM calls');
    await tamper(
      `DELETE FROM calls WHERE id = ${id}`,
      `DELETE FROM analyses WHERE call_id = ${id}`,
      `UPDATE model_answers SET body = convert_to('${deepAnswer}', 'UTF8') WHERE call_id = ${id}`,
      `UPDATE call_ledger SET state = 'failed', action = 'failed', failure_stage = 'analysis', failure_class = 'unexpected' WHERE call_id = ${id}`,
    );
    const asked = await requestsOf(async () => {
      const { exitCode, day } = await night.runJson(['--only-unfinished']);
      expect([exitCode, day.actions.analysed, day.actions.failed]).toEqual([0, 1, 0]);
    });
    expect(asked).toBe(1);
    expect(await count(`SELECT count(*) FROM calls WHERE id = ${id}`)).toBe(1);
  });

  it('nor of a call that was judged by it, whose rows were deleted by hand', async () => {
    const id = await count('SELECT max(id) FROM calls');
    await tamper(
      `DELETE FROM calls WHERE id = ${id}`,
      `UPDATE model_answers SET body = convert_to('${deepAnswer}', 'UTF8') WHERE call_id = ${id}`,
    );
    const asked = await requestsOf(async () => {
      const { exitCode, day, stderr } = await night.runJson();
      expect([exitCode, day.actions.analysed, day.actions.failed]).toEqual([0, 1, 0]);
      expect(stderr).toContain('nested_too_deeply');
    });
    expect(asked).toBe(1);
    await night.database.pool.query(`DELETE FROM calls WHERE id = ${id}`);
    const again = await requestsOf(async () => {
      expect((await night.runJson()).exitCode).toBe(0);
    });
    expect(again).toBe(0);
  });
});
