import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Answer, FakeTbank, RecordingLogger } from './fake-tbank.ts';
import {
  call,
  groups,
  html,
  json,
  neverAborted,
  raw,
  recordingLogger,
  sourceFor,
  startFakeTbank,
} from './fake-tbank.ts';

const marked = 'МАРКЕР-MARKED';
let tbank: FakeTbank;
let logger: RecordingLogger;

beforeEach(async () => {
  tbank = await startFakeTbank();
  logger = recordingLogger();
});
afterEach(() => tbank.close());

const window = {
  day: '2026-11-20',
  from: new Date('2026-11-19T21:00:00Z'),
  to: new Date('2026-11-20T20:59:59Z'),
};

/** Opens, lists, reads a transcript; what is thrown and every malformed entry's problem as text. */
async function run(): Promise<string[]> {
  const source = sourceFor(tbank, { logger, login: `${marked}-LOGIN`, password: `${marked}-PASSWORD` });
  const texts: string[] = [];
  try {
    await source.open(neverAborted);
    for await (const page of source.pages(window, neverAborted)) {
      for (const entry of page) if (entry.kind === 'malformed') texts.push(`MALFORMED ${entry.problem}`);
    }
    await source.transcript(1, neverAborted);
  } catch (error) {
    const { message, cause } = error as Error;
    texts.push(String(error), message, JSON.stringify(error), String(cause));
  } finally {
    await source.close();
  }
  return texts;
}

it('no password, token, phone, name or transcript stands in any error or log line, on any failure path', async () => {
  const content = { [marked]: marked, message: marked, phraseText: marked };
  const failures: Answer[] = [
    ...[400, 401, 403, 404, 418, 429, 500].map((status) =>
      json(content, status, { 'x-correlation-id': 'MARKED id 1' }),
    ),
    html(200),
    html(403),
    raw(marked),
    raw(`{"a": "${marked}`),
    json(content),
    json(marked),
    json([marked]),
    json({ accessToken: [marked] }),
    json({ items: marked }),
    json({ items: [], nextPage: marked }),
    json({ items: [call(1)], nextPage: 1 }),
    (_, response) => response.socket?.resetAndDestroy(),
    (_, response) => response.writeHead(302, { location: `http://${marked.slice(7)}.example/` }).end(),
  ];
  const broken = [
    'startDate',
    'endDate',
    'duration',
    'operatorUserLogin',
    'operatorUserFullName',
    'clientPhoneNumber',
    'segmentId',
  ];
  const malformedItems = broken.map((field) =>
    call(7, {
      operatorUserFullName: marked,
      clientPhoneNumber: marked,
      [field]: field === 'operatorUserLogin' || /Name|Number/u.test(field) ? [marked] : marked,
    }),
  );
  failures.push(
    json({
      items: [
        marked,
        ...malformedItems.map((item, index) => ({
          ...item,
          id: index,
          segmentId: item.segmentId === 7 ? index + 1 : item.segmentId,
        })),
      ],
    }),
  );
  const phrases = [{ contactId: marked, phraseText: marked, startTimeInMs: marked }];
  failures.push(json({ firstOperatorId: marked, transcriptionParts: [{ phrases }] }));
  failures.push(
    json([
      { ...groups[0], name: marked },
      { id: marked, name: marked, type: 'workGroup' },
    ]),
  );

  const texts: string[] = [];
  const usual = {
    login: tbank.login,
    group: tbank.group,
    listing: tbank.listing,
    transcript: tbank.transcript,
  };
  for (const place of ['login', 'group', 'listing', 'transcript'] as const) {
    for (const failure of failures) {
      Object.assign(tbank, usual, { [place]: failure });
      texts.push(...(await run()));
    }
  }
  const everything = [...texts, JSON.stringify(logger.lines)].join('\n');
  for (const secret of [marked, 'MARKED', 'TOKEN-', '+7999', 'Малев'])
    expect(everything).not.toContain(secret);
  expect(texts.filter((text) => text.startsWith('MALFORMED')).length).toBeGreaterThanOrEqual(broken.length);
  expect(texts.length).toBeGreaterThan(200);
});
