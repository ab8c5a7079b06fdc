import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { askToken, googleToken, keyFile, readRange, send, signAssertion } from './sandbox-client.ts';

let sandbox: Sandbox;
let clock = Date.now();
beforeAll(async () => {
  sandbox = await startSandbox({ now: () => clock });
});
afterAll(() => sandbox.close());

describe('the token endpoint', () => {
  const ask = (claims: Record<string, unknown>) => {
    const key = keyFile(sandbox);
    return askToken(key.token_uri, signAssertion(key, claims));
  };
  const now = Math.floor(Date.now() / 1000);

  it('gives a bearer token for a good JWT, for its own audience and for Google’s', async () => {
    const reply = await ask({});
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect((await ask({ aud: 'https://oauth2.googleapis.com/token' })).status).toBe(200);
  });

  it.each([
    [
      'a lifetime over an hour',
      { exp: now + 3700 },
      /short-lived token \(60 minutes\) and in a reasonable timeframe/,
    ],
    ['a JWT of yesterday', { iat: now - 90_000, exp: now - 86_400 }, /short-lived token/],
    ['a JWT of tomorrow', { iat: now + 86_400, exp: now + 88_000 }, /short-lived token/],
    ['a JWT without iat', { iat: undefined }, /short-lived token/],
    ['another audience', { aud: 'https://example.com/token' }, /audience/],
    ['an unknown account', { iss: 'x@y.iam.gserviceaccount.com' }, /account not found/],
  ])('refuses %s as invalid_grant', async (_, claims, text) => {
    const reply = await ask(claims);
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringMatching(text) as string,
    });
  });

  it('refuses the signature of another key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const key = keyFile(sandbox);
    const reply = await askToken(key.token_uri, signAssertion(key, {}, privateKey));
    expect(reply.json).toEqual({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
  });

  it('refuses another grant, JSON, rubbish and a missing scope', async () => {
    const key = keyFile(sandbox);
    const good = signAssertion(key);
    expect((await askToken(key.token_uri, good, 'password')).json.error).toBe('unsupported_grant_type');
    expect((await askToken(key.token_uri, 'a.b.c')).status).toBe(400);
    const json = await send(key.token_uri, { method: 'POST', body: JSON.stringify({ assertion: good }) });
    expect(json.status).toBe(400);
    expect((await ask({ scope: '' })).json.error).toBe('invalid_scope');
  });
});

describe('values', () => {
  let token: string;
  beforeAll(async () => {
    token = await googleToken(sandbox);
  });
  const sheet = (department: 1 | 2, name: 'CHECK_LIST' | 'PROMPT_FOR_AI') =>
    `'${sandbox.environment(department)[`REQUIREMENTS_SHEET_NAME_${name}`]!.replaceAll("'", "''")}'`;

  it('gives the check-lists, unformatted, with an empty row and numbers', async () => {
    const query = '?valueRenderOption=UNFORMATTED_VALUE';
    const trade = await readRange(sandbox, `${sheet(1, 'CHECK_LIST')}!A:D`, { token, query });
    expect(trade.status).toBe(200);
    expect(trade.json.majorDimension).toBe('ROWS');
    expect(trade.json.range).toBe(`${sheet(1, 'CHECK_LIST')}!A1:D1000`);
    const rows = trade.json.values as unknown[][];
    expect(rows.filter((row) => row.length > 1)).toHaveLength(13);
    expect(rows.filter((row) => row.length === 1)).toHaveLength(4);
    expect(rows.findIndex((row) => row.length === 0)).toBeGreaterThan(3);
    expect(rows[2]![2]).toBe(5);
    const id = sandbox.environment(2)['REQUIREMENTS_SHEET_ID']!;
    const office = await readRange(sandbox, `${sheet(2, 'CHECK_LIST')}!A:D`, { token, id, query });
    expect((office.json.values as unknown[][]).map((row) => row[2])).toEqual(
      expect.arrayContaining(['10,5', 7.5]),
    );
  });

  it('gives numbers as Russian text by default', async () => {
    const id = sandbox.environment(2)['REQUIREMENTS_SHEET_ID']!;
    const reply = await readRange(sandbox, `${sheet(2, 'CHECK_LIST')}!C1:C30`, { token, id });
    expect((reply.json.values as string[][]).flat()).toContain('7,5');
  });

  it('gives three to five instructions', async () => {
    for (const department of [1, 2] as const) {
      const id = sandbox.environment(department)['REQUIREMENTS_SHEET_ID']!;
      const { json } = await readRange(sandbox, `${sheet(department, 'PROMPT_FOR_AI')}!A:B`, { token, id });
      const filled = (json.values as string[][]).filter((row) => row.length > 0);
      expect(filled.length).toBeGreaterThanOrEqual(3);
      expect(filled.length).toBeLessThanOrEqual(5);
    }
  });

  it('has no values key for an empty range', async () => {
    const reply = await readRange(sandbox, "'Пустой лист'!A:D", { token });
    expect(reply.status).toBe(200);
    expect(reply.json).not.toHaveProperty('values');
  });

  it.each(['Чек-лист ТП!A:D', 'Лист1!A:D', "'Нет такого'!A:D", "'Чек-лист ТП'!", 'CRM26', 'A:D'])(
    'cannot parse %s',
    async (range) => {
      const reply = await readRange(sandbox, range, { token });
      expect(reply.status).toBe(400);
      expect(reply.json.error).toEqual({
        code: 400,
        message: `Unable to parse range: ${range}`,
        status: 'INVALID_ARGUMENT',
      });
    },
  );

  it('answers unknown, unshared and uploaded files as Google does', async () => {
    const range = "'Лист'!A:D";
    const status = async (id: string) =>
      (await readRange(sandbox, range, { token, id })).json.error as unknown;
    expect(await status('nothing')).toMatchObject({ code: 404, status: 'NOT_FOUND' });
    expect(await status('1CallQSandboxNotShared_000000000000000000003')).toMatchObject({
      code: 403,
      status: 'PERMISSION_DENIED',
    });
    expect(await status('1CallQSandboxExcel_00000000000000000000000004')).toMatchObject({
      code: 400,
      status: 'FAILED_PRECONDITION',
    });
  });

  it('needs a token, one with the scope', async () => {
    const range = `${sheet(1, 'CHECK_LIST')}!A:D`;
    expect((await readRange(sandbox, range, { token: 'wrong' })).json.error.status).toBe('UNAUTHENTICATED');
    const other = await googleToken(sandbox, { scope: 'https://www.googleapis.com/auth/calendar' });
    expect((await readRange(sandbox, range, { token: other })).json.error.status).toBe('PERMISSION_DENIED');
    expect((await readRange(sandbox, range, { token, query: '?valueRenderOption=RAW' })).status).toBe(400);
  });

  it('allows sixty reads a minute', async () => {
    clock += 61_000;
    const range = `${sheet(1, 'PROMPT_FOR_AI')}!A:B`;
    const statuses: number[] = [];
    for (let read = 0; read < 62; read += 1)
      statuses.push((await readRange(sandbox, range, { token })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    const refused = await readRange(sandbox, range, { token });
    expect(refused.json.error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED' });
    clock += 61_000;
    expect((await readRange(sandbox, range, { token })).status).toBe(200);
  });
});
