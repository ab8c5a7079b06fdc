import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallError, StopRunError } from '../../../src/domain/errors.ts';
import { sendJson } from '../../support/http-server.ts';
import type { FakeTbank } from './fake-tbank.ts';
import {
  call,
  groupPath,
  groups,
  html,
  inTurn,
  json,
  listingPath,
  loginPath,
  neverAborted,
  recordingLogger,
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
});
afterEach(async () => {
  await source.close();
  await tbank.close();
});

async function stopError(promise: Promise<unknown>): Promise<StopRunError> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(StopRunError);
  return error as StopRunError;
}

describe('the login', () => {
  it('sends exactly the documented body, and the token from then on', async () => {
    await expect(source.open(neverAborted)).resolves.toEqual({ isSandbox: false });
    const [login] = tbank.of(loginPath);
    expect(login?.method).toBe('POST');
    expect(JSON.parse(login!.body)).toEqual({
      login: 'night-robot',
      password: 'MARKED-PASSWORD',
      authentificationType: 'tqm',
      authSystem: 'tqm',
    });
    expect(login?.headers.authorization).toBeUndefined();
    expect(tbank.of(groupPath)[0]?.headers.authorization).toBe('Bearer TOKEN-1');
  });

  it('another path can be configured', async () => {
    await source.close();
    source = sourceFor(tbank, { loginPath: '/rest/auth/session-start' });
    tbank.validToken = 'none';
    await rejection(source.open(neverAborted));
    expect(tbank.of('/rest/auth/session-start')).not.toHaveLength(0);
    expect(tbank.of(loginPath)).toHaveLength(0);
  });

  it('a sandbox says so with a header', async () => {
    tbank.validToken = 'T';
    tbank.login = json({ accessToken: 'T' }, 200, { 'x-callq-sandbox': 'seed 7' });
    await expect(source.open(neverAborted)).resolves.toEqual({ isSandbox: true });
  });

  it('extra headers go with every request and cannot replace our own', async () => {
    await source.close();
    source = sourceFor(tbank, { extraHeaders: { 'X-TQM-Version': '4', Authorization: 'stolen' } });
    await source.open(neverAborted);
    for (const request of tbank.requests) expect(request.headers['x-tqm-version']).toBe('4');
    expect(tbank.of(groupPath)[0]?.headers.authorization).toBe('Bearer TOKEN-1');
  });

  it.each([401, 403])('wrong password (%d): one try, and never again in this process', async (status) => {
    tbank.login = json({ message: 'bad credentials' }, status);
    const error = await stopError(source.open(neverAborted));
    expect(error.errorClass).toBe('login');
    expect(error.message).toContain('LOGIN and PASSWORD');
    expect(await stopError(source.open(neverAborted))).toBe(error);
    await Promise.all([1, 2, 3].map((id) => rejection(source.transcript(id, neverAborted))));
    expect(tbank.of(loginPath)).toHaveLength(1);
  });

  it('a 403 with HTML on the login is not tried again either, and says that it was a page', async () => {
    tbank.login = html(403);
    const error = await stopError(source.open(neverAborted));
    expect(error.message).toContain('HTML');
    expect(tbank.of(loginPath)).toHaveLength(1);
  });

  it('a login that is no verdict (503, 429) is tried again', async () => {
    const good = tbank.login;
    tbank.login = inTurn(json({}, 503), json({}, 429), good);
    await source.open(neverAborted);
    expect(tbank.of(loginPath)).toHaveLength(3);
  });

  it('an answer without a token names the field', async () => {
    tbank.login = json({ accessToken: null });
    const error = await stopError(source.open(neverAborted));
    expect(error.errorClass).toBe('tbank_response');
    expect(error.message).toContain('accessToken');
  });

  it('a second open of the same process needs no second login', async () => {
    await source.open(neverAborted);
    await source.open(neverAborted);
    expect(tbank.of(loginPath)).toHaveLength(1);
    expect(tbank.of(groupPath)).toHaveLength(1);
  });
});

describe('a token that expires', () => {
  it('in the middle, twice: one login for all waiting requests each time, and every request is repeated', async () => {
    await source.open(neverAborted);
    for (const expected of [2, 3]) {
      tbank.validToken = 'expired';
      const results = await Promise.all([1, 2, 3, 4].map((id) => source.transcript(id, neverAborted)));
      expect(results).toEqual([null, null, null, null]);
      expect(tbank.of(loginPath)).toHaveLength(expected);
    }
  });

  it('while pages are listed', async () => {
    const pages = source.pages(
      { day: '2026-11-20', from: new Date('2026-11-19T21:00:00Z'), to: new Date('2026-11-20T20:59:59Z') },
      neverAborted,
    );
    tbank.listing = (request, response) => {
      const { page } = (JSON.parse(request.body) as { paging: { page: number } }).paging;
      sendJson(response, 200, { items: [call(page)], nextPage: page < 3 ? page + 1 : null });
      tbank.validToken = 'expired';
    };
    const ids: number[] = [];
    for await (const page of pages) ids.push(...page.map((entry) => entry.id));
    expect(ids).toEqual([1, 2, 3]);
    expect(tbank.of(loginPath)).toHaveLength(3);
  });

  it('a 401 for a token that was replaced meanwhile only repeats the request', async () => {
    await source.open(neverAborted);
    let slowAnswer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (slowAnswer = resolve));
    tbank.transcript = async (request, response) => {
      if (request.body === '{"segmentId":1}' && request.headers.authorization === 'Bearer TOKEN-1') {
        await held;
        sendJson(response, 401, {});
      } else sendJson(response, 200, null);
    };
    const slow = source.transcript(1, neverAborted);
    await new Promise((resolve) => setTimeout(resolve, 30));
    tbank.validToken = 'expired';
    await source.transcript(2, neverAborted);
    slowAnswer();
    await expect(slow).resolves.toBeNull();
    expect(tbank.of(loginPath)).toHaveLength(2);
  });

  it('there is at most one login a minute: the next one waits', async () => {
    await source.close();
    source = sourceFor(tbank, { loginSpacingMs: 300 });
    await source.open(neverAborted);
    const start = performance.now();
    tbank.validToken = 'expired';
    await source.transcript(1, neverAborted);
    expect(performance.now() - start).toBeGreaterThan(200);
  });

  it("two programs with one account, of which each login ends the other's session: both finish, and no request fails", async () => {
    await source.close();
    // A second of work each, at best: it takes many turns.
    const loginSpacingMs = 200;
    const [first, second] = [0.1, 0.7].map((place) => {
      let next = place;
      const random = (): number => (next = (next + 0.37) % 1);
      return sourceFor(tbank, { loginSpacingMs, random, concurrency: 2, requestsPerSecond: 1000 });
    });
    try {
      const done = [0, 0];
      const night = async (program: typeof source, index: number): Promise<number> => {
        await program.open(neverAborted);
        const worker = async (): Promise<void> => {
          for (let call = 0; call < 500; call += 1) {
            await program.transcript(call, neverAborted);
            done[index]! += 1;
          }
        };
        await Promise.all([worker(), worker()]);
        return done[1 - index]!;
      };
      // Each says how far the other was when it finished: nobody waits for the other's whole night.
      const others = await Promise.all([night(first!, 0), night(second!, 1)]);
      expect(done).toEqual([1000, 1000]);
      expect(Math.min(...others)).toBeGreaterThan(400);
    } finally {
      await first!.close();
      await second!.close();
    }
  });

  it('whoever stops waits for no login', async () => {
    await source.close();
    source = sourceFor(tbank, { loginSpacingMs: 60_000 });
    await source.open(neverAborted);
    tbank.validToken = 'expired';
    const controller = new AbortController();
    const waiting = source.transcript(1, controller.signal);
    setTimeout(() => {
      controller.abort(new Error('stop'));
    }, 50);
    await expect(waiting).rejects.toThrow('stop');
  });

  it('a request that is refused with a fresh token fails alone', async () => {
    await source.open(neverAborted);
    tbank.transcript = json({}, 401, { 'x-correlation-id': 'corr-9' });
    const error = await rejection(source.transcript(1, neverAborted));
    expect(error).toBeInstanceOf(CallError);
    expect(error).toMatchObject({ stage: 'transcript', failureClass: 'http_401', status: 401 });
    expect((error as Error).message).toContain('corr-9');
    expect(tbank.of(transcriptPath)).toHaveLength(2);
  });

  it('a server that refuses every fresh token stops the run instead of eating the night', async () => {
    await source.open(neverAborted);
    tbank.transcript = json({}, 401);
    let error: unknown;
    for (let id = 1; id < 20 && !(error instanceof StopRunError); id += 1) {
      error = await rejection(source.transcript(id, neverAborted));
    }
    expect(error).toMatchObject({ errorClass: 'login' });
    expect(tbank.of(loginPath).length).toBeLessThan(6);
  });

  it('a password that is refused in the middle stops the run after one try', async () => {
    const logger = recordingLogger();
    await source.close();
    source = sourceFor(tbank, { logger });
    await source.open(neverAborted);
    tbank.validToken = 'expired';
    tbank.login = json({}, 401);
    const errors = await Promise.all(
      [1, 2, 3, 4].map((id) => rejection(source.transcript(id, neverAborted))),
    );
    for (const error of errors) expect(error).toMatchObject({ errorClass: 'login' });
    expect(tbank.of(loginPath)).toHaveLength(2);
  });
});

describe("the operators' group", () => {
  const window = {
    day: '2026-11-20',
    from: new Date('2026-11-19T21:00:00Z'),
    to: new Date('2026-11-20T20:59:59Z'),
  };

  it('is the one of exactly this name, whatever its case and spaces around it, and no person', async () => {
    const pages = [];
    for await (const page of source.pages(window, neverAborted)) pages.push(page);
    const [search] = tbank.of(groupPath);
    expect(new URL(search!.path, tbank.url).searchParams.get('term')).toBe('торговые ПРЕДСТАВИТЕЛИ');
    const body = JSON.parse(tbank.of(listingPath)[0]!.body) as { filters: { agent: unknown } };
    expect(body.filters.agent).toEqual([{ id: 77, type: 'workGroup', title: 'Торговые представители' }]);
  });

  it('group not found: the groups that came are listed, people are not', async () => {
    tbank.group = json(groups.filter((group) => group.id !== 77));
    const error = await stopError(source.open(neverAborted));
    expect(error.errorClass).toBe('group');
    expect(error.message).toContain('AGENT_GROUP_NAME');
    expect(error.message).toContain('"Торговые представители Юг" (id 78)');
    expect(error.message).not.toContain('МАРКЕР');
    expect(error.message).not.toContain('id 5)');
  });

  it('group found twice: never guessed, both are listed', async () => {
    tbank.group = json([...groups, { ...groups[1], id: 79 }]);
    const error = await stopError(source.open(neverAborted));
    expect(error.errorClass).toBe('group');
    expect(error.message).toContain('2 groups');
    expect(error.message).toContain('id 77');
    expect(error.message).toContain('id 79');
    expect(error.message).not.toContain('Юг');
  });

  it('no group at all', async () => {
    tbank.group = json([]);
    expect((await stopError(source.open(neverAborted))).message).toContain('no group at all');
  });

  it('an answer that is no array names the response', async () => {
    tbank.group = json({ items: [] });
    const error = await stopError(source.open(neverAborted));
    expect(error.errorClass).toBe('tbank_response');
    expect(error.message).toContain('group search');
  });

  it('a group with a broken id names the field', async () => {
    tbank.group = json([{ id: 'x', name: 'Торговые представители', type: 'workGroup' }]);
    expect((await stopError(source.open(neverAborted))).message).toContain('0.id');
  });
});
