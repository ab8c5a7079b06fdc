import { afterAll, beforeAll, expect, it } from 'vitest';

import type { TestServer } from '../support/http-server.ts';
import type { Outcome } from '../support/outcome.ts';
import { readNumber, readOutcome } from '../support/outcome.ts';
import type { ProxyOptions } from '../support/proxy.ts';
import { startProxy, withJson } from '../support/proxy.ts';
import type { NightResult, SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;
let undisturbed: Outcome;
let proxy: TestServer | undefined;

beforeAll(async () => {
  night = await startNight({ calls: 20 });
  await night.runJson();
  undisturbed = await readOutcome(night.database.pool);
});
afterAll(async () => {
  await proxy?.close();
  await night.end();
});

/** A first run of the day in which T-Bank's answers are altered. */
async function runAltered(alter: NonNullable<ProxyOptions['alter']>): Promise<NightResult> {
  await night.database.pool.query(
    'TRUNCATE calls, call_ledger, analyses, model_answers, call_phrases CASCADE',
  );
  await proxy?.close();
  proxy = await startProxy({ target: night.sandbox.urls.tbank, alter });
  return night.runJson([], { TBANK_BASE_URL: proxy.url.origin });
}

interface Phrase {
  contactId: unknown;
  phraseText: string;
  startTimeInMs: number;
}
interface Transcript {
  firstOperatorId: unknown;
  transcriptionParts: { phrases: Phrase[] }[];
}
type Item = Record<string, unknown>;

it('transcript parts unsorted and ids as strings make no difference', async () => {
  const { exitCode } = await runAltered((answer, { path }) => {
    if (!path.includes('/transcription/segment') || !answer.body.includes('phraseText')) return answer;
    return withJson(answer, ({ firstOperatorId, transcriptionParts }: Transcript) => ({
      firstOperatorId: String(firstOperatorId),
      transcriptionParts: transcriptionParts
        .flatMap(({ phrases }) => phrases)
        .reverse()
        .map((phrase) => ({ phrases: [{ ...phrase, contactId: String(phrase.contactId) }] })),
    }));
  });
  expect(exitCode).toBe(0);
  expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
});

it('a transcript without words in any form is no transcript, and the model is not asked', async () => {
  const { requests } = night.sandbox.statistics().llm;
  const blank = { contactId: 1, phraseText: ' \u00a0', startTimeInMs: 0 };
  const forms = [
    'null',
    '',
    '{}',
    '{"firstOperatorId":1,"transcriptionParts":null}',
    '{"firstOperatorId":1,"transcriptionParts":[]}',
    JSON.stringify({ firstOperatorId: 1, transcriptionParts: [{ phrases: [blank] }] }),
  ];
  let asked = 0;
  const { exitCode, day } = await runAltered((answer, { path }) => {
    if (!path.includes('/transcription/segment')) return answer;
    asked += 1;
    return { ...answer, status: 200, body: forms[asked % forms.length]! };
  });
  expect(exitCode).toBe(1);
  expect(day.states).toMatchObject({ no_transcript: asked, failed: 0, saved: 0, not_sales: 0 });
  expect(day.warnings.join()).toContain('none was analysed');
  expect(night.sandbox.statistics().llm.requests).toBe(requests);
});

it('a transcript of another shape fails its call, naming the field and nothing it holds', async () => {
  const { exitCode, day, stderr } = await runAltered((answer, { path, number }) =>
    path.includes('/transcription/segment') && number % 2 === 0 && answer.body.includes('phraseText')
      ? withJson(answer, (transcript: Transcript) => ({
          ...transcript,
          transcriptionParts: [{ phrases: [{ contactId: 1, phraseText: ['МАРКЕР'], startTimeInMs: 1 }] }],
        }))
      : answer,
  );
  expect(exitCode).toBe(1);
  expect(day.actions.failed).toBeGreaterThan(2);
  expect(day.actions.analysed).toBeGreaterThan(2);
  const { rows } = await night.database.pool.query<{ reason: string; failure_class: string }>(
    "SELECT DISTINCT reason, failure_class FROM call_ledger WHERE state = 'failed'",
  );
  expect(rows).toEqual([
    { failure_class: 'bad_response', reason: expect.stringContaining('phraseText') as string },
  ]);
  expect(stderr + rows[0]!.reason).not.toContain('МАРКЕР');
});

it('entries without id, without operator, or that end before they start get their states', async () => {
  let backwards = 0;
  const { exitCode, day, stderr } = await runAltered((answer, { path }) => {
    if (!path.endsWith('/callsessions')) return answer;
    return withJson(answer, (page: { items: Item[] }) => {
      const sale = page.items.find(({ segmentId }) =>
        undisturbed['calls']!.join().includes(String(segmentId)),
      )!;
      backwards = Number(sale['segmentId']);
      const items = page.items.map((item) =>
        item === sale ? { ...sale, endDate: '2026-11-03T00:00:00' } : item,
      );
      const { segmentId, ...withoutId } = sale;
      const nobody = { operatorUserFullName: null, operatorUserLogin: null };
      return {
        items: [
          ...items,
          withoutId,
          { ...sale, segmentId: 'seven' },
          { ...sale, segmentId: Number(segmentId) + 500, ...nobody },
          'МАРКЕР',
        ],
      };
    });
  });
  expect(exitCode).toBe(0);
  expect(day.listed).toBe(24);
  expect(day.states['malformed']).toBe(3);
  expect(day.warnings.join('\n')).toMatch(/3 listing entries were malformed.*\n.*1 calls ended before/);
  const { pool } = night.database;
  expect(
    await readNumber(pool, `SELECT count(*) FROM calls WHERE finish_time IS NULL AND id = ${backwards}`),
  ).toBe(1);
  expect(
    await readNumber(
      pool,
      `SELECT count(*) FROM call_ledger WHERE state = 'unknown_operator' AND call_id = ${backwards + 500}`,
    ),
  ).toBe(1);
  const { rows } = await pool.query<{ reason: string }>(
    "SELECT reason FROM call_ledger WHERE state = 'malformed' AND call_id < 0 ORDER BY reason",
  );
  expect(rows.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/segmentId: is missing/),
    expect.stringMatching(/segmentId: must be a whole number/),
    expect.stringMatching(/the entry is no object/),
  ]);
  expect(stderr + JSON.stringify(rows)).not.toMatch(/МАРКЕР|seven/);
  // The same entries again are the same rows.
  const ledger = await readNumber(pool, 'SELECT count(*) FROM call_ledger');
  expect((await night.runJson([], { TBANK_BASE_URL: proxy!.url.origin })).day.actions.analysed).toBe(0);
  expect(await readNumber(pool, 'SELECT count(*) FROM call_ledger')).toBe(ledger);
});
