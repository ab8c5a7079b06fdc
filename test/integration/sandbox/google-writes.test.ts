// What the documents say about writing to a sheet, asked with plain fetch.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import type { Reply } from './sandbox-client.ts';
import { bearer, googleToken, postJson, readRange, send } from './sandbox-client.ts';

const scope = 'https://www.googleapis.com/auth/spreadsheets';
let sandbox: Sandbox;
let token: string;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => now });
  token = await googleToken(sandbox, { scope });
});
afterAll(() => sandbox.close());

const base = (id = sandbox.environment(1)['REQUIREMENTS_SHEET_ID']!): string =>
  `${sandbox.urls.google}/v4/spreadsheets/${id}`;

function write(body: unknown, options: { token?: string; id?: string } = {}): Promise<Reply> {
  now += 61_000; // a fresh minute of the quota
  return postJson(`${base(options.id)}/values:batchUpdate`, body, bearer(options.token ?? token));
}

const raw = (range: string, values: unknown): unknown => ({
  valueInputOption: 'RAW',
  data: [{ range, values }],
});

async function read(range: string): Promise<unknown> {
  return (await readRange(sandbox, range, { token, query: '?valueRenderOption=UNFORMATTED_VALUE' })).json
    .values;
}

describe('values.batchUpdate', () => {
  it('writes RAW, leaves what is null, and empties by an empty text', async () => {
    const range = "'Результаты'!A1:C1";
    expect((await write(raw(range, [['=1+1', 7.5, 'старое']]))).status).toBe(200);
    expect(await read(range)).toEqual([['=1+1', 7.5, 'старое']]);
    await write(raw(range, [[null, '']]));
    expect(await read(range)).toEqual([['=1+1', '', 'старое']]);
  });

  it('wants the scope for writing', async () => {
    const readOnly = await googleToken(sandbox);
    const refused = await write(raw("'Результаты'!A1", [['x']]), { token: readOnly });
    expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining('scopes')]);
    expect((await write(raw("'Результаты'!A1", [['x']]), { token: 'none' })).status).toBe(401);
  });

  it.each([
    ['no input option', { data: [] }, /'valueInputOption' is required/],
    ['USER_ENTERED', { valueInputOption: 'USER_ENTERED', data: [] }, /RAW only/],
    ['an unknown tab', raw("'Нет такого'!A1", [['x']]), /Unable to parse range/],
    ['an unquoted name of letters and digits', raw('CRM26', [['x']]), /Unable to parse range/],
    [
      'a row beyond the grid',
      raw("'Результаты'!A1001", [['x']]),
      /exceeds grid limits. Max rows: 1000, max columns: 26/,
    ],
    ['a column beyond the grid', raw("'Результаты'!Z1:AA1", [['x', 'y']]), /exceeds grid limits/],
    ['more rows than the range', raw("'Результаты'!A1:B1", [['x'], ['y']]), /tried writing to row \[2\]/],
    [
      'more columns than the range',
      raw("'Результаты'!A1:B1", [['x', 'y', 'z']]),
      /tried writing to column \[C\]/,
    ],
    ['a cell that is too long', raw("'Результаты'!A1", [['x'.repeat(50_001)]]), /50000 characters/],
    ['a cell that is an object', raw("'Результаты'!A1", [[{}]]), /a cell is/],
    ['a protected tab', raw("'Защищённый лист'!A1", [['x']]), /protected cell/],
  ])('refuses %s, and nothing of the request is written', async (_what, body, message) => {
    const before = await read("'Результаты'!A1:Z1000");
    const { data = [] } = body as { data?: unknown[] };
    const good = { range: "'Результаты'!A9", values: [['before the refusal']] };
    const refused = await write({ ...(body as object), data: [good, ...data] });
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringMatching(message)]);
    expect(await read("'Результаты'!A1:Z1000")).toEqual(before);
  });

  it('knows a spreadsheet that is shared for reading only', async () => {
    const id = '1CallQSandboxReadOnly_0000000000000000000005';
    expect((await write(raw("'Результаты'!A1", [['x']]), { id })).status).toBe(403);
    expect((await readRange(sandbox, "'Чек-лист ТП'!A:D", { token, id })).status).toBe(200);
  });

  it('allows 60 writes a minute and account, apart from the reads', async () => {
    now += 61_000;
    const statuses: number[] = [];
    for (let n = 0; n < 61; n += 1) {
      const reply = await postJson(
        `${base()}/values:batchUpdate`,
        raw("'Результаты'!A1", [['x']]),
        bearer(token),
      );
      statuses.push(reply.status);
    }
    expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([60, 429]);
    expect((await readRange(sandbox, "'Результаты'!A1", { token })).status).toBe(200);
    now += 61_000;
    expect((await write(raw("'Результаты'!A1", [['x']]))).status).toBe(200);
  });
});

describe('spreadsheets.get and batchUpdate', () => {
  interface Grid {
    sheets: { properties: { sheetId: number; title: string; gridProperties: { rowCount: number } } }[];
  }
  const grid = async (id?: string): Promise<Grid> =>
    (await send(`${base(id)}?fields=sheets.properties`, { headers: bearer(token) })).json as unknown as Grid;
  const change = (requests: unknown, id?: string): Promise<Reply> => {
    now += 61_000;
    return postJson(`${base(id)}:batchUpdate`, { requests }, bearer(token));
  };
  const rowsOf = async (title: string): Promise<number | undefined> =>
    (await grid()).sheets.find(({ properties }) => properties.title === title)?.properties.gridProperties
      .rowCount;

  it('tells the sizes of the tabs, and adds rows: all changes of a request or none', async () => {
    const { sheets } = await grid();
    const { sheetId } = sheets.find(({ properties }) => properties.title === 'Маленький лист')!.properties;
    const append = { appendDimension: { sheetId, dimension: 'ROWS', length: 2 } };
    expect((await change([append])).status).toBe(200);
    expect(await rowsOf('Маленький лист')).toBe(5);
    const refused = await change([
      append,
      { appendDimension: { sheetId: 4711, dimension: 'ROWS', length: 1 } },
    ]);
    expect([refused.status, refused.json.error.message]).toEqual([
      400,
      expect.stringContaining('No grid with id'),
    ]);
    expect(await rowsOf('Маленький лист')).toBe(5);
  });

  it('holds at most ten million cells', async () => {
    const id = '1CallQSandboxFull_000000000000000000000000006';
    const { sheetId } = (await grid(id)).sheets[0]!.properties;
    const refused = await change([{ appendDimension: { sheetId, dimension: 'ROWS', length: 5000 } }], id);
    expect(refused.json.error.message).toContain('above the limit of 10000000 cells');
  });
});
