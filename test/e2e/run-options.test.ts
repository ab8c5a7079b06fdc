import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 40 });
});
afterAll(() => night.end());

async function rowsOf(table: string): Promise<number> {
  const { rows } = await night.database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]!.n;
}

describe('callq run', () => {
  it('--dry-run says what would be asked, writes nothing, takes no lock', async () => {
    const { exitCode, day } = await night.runJson(['--dry-run']);
    expect(exitCode).toBe(0);
    expect(day.wouldAsk!.calls).toBeGreaterThan(20);
    expect(day.wouldAsk!.expectedInputTokens / day.wouldAsk!.promptCharacters).toBeGreaterThan(0.2);
    expect(day.wouldAsk!.expectedCostUsd).toBeNull();
    expect(night.sandbox.statistics().llm.requests).toBe(0);
    for (const table of ['runs', 'call_ledger', 'calls', 'model_answers', 'call_phrases', 'database_mark']) {
      expect([table, await rowsOf(table)]).toEqual([table, 0]);
    }
  });

  it('--limit starts so many analyses, downloads no transcript in vain, and the next run takes up the rest', async () => {
    const transcriptsBefore = transcripts();
    const limited = await night.runJson(['--limit', '3']);
    expect(limited.exitCode).toBe(0);
    expect(limited.day.actions.analysed).toBe(3);
    expect(limited.day.states['pending']).toBe(limited.day.actions.left);
    expect(limited.day.actions.left).toBeGreaterThan(10);
    expect(transcripts() - transcriptsBefore).toBeLessThanOrEqual(3 + limited.day.states['no_transcript']!);
    const { rows } = await night.database.pool.query<{ reason: string }>(
      "SELECT DISTINCT reason FROM call_ledger WHERE state = 'pending'",
    );
    expect(rows).toEqual([{ reason: 'limit' }]);
    const rest = await night.runJson();
    expect(rest.day.actions).toMatchObject({ kept: 3, left: 0 });
    expect(rest.day.actions.analysed).toBe(
      limited.day.actions.left - rest.day.states['no_transcript']! + limited.day.states['no_transcript']!,
    );
  });

  it('--call takes only these calls, and an id that the day does not list stops before any request to the model', async () => {
    const { rows } = await night.database.pool.query<{ id: string }>(
      'SELECT id FROM calls ORDER BY id LIMIT 2',
    );
    const ids = rows.map(({ id }) => id);
    const some = await night.runJson(['--force', '--call', ...ids]);
    expect(some.day).toMatchObject({ listed: 2, actions: { analysed: 2 } });
    const { requests } = night.sandbox.statistics().llm;
    const wrong = await night.runJson(['--force', '--call', ids[0]!, '999']);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.day.stoppedBy?.message).toContain('999');
    expect(night.sandbox.statistics().llm.requests).toBe(requests);
  });

  it('processes several days, oldest first, and refuses --call over several', async () => {
    const { exitCode, stdout } = await night.run([
      'run',
      '--json',
      '--from',
      '2026-11-04',
      '--to',
      '2026-11-05',
      '--limit',
      '1',
    ]);
    const summary = JSON.parse(stdout) as { days: { day: string; actions: { analysed: number } }[] };
    expect(exitCode).toBe(1); // the second day's calls were all left: none was analysed or kept
    expect(summary.days.map(({ day, actions }) => [day, actions.analysed])).toEqual([
      ['2026-11-04', 1],
      ['2026-11-05', 0],
    ]);
    const refused = await night.run(['run', '--from', '2026-11-04', '--to', '2026-11-05', '--call', '1']);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('--call')]);
  });

  it('--concurrency bounds the requests at the gateway', async () => {
    const slow = await startNight({ calls: 40, latency: ['llm=constant:60'] });
    try {
      await slow.runJson(['--concurrency', '2']);
      expect(slow.sandbox.statistics().llm.peakInFlight).toBe(2);
    } finally {
      await slow.end();
    }
  });

  it.each([
    ['a future day', ['run', '--date', '2999-01-01'], /future/],
    ['an unknown flag', ['run', '--fast'], /unknown option/],
    ['a wrong number', ['run', '--limit', '0'], /whole number of 1 or more/],
    ['an unknown command', ['analyse'], /unknown command/],
  ])('refuses %s with exit 2', async (_name, args, message) => {
    const { exitCode, stderr } = await night.run(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('has help and a version', async () => {
    const help = await night.run(['run', '--help']);
    expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining('--dry-run')]);
    expect((await night.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('counts listed calls of which none is analysed or kept as exit 1, with a warning', async () => {
    const { exitCode, day } = await night.runJson([], { CALLQ_MIN_DURATION_SECONDS: '86400' });
    expect([exitCode, day.actions.excluded, day.warnings.join()]).toEqual([
      1,
      40,
      expect.stringContaining('none was analysed'),
    ]);
  });

  function transcripts(): number {
    const paths = night.sandbox.statistics().tbank.requestsByPath;
    return Object.entries(paths).reduce(
      (sum, [path, count]) => (path.includes('transcription/segment') ? sum + count : sum),
      0,
    );
  }
});

describe('settings', () => {
  it('are reported all together, with names and never values, exit 2', async () => {
    const changes = { LOGIN: '', LLM_BASE_URL: 'http://marked.example.org', LLM_CONCURRENCY: 'MARKED' };
    const { exitCode, stderr } = await night.run(['run', '--date', someDay], changes);
    expect(exitCode).toBe(2);
    for (const name of ['LOGIN', 'LLM_BASE_URL', 'LLM_CONCURRENCY']) expect(stderr).toContain(`${name}: `);
    expect(stderr.toLowerCase()).not.toContain('marked');
  });
});
