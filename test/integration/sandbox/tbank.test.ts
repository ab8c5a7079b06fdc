import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import {
  bearer,
  listAll,
  listBody,
  listUrl,
  logIn,
  loginBody,
  postJson,
  readTranscript,
  send,
  writeLines,
  type ReplyBody,
} from './sandbox-client.ts';

let sandbox: Sandbox;
let token: string;
let clock = Date.now();

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => clock });
  token = await logIn(sandbox);
});
afterAll(() => sandbox.close());

const sessionUrl = (path = '/v2/bff-core-app/auth/session-start'): string => sandbox.urls.tbank + path;

describe('login', () => {
  it.each(['/v2/bff-core-app/auth/session-start', '/auth/session-start', '/rest/auth/session-start'])(
    'answers on %s with five strings and the mark of the sandbox',
    async (path) => {
      const reply = await postJson(sessionUrl(path), loginBody(sandbox));
      expect(reply.status).toBe(200);
      expect(reply.headers.get('x-callq-sandbox')).toBe('true');
      for (const field of ['userId', 'accessToken', 'refreshToken', 'userLogin', 'accessTokenExpiredDate']) {
        expect(reply.json, field).toHaveProperty(field, expect.any(String));
      }
    },
  );

  it('refuses a wrong password with 401', async () => {
    expect((await postJson(sessionUrl(), { ...loginBody(sandbox), password: 'другой' })).status).toBe(401);
  });

  it.each([
    ['a field of another name', { authenticationType: 'tqm', authentificationType: undefined }],
    ['one field too many', { remember: true }],
    ['a number', { login: 5 }],
    ['an unknown system', { authSystem: 'other' }],
  ])('refuses %s with 400', async (_, change) => {
    const reply = await postJson(sessionUrl(), { ...loginBody(sandbox), ...change });
    expect(reply.status).toBe(400);
    expect(reply.json.errorMessage).toBeTypeOf('string');
  });

  it('refuses a form with 415 and another method with 405', async () => {
    const form = await send(sessionUrl(), { method: 'POST', body: new URLSearchParams(loginBody(sandbox)) });
    expect(form.status).toBe(415);
    expect((await send(sessionUrl())).status).toBe(405);
  });

  it('lets tokens expire after an hour', async () => {
    const fresh = await logIn(sandbox);
    clock += 59 * 60_000;
    expect((await postJson(listUrl(sandbox), listBody(), bearer(fresh))).status).toBe(200);
    clock += 61_000;
    expect((await postJson(listUrl(sandbox), listBody(), bearer(fresh))).status).toBe(401);
    token = await logIn(sandbox);
  });
});

describe('groups', () => {
  const search = (query: string) =>
    send(`${sandbox.urls.tbank}/v2/bff-core-app/organizational-structures/autocomplete-search${query}`, {
      headers: bearer(token),
    });

  it('finds by parts of names: the wanted group is neither alone nor first', async () => {
    const term = sandbox.environment(1)['AGENT_GROUP_NAME']!;
    const { json } = await search(`?term=${encodeURIComponent(term)}`);
    const groups = json as unknown as { name: string; type: string }[];
    const exact = groups.filter(({ name }) => name === term);
    expect(exact).toMatchObject([{ id: 77, type: 'workGroup' }]);
    expect(groups.length).toBeGreaterThan(2);
    expect(groups[0]!.name).not.toBe(term);
  });

  it('has a group that occurs twice and none of an unknown name', async () => {
    expect((await search(`?term=${encodeURIComponent('двойная')}`)).json).toHaveLength(2);
    expect((await search('?term=xyz')).json).toEqual([]);
  });

  it('needs a term and a token', async () => {
    expect((await search('')).status).toBe(400);
    const url = `${sandbox.urls.tbank}/v2/bff-core-app/organizational-structures/autocomplete-search?term=x`;
    expect((await send(url)).status).toBe(401);
    expect((await send(url, { headers: bearer('wrong') })).status).toBe(401);
  });
});

describe('the list of calls', () => {
  const list = (body: unknown) => postJson(listUrl(sandbox), body, bearer(token));
  const paging = { page: 1, itemsPerPage: 10, itemsCount: 0 };

  it.each([
    ['page', { itemsPerPage: 10, itemsCount: 0 }],
    ['itemsPerPage', { page: 1, itemsCount: 0 }],
    ['itemsCount', { page: 1, itemsPerPage: 10 }],
    ['a page that is text', { ...paging, page: '1' }],
    ['page 0', { ...paging, page: 0 }],
    ['too large a page', { ...paging, itemsPerPage: 1001 }],
    ['an unknown paging field', { ...paging, size: 3 }],
  ])('refuses paging without or with: %s', async (_, wrong) => {
    expect((await list({ ...listBody(), paging: wrong })).status).toBe(400);
  });

  it.each([
    ['an ISO date', { date: { min: '2026-11-20T00:00:00', max: '2026-11-20 23:59:59' } }],
    ['a date that does not exist', { date: { min: '2026-02-30 00:00:00', max: '2026-03-01 00:00:00' } }],
    [
      'a period that ends before it begins',
      { date: { min: '2026-11-20 10:00:00', max: '2026-11-20 09:00:00' } },
    ],
    ['an unknown group', { agent: [{ id: 4711, type: 'workGroup', title: 'x' }] }],
    ['a group that is text', { agent: [{ id: '77', type: 'workGroup', title: 'x' }] }],
    ['a user', { agent: [{ id: 77, type: 'user', title: 'x' }] }],
    ['an untitled group', { agent: [{ id: 77, type: 'workGroup' }] }],
    ['no group', { agent: [] }],
    ['an n-gram flag that is text', { isNGramSearch: 'false' }],
    ['an unknown filter', { direction: 'inbound' }],
  ])('refuses a filter with %s', async (_, change) => {
    const body = listBody();
    const reply = await list({ ...body, filters: { ...body.filters, ...change } });
    expect(reply.status).toBe(400);
    expect(reply.json.errorCode).toBe('BAD_REQUEST');
  });

  it('refuses what is no JSON and what is too long', async () => {
    expect((await list('{')).status).toBe(400);
    expect((await list(`"${'x'.repeat(70_000)}"`)).status).toBe(413);
  });

  it('gives a list without nextPage at the end and an empty group without items', async () => {
    const reply = await list(listBody());
    expect(reply.json.items).toHaveLength(100);
    expect(reply.json.nextPage).toBeNull();
    const last = await list(listBody({ page: 2, itemsPerPage: 50 }));
    expect(last.json.items).toHaveLength(50);
    expect(last.json).not.toHaveProperty('nextPage');
    expect((await list(listBody({ group: 83 }))).json).toEqual({ items: [], nextPage: null });
  });

  it('takes parts of a day and several days, and they add up', async () => {
    const whole = await listAll(sandbox);
    const morning = await listAll(sandbox, { max: '2026-11-20 12:59:59' });
    const afternoon = await listAll(sandbox, { min: '2026-11-20 13:00:00' });
    expect(morning.length).toBeGreaterThan(10);
    expect(afternoon.length).toBeGreaterThan(10);
    expect([...morning, ...afternoon]).toEqual(whole);
    const next = await listAll(sandbox, { min: '2026-11-21 00:00:00', max: '2026-11-21 23:59:59' });
    const both = await listAll(sandbox, { max: '2026-11-21 23:59:59', itemsPerPage: 70 });
    expect(both).toEqual([...whole, ...next]);
  });

  it('writes starts as UTC or as naive Moscow time, all of them of the day asked for', async () => {
    const items = await listAll(sandbox);
    const utc = items.filter(({ startDate }) => startDate.endsWith('Z'));
    expect(utc.length).toBeGreaterThan(25);
    expect(utc.length).toBeLessThan(75);
    const days = items.map(({ startDate }) => {
      const moment = startDate.endsWith('Z')
        ? Date.parse(startDate) + 3 * 3_600_000
        : Date.parse(`${startDate}Z`);
      return new Date(moment).toISOString().slice(0, 10);
    });
    expect(new Set(days)).toEqual(new Set(['2026-11-20']));
    // A call in the Moscow night: its UTC date is the day before.
    expect(items.slice(0, 2).every(({ startDate }) => /T0[1-3]:|T2[2-3]:/.test(startDate))).toBe(true);
  });

  it('carries the traps of real items', async () => {
    const items = await listAll(sandbox);
    const share = (test: (item: (typeof items)[number]) => boolean) => items.filter(test).length;
    expect(share(({ segmentId }) => segmentId === undefined)).toBeGreaterThan(2);
    expect(share(({ segmentId, id }) => segmentId === undefined && id === undefined)).toBe(0);
    expect(share(({ endDate }) => endDate === null)).toBeGreaterThan(0);
    expect(share(({ operatorUserLogin }) => typeof operatorUserLogin === 'string')).toBeGreaterThan(30);
    expect(share(({ operatorUserLogin }) => typeof operatorUserLogin !== 'string')).toBeGreaterThan(10);
    expect(
      share(({ operatorUserFullName }) => operatorUserFullName?.startsWith('Оператор') ?? false),
    ).toBeGreaterThan(20);
    expect(share((item) => 'queue' in item)).toBe(100);
  });
});

describe('transcripts', () => {
  it('need the token parameter and a whole number', async () => {
    const url = `${sandbox.urls.tbank}/v2/bff-core-app/transcription/segment`;
    expect((await postJson(url, { segmentId: 1 }, bearer(token))).status).toBe(400);
    expect((await readTranscript(sandbox, token, '1')).status).toBe(400);
    expect((await postJson(`${url}?token=`, { segmentId: 1, id: 2 }, bearer(token))).status).toBe(400);
    expect((await postJson(`${url}?token=`, { segmentId: 1 })).status).toBe(401);
    expect((await readTranscript(sandbox, token, 12345)).status).toBe(404);
  });

  it('come unsorted, in several parts, with ids as numbers and as strings', async () => {
    const items = await listAll(sandbox);
    const seen = { unsorted: 0, parts: 0, text: 0, number: 0, differ: 0 };
    for (const item of items.slice(0, 60)) {
      const { json } = await readTranscript(sandbox, token, item.segmentId ?? item.id);
      const parts = ((json as ReplyBody | null)?.transcriptionParts ?? []) as {
        phrases: { contactId: unknown; startTimeInMs: number }[];
      }[];
      const phrases = parts.flatMap((part) => part.phrases);
      if (parts.length > 1) seen.parts += 1;
      if (phrases.some((phrase, place) => phrase.startTimeInMs < (phrases[place - 1]?.startTimeInMs ?? 0))) {
        seen.unsorted += 1;
      }
      for (const { contactId } of phrases) seen[typeof contactId === 'string' ? 'text' : 'number'] += 1;
      if (
        phrases.some(
          ({ contactId }) =>
            contactId !== json.firstOperatorId && String(contactId) === String(json.firstOperatorId),
        )
      ) {
        seen.differ += 1;
      }
      expect(new Set(phrases.map(({ startTimeInMs }) => startTimeInMs)).size).toBe(phrases.length);
    }
    for (const [trap, count] of Object.entries(seen)) expect(count, trap).toBeGreaterThan(3);
  });

  it('are missing in all shapes', async () => {
    const many = await startSandbox({ calls: 400 });
    try {
      const own = await logIn(many);
      const shapes = new Set<string>();
      for (const item of await listAll(many)) {
        const id = item.segmentId ?? item.id;
        if (id === undefined) continue;
        const reply = await readTranscript(many, own, id);
        if (writeLines(reply.status === 200 ? reply.json : null).length === 0) {
          shapes.add(`${reply.status} ${reply.text.replace(/\d+/g, '0')}`);
        }
      }
      expect(shapes.size).toBe(5);
    } finally {
      await many.close();
    }
  });
});

describe('large days', () => {
  it('pages through 2,500 calls without a double, five of them malformed', async () => {
    const large = await startSandbox({ calls: 2500 });
    try {
      const items = await listAll(large, { itemsPerPage: 700 });
      expect(items).toHaveLength(2500);
      const ids = items.map((item) => item.segmentId ?? item.id);
      expect(ids.filter((id) => id === undefined)).toHaveLength(5);
      expect(new Set(ids).size).toBe(2496);
      const crooked = items.filter(
        ({ startDate, endDate }) => endDate !== null && Date.parse(endDate) < Date.parse(startDate),
      );
      expect(crooked).toHaveLength(5);
    } finally {
      await large.close();
    }
  });

  it('lists 20,000 calls with flat memory', async () => {
    const huge = await startSandbox({ calls: 20_000 });
    try {
      const own = await logIn(huge);
      const readPage = async (page: number) => {
        const reply = await postJson(listUrl(huge), listBody({ page }), bearer(own));
        return (reply.json as { items: unknown[] }).items.length;
      };
      for (let page = 1; page <= 5; page += 1) expect(await readPage(page)).toBe(1000);
      const before = heldBytes();
      for (let page = 6; page <= 20; page += 1) expect(await readPage(page)).toBe(1000);
      // Fifteen pages are about 7 MB of text; held as objects they would be far more than this.
      expect(heldBytes() - before).toBeLessThan(10 * 2 ** 20);
      expect(await readPage(21)).toBe(0);
    } finally {
      await huge.close();
    }
  });
});

/** The heap that is still in use once garbage is collected, which happens when it pleases the engine otherwise. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
