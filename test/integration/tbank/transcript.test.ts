import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/domain/errors.ts';
import { sendJson } from '../../support/http-server.ts';
import type { Answer, FakeTbank } from './fake-tbank.ts';
import {
  html,
  inTurn,
  json,
  neverAborted,
  raw,
  rejection,
  sourceFor,
  startFakeTbank,
  transcriptPath,
} from './fake-tbank.ts';

let tbank: FakeTbank;
let source: ReturnType<typeof sourceFor>;

beforeEach(async () => {
  tbank = await startFakeTbank();
  source = sourceFor(tbank);
  await source.open(neverAborted);
});
afterEach(async () => {
  await source.close();
  await tbank.close();
});

const phrase = (contactId: unknown, phraseText: unknown, startTimeInMs: unknown) => ({
  contactId,
  phraseText,
  startTimeInMs,
});
const transcript = (firstOperatorId: unknown, ...parts: unknown[][]) => ({
  firstOperatorId,
  transcriptionParts: parts.map((phrases) => ({ phrases })),
});
const read = (id = 1) => source.transcript(id, neverAborted);

async function callError(): Promise<CallError> {
  const error = await rejection(read());
  expect(error).toBeInstanceOf(CallError);
  expect((error as CallError).stage).toBe('transcript');
  return error as CallError;
}

describe('a transcript', () => {
  it('is asked for with an empty token parameter and the segment id', async () => {
    await read(42);
    const [request] = tbank.of(transcriptPath);
    expect(request).toMatchObject({
      method: 'POST',
      path: `${transcriptPath}?token=`,
      body: '{"segmentId":42}',
    });
  });

  it('parts and phrases unsorted: ordered by their start, those of one moment as they came', async () => {
    tbank.transcript = json(
      transcript(
        501,
        [phrase(501, 'третья', 3000), phrase(9, 'первая', 0)],
        [phrase(9, 'вторая', 1200), phrase(501, 'вторая б', 1200)],
      ),
    );
    expect((await read())?.phrases).toEqual([
      { speaker: 'client', startMs: 0, text: 'первая' },
      { speaker: 'client', startMs: 1200, text: 'вторая' },
      { speaker: 'operator', startMs: 1200, text: 'вторая б' },
      { speaker: 'operator', startMs: 3000, text: 'третья' },
    ]);
  });

  it('ids as strings, as numbers and mixed say the same', async () => {
    for (const [operator, contact] of [
      [501, '501'],
      ['501', 501],
      ['501', '501'],
      [501, 501],
    ]) {
      tbank.transcript = json(transcript(operator, [phrase(contact, 'а', 1), phrase('5010', 'б', 2)]));
      expect((await read())?.phrases.map((one) => one.speaker)).toEqual(['operator', 'client']);
    }
  });

  it('blank phrases are left out, white space and NUL cleaned', async () => {
    tbank.transcript = json(
      transcript(1, [phrase(1, ' \n ', 1), phrase(1, null, 2), phrase(2, ' да,\n\tкон\u0000ечно ', 3)]),
    );
    expect((await read())?.phrases).toEqual([{ speaker: 'client', startMs: 3, text: 'да, конечно' }]);
  });

  it.each<[string, Answer]>([
    ['404', json({ message: 'no' }, 404)],
    ['null', json(null)],
    ['an empty body', raw('')],
    ['no parts', json(transcript(501))],
    ['null parts', json({ firstOperatorId: null, transcriptionParts: null })],
    ['an empty object', json({})],
    ['parts without phrases', json({ firstOperatorId: 1, transcriptionParts: [{}, { phrases: [] }] })],
    ['only blank phrases', json(transcript(1, [phrase(1, '  ', 0)]))],
  ])('there is none: %s', async (_, answer) => {
    tbank.transcript = answer;
    await expect(read()).resolves.toBeNull();
  });
});

describe('a transcript that cannot be had fails its call, not the run', () => {
  it.each([
    ['transcriptionParts.0.phrases.0.startTimeInMs', transcript(1, [phrase(1, 'МАРКЕР', 'МАРКЕР')])],
    [
      'transcriptionParts.0.phrases.1.phraseText',
      transcript(1, [phrase(1, 'а', 1), phrase(1, { МАРКЕР: 1 }, 1)]),
    ],
    ['transcriptionParts', { firstOperatorId: 1, transcriptionParts: 'МАРКЕР' }],
    ['the whole', ['МАРКЕР']],
    ['firstOperatorId', transcript(null, [phrase(1, 'МАРКЕР', 1)])],
  ])('of another shape: %s is named, nothing quoted', async (field, answer) => {
    tbank.transcript = json(answer);
    const error = await callError();
    expect(error.failureClass).toBe('bad_response');
    expect(error.message).toContain(`field ${field}`);
    expect(error.message).not.toContain('МАРКЕР');
    expect(tbank.of(transcriptPath)).toHaveLength(1);
  });

  it('refused (400): one try', async () => {
    tbank.transcript = json({}, 400, { 'x-correlation-id': 'corr-7' });
    const error = await callError();
    expect(error).toMatchObject({ failureClass: 'http_400', status: 400 });
    expect(error.message).toContain('x-correlation-id corr-7');
    expect(tbank.of(transcriptPath)).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['http_500', json({}, 500)],
    ['http_429', json({}, 429, { 'retry-after': '1' })],
    ['http_403', html(403)],
    ['html', html(200)],
    ['not_json', raw('{"firstOper')],
    ['reset', (_, response) => response.socket?.resetAndDestroy()],
  ])('%s: five tries, then the call fails', async (failureClass, answer) => {
    tbank.transcript = answer;
    expect((await callError()).failureClass).toBe(failureClass);
    expect(tbank.of(transcriptPath)).toHaveLength(5);
  });

  it('an answer that never comes', async () => {
    await source.close();
    source = sourceFor(tbank, { requestTimeoutMs: 50 });
    await source.open(neverAborted);
    tbank.transcript = () => undefined;
    expect((await callError()).failureClass).toBe('timeout');
  });

  it('a passing failure passes', async () => {
    tbank.transcript = inTurn(json({}, 502), html(403), json(transcript(1, [phrase(1, 'да', 0)])));
    expect((await read())?.phrases).toHaveLength(1);
  });
});

describe('manners', () => {
  it('never more requests under way than the concurrency, and a wait for another try holds no slot', async () => {
    await source.close();
    source = sourceFor(tbank, { concurrency: 2, retry: { delay: () => 150 } });
    await source.open(neverAborted);
    let underWay = 0;
    let most = 0;
    tbank.transcript = async (request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay -= 1;
      const isFirst = tbank.requests.filter((other) => other.body === request.body).length === 1;
      const fails = isFirst && ['{"segmentId":1}', '{"segmentId":2}'].includes(request.body);
      sendJson(response, fails ? 500 : 200, null);
    };
    const finished: number[] = [];
    await Promise.all([1, 2, 3, 4, 5, 6].map((id) => read(id).then(() => finished.push(id))));
    expect(most).toBe(2);
    expect(finished.slice(0, 4).sort()).toEqual([3, 4, 5, 6]);
  });

  it('the time limit of a request does not run while it waits for a slot', async () => {
    await source.close();
    source = sourceFor(tbank, { concurrency: 1, requestTimeoutMs: 250 });
    await source.open(neverAborted);
    tbank.transcript = async (_, response) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      sendJson(response, 200, null);
    };
    await Promise.all([1, 2, 3, 4].map((id) => read(id)));
    expect(tbank.of(transcriptPath)).toHaveLength(4);
  });

  it('never more requests a second than asked for', async () => {
    await source.close();
    source = sourceFor(tbank, { concurrency: 50, requestsPerSecond: 100 });
    await source.open(neverAborted);
    const start = performance.now();
    await Promise.all(Array.from({ length: 31 }, (_, index) => read(index + 1)));
    expect(performance.now() - start).toBeGreaterThan(290);
  });

  it('an abort ends a transcript at once, wherever it waits', async () => {
    await source.close();
    source = sourceFor(tbank, { concurrency: 1, retry: { delay: () => 60_000 } });
    await source.open(neverAborted);
    tbank.transcript = inTurn(json({}, 500), () => undefined);
    const controller = new AbortController();
    const waiting = [1, 2, 3].map((id) => source.transcript(id, controller.signal));
    setTimeout(() => {
      controller.abort(new Error('stop'));
    }, 80);
    for (const one of waiting) await expect(one).rejects.toThrow('stop');
  });
});
