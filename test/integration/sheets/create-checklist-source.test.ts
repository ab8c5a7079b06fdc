import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChecklistSource } from '../../../src/clients/sheets/create-checklist-source.ts';
import type { ChecklistSourceOptions } from '../../../src/clients/sheets/create-checklist-source.ts';
import { StopRunError } from '../../../src/domain/errors.ts';
import type { LogFields, Logger } from '../../../src/domain/ports.ts';
import { accessToken, apiError, html, startFakeGoogle, tokenError } from './fake-google.ts';
import type { FakeGoogle } from './fake-google.ts';

const privateKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

const checklistSheet = "Чек-лист 'ТП' 2026";
const header = ['Критерий', 'Комментарий', 'Балл', 'Условия'];
let sheets: Record<string, unknown[][]>;
let google: FakeGoogle;
let delays: (number | null)[];
let logged: [string, LogFields | undefined][];

beforeEach(async () => {
  delays = [];
  logged = [];
  sheets = {
    [checklistSheet]: [
      header,
      ['Контакт'],
      [],
      ['Приветствие', '', '10,5', 'да'],
      ['Прощание', 'в конце', 2],
    ],
    CRM26: [['Будь строг'], [], ['Считай до трёх', 'заметка']],
  };
  google = await startFakeGoogle(privateKey, sheets);
});

afterEach(() => google.close());

function keyJson(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    type: 'service_account',
    client_email: 'robot@project.iam.gserviceaccount.com',
    private_key: privateKey,
    private_key_id: 'abc',
    token_uri: `${google.url.origin}/some/token`,
    ...fields,
  });
}

function read(overrides: Partial<ChecklistSourceOptions> = {}, signal = new AbortController().signal) {
  const log = (message: string, fields?: LogFields) => logged.push([message, fields]);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  return createChecklistSource({
    baseUrl: google.url,
    serviceAccount: keyJson(),
    workingDirectory: '/',
    spreadsheetId: 'SPREADSHEET-1',
    checklistSheet,
    instructionsSheet: 'CRM26',
    logger,
    timeoutMs: 2000,
    retry: {
      delay: ({ retryAfterMs }) => {
        delays.push(retryAfterMs);
        return 0;
      },
    },
    ...overrides,
  }).read(signal);
}

async function failure(promise: Promise<unknown>): Promise<StopRunError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StopRunError);
  return error as StopRunError;
}

describe('reading the spreadsheet', () => {
  it('gives the check-list and the instructions', async () => {
    const { checklist, instructions } = await read();
    expect(checklist.criteria.map((c) => [c.category, c.name, c.maximum])).toEqual([
      ['Контакт', 'Приветствие', 10.5],
      ['Контакт', 'Прощание', 2],
    ]);
    expect(instructions).toBe('Будь строг\n\nСчитай до трёх');
  });

  it('asks the token address of the key for one token, and that address is the audience', async () => {
    await read();
    expect(google.tokenRequests).toHaveLength(1);
    expect(google.reads).toHaveLength(2);
  });

  it('an empty instructions sheet gives no instructions', async () => {
    sheets['CRM26'] = [];
    expect((await read()).instructions).toBe('');
  });

  it('a key file with BOM and a key with lost newlines work', async () => {
    await expect(
      read({ serviceAccount: `\ufeff${keyJson({ private_key: privateKey.replaceAll('\n', '') })}` }),
    ).resolves.toBeDefined();
  });

  it('goes on after the quota of reads was used up, and waits as long as Google says', async () => {
    const quota = apiError(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded', { 'retry-after': '17' });
    google.readAnswers = [quota, quota, quota];
    const reading = read({
      retry: {
        delay: ({ retryAfterMs }) => {
          delays.push(retryAfterMs);
          if (delays.length === 3) google.readAnswers = [];
          return 0;
        },
      },
    });
    await expect(reading).resolves.toBeDefined();
    expect(delays.slice(0, 3)).toEqual([17_000, 17_000, 17_000]);
    expect(logged[0]?.[1]).toMatchObject({ status: 429, attempt: 1, stage: 'sheets' });
  });

  it('waits more than a minute for the quota before it gives up, and the library adds no tries of its own', async () => {
    google.readAnswers = [apiError(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded')];
    const waits: number[] = [];
    const { retryDelayMs } = await import('../../../src/clients/http/retry-delay.ts');
    const sleep = (delayMs: number) => Promise.resolve(void waits.push(delayMs));
    const error = await failure(read({ random: () => 0, retry: { delay: retryDelayMs, sleep } }));
    expect(error.errorClass).toBe('sheet');
    expect(error.message).toContain('quota');
    expect(google.reads).toHaveLength(18);
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 2).toBeGreaterThan(60_000);
  });

  it('a token request that fails with 503 is repeated five times in all, not more', async () => {
    google.tokenAnswers = [html(503)];
    expect((await failure(read())).errorClass).toBe('google_token');
    expect(google.tokenRequests).toHaveLength(5);
    expect(google.reads).toHaveLength(0);
  });

  it('an answer that never comes ends by the time limit', async () => {
    google.readAnswers = [() => undefined];
    const error = await failure(read({ timeoutMs: 60 }));
    expect(error.message).toContain('network');
  });

  it('an abort ends it at once', async () => {
    google.readAnswers = [() => undefined];
    const controller = new AbortController();
    const reading = read({ timeoutMs: 60_000 }, controller.signal);
    setTimeout(() => {
      controller.abort(new Error('stop'));
    }, 100);
    await expect(reading).rejects.toThrow('stop');
  });

  it('a redirect is not followed', async () => {
    google.readAnswers = [
      (_, response) => response.writeHead(302, { location: `${google.url.origin}/login` }).end(),
    ];
    const error = await failure(read());
    expect(error.message).toContain('GOOGLE_SHEETS_BASE_URL');
    expect(google.reads).toHaveLength(2);
  });
});

describe('what stops the run, and what to do about it', () => {
  it('sheet not shared: names the address to share it with', async () => {
    google.readAnswers = [apiError(403, 'PERMISSION_DENIED', 'The caller does not have permission')];
    const error = await failure(read());
    expect(error.errorClass).toBe('sheet');
    expect(error.message).toContain('share the spreadsheet with robot@project.iam.gserviceaccount.com');
    expect(google.reads).toHaveLength(2);
  });

  it('tab missing: names the setting and the sheet', async () => {
    delete sheets['CRM26'];
    const error = await failure(read());
    expect(error.message).toContain('"CRM26"');
    expect(error.message).toContain('REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI');
    expect(error.message).not.toContain('CHECK_LIST');
  });

  it('both tabs missing: names both', async () => {
    const error = await failure(read({ checklistSheet: 'Нет1', instructionsSheet: 'Нет2' }));
    expect(error.message).toContain('"Нет1"');
    expect(error.message).toContain('"Нет2"');
  });

  it('spreadsheet missing: names the setting', async () => {
    expect((await failure(read({ spreadsheetId: 'OTHER' }))).message).toContain('REQUIREMENTS_SHEET_ID');
  });

  it('an uploaded .xlsx is told apart', async () => {
    google.readAnswers = [
      apiError(400, 'FAILED_PRECONDITION', 'This operation is not supported for this document'),
    ];
    expect((await failure(read())).message).toContain('.xlsx');
  });

  it('a switched-off API is told apart from a sheet that is not shared', async () => {
    google.readAnswers = [
      (_, response) => {
        const error = {
          code: 403,
          message: 'x',
          status: 'PERMISSION_DENIED',
          details: [{ reason: 'SERVICE_DISABLED' }],
        };
        response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      },
    ];
    expect((await failure(read())).message).toContain('switch on the Google Sheets API');
  });

  it('score not a number and duplicate criterion: all rows and the sheet are named', async () => {
    sheets[checklistSheet] = [header, ['К'], ['А', '', 'много'], ['Б', '', 1], ['б.', '', 2]];
    const error = await failure(read());
    expect(error.errorClass).toBe('sheet');
    expect(error.message).toContain(`sheet "${checklistSheet}" of spreadsheet SPREADSHEET-1`);
    expect(error.message).toMatch(/row 3: .*number.*; row 5: .*row 4/u);
  });

  it('an empty check-list sheet', async () => {
    sheets[checklistSheet] = [];
    expect((await failure(read())).message).toContain('no criterion');
  });

  it('clock off', async () => {
    google.tokenAnswers = [
      tokenError(
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
      ),
    ];
    const error = await failure(read());
    expect(error.errorClass).toBe('google_clock');
    expect(error.message).toContain('clock');
    expect(google.tokenRequests).toHaveLength(1);
  });

  it('revoked key', async () => {
    google.tokenAnswers = [tokenError('Invalid JWT Signature.')];
    const error = await failure(read());
    expect(error.errorClass).toBe('google_key');
    expect(error.message).toContain('revoked');
    expect(google.tokenRequests).toHaveLength(1);
  });

  it('deleted service account', async () => {
    google.tokenAnswers = [tokenError('Invalid grant: account not found')];
    const error = await failure(read());
    expect(error.errorClass).toBe('google_key');
    expect(error.message).toContain('deleted');
  });

  it('HTML where JSON belongs', async () => {
    google.readAnswers = [html(200)];
    const error = await failure(read());
    expect(error.errorClass).toBe('sheet');
    expect(error.message).toContain('HTML instead of JSON');
  });

  it('an answer of an unknown shape names the field', async () => {
    google.readAnswers = [
      (_, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ range: 'x', values: [['MARKED', {}]] })),
    ];
    expect((await failure(read())).message).toContain('field values.0.1');
  });

  it('nobody answers at the address', async () => {
    const error = await failure(read({ baseUrl: new URL('http://127.0.0.1:1') }));
    expect(error.errorClass).toBe('sheet');
    expect(error.message).toContain('ECONNREFUSED');
  });
});

it('no key, token or cell stands in any error or log line, on any failure path', async () => {
  const marked = 'MARKED-CELL';
  sheets[checklistSheet] = [header, [marked, marked, marked], ['', marked]];
  const answers = [
    html(200),
    html(404),
    html(500),
    apiError(403, 'PERMISSION_DENIED', marked),
    apiError(400, 'INVALID_ARGUMENT', `Unable to parse range: ${marked}`),
    apiError(400, 'FAILED_PRECONDITION', marked),
    apiError(401, marked, marked),
    apiError(429, 'RESOURCE_EXHAUSTED', marked),
    apiError(418, marked, marked),
  ];
  const texts: string[] = [];
  const collect = async (overrides: Partial<ChecklistSourceOptions> = {}) => {
    const error = await failure(read(overrides));
    texts.push(String(error), error.message, JSON.stringify(error), String(error.cause));
  };
  await collect();
  for (const answer of answers) {
    google.readAnswers = [answer];
    await collect();
  }
  for (const answer of [...answers, tokenError(marked), tokenError(marked, 401)]) {
    google.tokenAnswers = [answer];
    await collect();
  }
  const body = privateKey.replaceAll(/-----.*-----|\n/gu, '');
  for (const serviceAccount of [
    keyJson({ private_key: privateKey.slice(0, 900) }),
    keyJson({ type: marked }),
    keyJson({ client_email: 5 }),
    privateKey,
    body,
    keyJson().slice(0, -1),
    keyJson({ token_uri: `http://${marked}.example/` }),
  ]) {
    await collect({ serviceAccount });
  }
  const everything = [...texts, JSON.stringify(logged)].join('\n');
  const secrets = [marked, 'MARKED-BODY', accessToken, body.slice(0, 24), body.slice(600, 630)];
  for (const secret of secrets) expect(everything).not.toContain(secret);
  expect(texts.length).toBeGreaterThan(60);
});
