import { generateKeyPairSync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sandbox, SandboxOptions } from '../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import { exportColumns } from '../../src/domain/export-columns.ts';
import { dumpDatabase } from '../support/dump-database.ts';
import type { Diagnosis } from '../support/diagnosis.ts';
import { linesOf, runDoctor } from '../support/diagnosis.ts';
import { startHttpServer } from '../support/http-server.ts';
import { startProxy } from '../support/proxy.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';
import type { KeyFile } from '../support/sheet-client.ts';
import { askToken, openSheet } from '../support/sheet-client.ts';

let night: SandboxNight;

beforeAll(async () => {
  night = await startNight({ calls: 20 });
});
afterAll(() => night.end());

type Changes = Readonly<Record<string, string>>;

function examine(changes: Changes = {}, ...args: string[]): Promise<Diagnosis> {
  return runDoctor(night, changes, args);
}

/** Leaves the sheets alone: the sandbox allows 60 reads a minute, all tests together. */
const unread: Changes = { JSON_AUTH: '' };

/** Another sandbox for one look: it has the same department, and other keys. */
async function withSandbox<T>(
  options: SandboxOptions,
  use: (changes: Changes, sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandbox({ calls: 5, ...options });
  try {
    return await use(sandbox.environment(1), sandbox);
  } finally {
    await sandbox.close();
  }
}

/** What a signed request for a token wants it for. */
function scopeOf(form: string): string {
  const [, claims = ''] = new URLSearchParams(form).get('assertion')?.split('.') ?? [];
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { scope: string }).scope;
}

/** What becomes of one check when these faults happen. */
function underFaults(check: string, ...faults: string[]): Promise<string[]> {
  return withSandbox({ faults }, async (changes) => linesOf(await examine(changes), check));
}

describe.concurrent('a department in which all is right', () => {
  it('gets one good line a check, and nothing is changed', async () => {
    const before = [await dumpDatabase(night.database.pool), readdirSync(night.folder)];
    const { exitCode, stdout, stderr } = await night.run(['doctor', '--date', someDay]);
    expect([exitCode, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('Everything is as it should be.');
    expect(lines.slice(0, -1).filter((line) => !line.startsWith('✓ '))).toEqual([]);
    expect(stdout).toMatch(/^✓ calls of the day +2026-11-03: 20 listed$/mu);
    expect(stdout).toMatch(/^✓ operators +13 active in department 1, 9 of them with a T-Bank login$/mu);
    expect(stdout).toMatch(/^✓ database +[^\n]*PostgreSQL 15/mu);
    expect([await dumpDatabase(night.database.pool), readdirSync(night.folder)]).toEqual(before);
  });

  it('asks nothing that costs money unless told to, and then shows what it cost', async () => {
    await withSandbox({}, async (changes, sandbox) => {
      const paths = (): Record<string, number> => sandbox.statistics().llm.requestsByPath;
      expect((await examine(changes)).exitCode).toBe(0);
      expect(paths()['/v1/chat/completions'] ?? 0).toBe(0);
      const { exitCode, checks } = await examine(changes, '--ask');
      expect([exitCode, paths()['/v1/chat/completions']]).toEqual([0, 1]);
      const question = checks.find(({ check }) => check === 'question');
      const { promptTokens, completionTokens, costUsd } = sandbox.statistics().llm;
      expect(question?.facts).toMatchObject({ inputTokens: promptTokens, outputTokens: completionTokens });
      expect(Number(question?.facts?.['costUsd'])).toBeCloseTo(costUsd, 9);
      expect(question?.message).toContain(`${promptTokens} + ${completionTokens} tokens`);
    });
  });

  it('prints no secret and nothing personal, whatever is wrong', async () => {
    const { PASSWORD = '', TOKEN_LLM = '', JSON_AUTH = '' } = night.environment;
    const wrong = { LOGIN: 'marked-login', PASSWORD: 'marked-password', TOKEN_LLM: 'marked-key' };
    const key = (JSON.parse(JSON_AUTH) as { private_key: string }).private_key.split('\n')[1] ?? '';
    for (const changes of [{}, wrong, { AGENT_GROUP_NAME: 'none' }, { MODEL: 'none' }]) {
      const { text } = await examine(changes, '--ask');
      for (const secret of [PASSWORD, TOKEN_LLM, key, ...Object.values(wrong)])
        expect(text).not.toContain(secret);
      expect(text).not.toMatch(/\+7\d{10}/u);
    }
  });
});

describe.concurrent('settings', () => {
  it('are told with all their problems, and what does not need them is checked all the same', async () => {
    const diagnosis = await examine({
      LOGIN: '',
      TOKEN_LLM: '',
      DEPARTAMENT_ID: 'two',
      CALLQ_MAX_TOKENS: '-1',
      PASSWORD: '',
      PASSWORD_FILE: '/nowhere',
    });
    expect(diagnosis.exitCode).toBe(2);
    expect(linesOf(diagnosis, 'settings')).toEqual([
      '✗ PASSWORD_FILE: the file cannot be read. Check the path and its permissions.',
      '✗ LOGIN: is not set. It must hold the T-Bank login.',
      '✗ TOKEN_LLM: is not set. It must hold the key of the LiteLLM gateway.',
      '✗ DEPARTAMENT_ID: must be a whole number from 1 to 2147483647.',
      '✗ CALLQ_MAX_TOKENS: must be a whole number of 1 or more.',
    ]);
    expect(linesOf(diagnosis, 'T-Bank login')).toEqual([
      '! not checked: it needs LOGIN and PASSWORD (see settings)',
    ]);
    expect(linesOf(diagnosis, 'calls of the day')).toEqual(['! not checked: it needs "T-Bank group"']);
    expect(linesOf(diagnosis, 'model')).toEqual(['! not checked: it needs TOKEN_LLM (see settings)']);
    for (const check of ['prompt file', 'schema', 'privileges', 'check-list', 'gateway', 'clock', 'disk']) {
      expect(linesOf(diagnosis, check)[0]).toMatch(/^✓/u);
    }
  });

  it('that a run would warn of are worth a look', async () => {
    const diagnosis = await examine({ CHECK_DAY_AGO: '0' });
    expect([diagnosis.exitCode, linesOf(diagnosis, 'settings').map((line) => line.slice(0, 30))]).toEqual([
      1,
      ['! CHECK_DAY_AGO is 0: a run ta'],
    ]);
  });

  it('that contradict each other are wrong', async () => {
    const unpriced = await examine({ CALLQ_MAX_COST_USD: '1' });
    expect(linesOf(unpriced, 'settings')[0]).toMatch(/^✗ CALLQ_MAX_COST_USD needs a price/u);
  });

  it('of days that exclude each other end the command', async () => {
    const { exitCode, stdout, stderr } = await night.run(['doctor', '--date', someDay, '--days-ago', '1']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('exclude each other');
  });
});

describe.concurrent('the prompt file', () => {
  it.each([
    ['there is no such file', null, /^✗ .*there is no such file/u],
    ['is broken', 'Оцени: {transcription} {lone', /^✗ .*line 1: a lone "\{"/u],
    ['ignores the instructions', '{transcription} {criteria_list}', /^! .*no \{custom_instructions\}/u],
  ])('%s', async (name, content, line) => {
    const path = join(night.folder, `${name}.txt`);
    if (content !== null) await writeFile(path, content);
    expect(linesOf(await examine({ PROMPT_FILE: path }), 'prompt file')).toEqual([
      expect.stringMatching(line),
    ]);
  });
});

describe.concurrent('T-Bank', () => {
  it('that refuses the login is asked once', async () => {
    await withSandbox({}, async (changes, sandbox) => {
      const diagnosis = await examine({ ...changes, PASSWORD: 'wrong' });
      expect(linesOf(diagnosis, 'T-Bank login')).toEqual([
        expect.stringMatching(/^✗ .*check LOGIN and PASSWORD/u),
      ]);
      expect(linesOf(diagnosis, 'T-Bank group')).toEqual(['! not checked: it needs "T-Bank login"']);
      expect(sandbox.statistics().tbank.answersByStatus['401']).toBe(1);
    });
  });

  it('without a group of this name shows the groups there are', async () => {
    const diagnosis = await examine({ AGENT_GROUP_NAME: 'менеджеры' });
    expect(linesOf(diagnosis, 'T-Bank group')).toEqual([
      expect.stringMatching(/^✗ .*no group of exactly.*Офис-менеджеры/u),
    ]);
    expect(linesOf(diagnosis, 'T-Bank login')[0]).toMatch(/^✓/u);
  });

  it('that lists no call of the day makes one look', async () => {
    const proxy = await startProxy({
      target: night.sandbox.urls.tbank,
      alter: (answer, { path }) =>
        path.endsWith('/callsessions') ? { ...answer, body: '{"items":[]}' } : answer,
    });
    const diagnosis = await examine({ TBANK_BASE_URL: proxy.url.origin }, '--days-ago', '3');
    await proxy.close();
    expect([diagnosis.exitCode, linesOf(diagnosis, 'calls of the day')]).toEqual([
      1,
      [expect.stringMatching(/^! .*none listed.*AGENT_GROUP_NAME/u)],
    ]);
  });

  it.each([
    ['T-Bank login', 'tbank:html:on=login@100%', /HTML where JSON belongs.*check TBANK_BASE_URL/u],
    ['T-Bank login', 'tbank:403:on=login@100%', /T-Bank refused the login/u],
    ['T-Bank group', 'tbank:400:on=groups@100%', /HTTP 400.*cannot be looked up/u],
    ['calls of the day', 'tbank:400:on=calls@100%', /HTTP 400.*cannot be listed/u],
  ])('%s under %s', async (check, fault, line) => {
    const [told] = await underFaults(check, fault);
    expect(told).toMatch(line);
  });
});

describe.concurrent('Google', () => {
  it('tells with which address a spreadsheet is to be shared', async () => {
    const lines = await underFaults('check-list', 'google:403:on=values@100%');
    const { client_email: email } = JSON.parse(night.environment['JSON_AUTH'] ?? '') as {
      client_email: string;
    };
    expect(lines).toEqual([
      expect.stringContaining(`HTTP 403 PERMISSION_DENIED: share the spreadsheet with ${email}`),
    ]);
  });

  it('misses a spreadsheet or a sheet by the setting that names it, the other sheet is read', async () => {
    const unknown = await examine({ REQUIREMENTS_SHEET_ID: 'none' });
    expect(linesOf(unknown, 'check-list')).toEqual([
      expect.stringMatching(/^✗ .*check REQUIREMENTS_SHEET_ID/u),
    ]);
    const diagnosis = await examine({ REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI: 'Нет такого' });
    expect(linesOf(diagnosis, 'instructions')).toEqual([
      expect.stringMatching(/^✗ .*REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI must be the name of a tab/u),
    ]);
    expect(linesOf(diagnosis, 'check-list')[0]).toMatch(/^✓ .*12 criteria; remarks on the wording: 1/u);
    const swapped = await examine({
      REQUIREMENTS_SHEET_NAME_CHECK_LIST: night.environment['REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI'] ?? '',
    });
    expect(linesOf(swapped, 'check-list')).toEqual([expect.stringMatching(/^✗ .*cannot be used/u)]);
  });

  it.each([
    ['a file that is not there', 'none.json', /^✗ .*there is no such file/u],
    ['no key', '{"type":"authorized_user"}', /^✗ .*not a service-account key/u],
  ])('gets %s as its key', async (_, key, line) => {
    const diagnosis = await examine({ JSON_AUTH: key });
    expect(linesOf(diagnosis, 'Google key')).toEqual([expect.stringMatching(line)]);
    expect(linesOf(diagnosis, 'check-list')).toEqual(['! not checked: it needs "Google key"']);
  });

  it('does not take the key of somebody else', async () => {
    const own = JSON.parse(night.environment['JSON_AUTH'] ?? '') as Record<string, string>;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const diagnosis = await examine({ JSON_AUTH: JSON.stringify({ ...own, private_key: pem }) });
    expect(linesOf(diagnosis, 'Google key')).toEqual([expect.stringMatching(/^✗ .*create a new JSON key/u)]);
  });

  it('says that the clock is off', async () => {
    expect(await underFaults('Google key', 'google:clock-off:on=token@100%')).toEqual([
      expect.stringMatching(/^✗ .*clock is off; set it \(NTP\)/u),
    ]);
  });

  it('that is down for longer than a person waits ends its check, not the command', async () => {
    const lines = await underFaults('Google key', 'google:429:retry-after=100:on=token@100%');
    expect(lines).toEqual([
      expect.stringMatching(/^✗ no verdict within 30 s; the last thing seen: .*HTTP 429/u),
    ]);
  });
});

describe.concurrent('the exports', () => {
  it('are no matter where none is set', async () => {
    const { checks } = await examine(unread);
    const names = new Set(checks.map(({ check }) => check));
    for (const name of ['results sheet', 'Apps Script', 'report folder', 'metrics file']) {
      expect(names).not.toContain(name);
    }
  });

  it('to a sheet: it is looked at with the right to write, and nothing is written', async () => {
    await withSandbox({}, async (changes, sandbox) => {
      const key = JSON.parse(changes['JSON_AUTH'] ?? '') as KeyFile;
      const scopes: string[] = [];
      const proxy = await startProxy({
        target: sandbox.urls.google,
        alter: async (answer, { path, body }) => {
          if (path !== '/token') return answer;
          scopes.push(scopeOf(body));
          const token = { access_token: await askToken(key), expires_in: 3599, token_type: 'Bearer' };
          return { ...answer, status: 200, body: JSON.stringify(token) };
        },
      });
      const diagnosis = await examine({
        ...changes,
        ...{ GOOGLE_SHEETS_BASE_URL: proxy.url.origin, RESULTS_SHEET_NAME: 'Результаты' },
        JSON_AUTH: JSON.stringify({ ...key, token_uri: `${proxy.url.origin}/token` }),
      });
      await proxy.close();
      expect([diagnosis.exitCode, linesOf(diagnosis, 'results sheet')]).toEqual([
        0,
        [expect.stringMatching(/^✓ "Результаты" is there.*no header yet/u)],
      ]);
      const scope = 'https://www.googleapis.com/auth/spreadsheets';
      expect(scopes.toSorted()).toEqual([scope, `${scope}.readonly`]);
      const asked = Object.keys(sandbox.statistics().google.requestsByPath);
      expect(asked.filter((path) => /batchUpdate/u.test(path))).toEqual([]);
    });
  });

  it('to a sheet that is not right are worth a look: a run goes on', async () => {
    await withSandbox({}, async (changes, sandbox) => {
      const look = async (RESULTS_SHEET_NAME: string, more: Changes = {}): Promise<readonly unknown[]> => {
        const diagnosis = await examine({ ...changes, RESULTS_SHEET_NAME, ...more });
        return [diagnosis.exitCode, ...linesOf(diagnosis, 'results sheet')];
      };
      expect(await look('Нет такого')).toEqual([
        1,
        expect.stringMatching(/^! .*has no sheet "Нет такого".*correct RESULTS_SHEET_NAME/u),
      ]);
      expect(await look('Чужая таблица')).toEqual([
        1,
        expect.stringMatching(/^! .*another header than CallQ's.*set RESULTS_SHEET_NAME to an empty sheet/u),
      ]);
      expect(await look('Результаты', { JSON_AUTH: 'none.json' })).toEqual([
        2,
        '! not checked: it needs "Google key"',
      ]);
      const sheet = await openSheet(sandbox, 'Результаты');
      await sheet.write('A1', [exportColumns.map(({ header }) => header)]);
      expect(await look('Результаты')).toEqual([0, expect.stringMatching(/^✓ .*has CallQ's header/u)]);
    });
  });

  const marked = 'AKfycbMarkedAddress';
  const google = 'https://script.google.com';
  it.each<[string, string, string, RegExp]>([
    ['of a web app', `${google}/macros/s/${marked}/exec`, 'refresh', /^✓ script\.google\.com: .*not called/u],
    ['for editors', `${google}/macros/s/${marked}/dev`, 'refresh', /^! APPS_SCRIPT_URL .*ends in \/exec/u],
    ['of the editor', `${google}/home/projects/${marked}/edit`, 'refresh', /^! APPS_SCRIPT_URL .*\/exec/u],
    ['that is none', `script.google.com/${marked}`, 'refresh', /^! not checked: it needs APPS_SCRIPT_URL/u],
    ['without a function', `${google}/macros/s/${marked}/exec`, '', /^✗ APPS_SCRIPT_FUNCTION: is not set/u],
  ])('to an Apps Script address %s show no more of it than its host', async (_, address, action, line) => {
    const diagnosis = await examine({
      ...unread,
      ...{ APPS_SCRIPT_URL: address, APPS_SCRIPT_FUNCTION: action },
    });
    expect(linesOf(diagnosis, 'Apps Script')).toEqual([expect.stringMatching(line)]);
    expect(diagnosis.text).not.toContain(marked);
  });

  it('never call the function', async () => {
    await withSandbox({}, async (changes, sandbox) => {
      const APPS_SCRIPT_URL = `${sandbox.urls.google}/macros/s/AKfycbSandbox0000000000000000000000000/exec`;
      const diagnosis = await examine({ ...changes, APPS_SCRIPT_URL, APPS_SCRIPT_FUNCTION: 'refresh' });
      expect(diagnosis.exitCode).toBe(0);
      expect(linesOf(diagnosis, 'Apps Script')).toEqual([expect.stringMatching(/^✓ .*not called/u)]);
      expect(sandbox.statistics().google.requestsByPath).not.toHaveProperty('/macros/s/{id}/exec');
    });
  });
});

describe.concurrent('the gateway', () => {
  it('that refuses the key', async () => {
    const diagnosis = await examine({ TOKEN_LLM: 'sk-wrong' }, '--ask');
    expect(linesOf(diagnosis, 'gateway')[0]).toMatch(/^✓/u);
    expect(linesOf(diagnosis, 'model')).toEqual([expect.stringMatching(/^✗ .*TOKEN_LLM is refused/u)]);
    expect(linesOf(diagnosis, 'question')).toEqual([expect.stringMatching(/^✗ .*TOKEN_LLM is refused/u)]);
  });

  it('that does not allow the model shows those it allows', async () => {
    const diagnosis = await examine({ MODEL: 'gpt-none' });
    expect([diagnosis.exitCode, linesOf(diagnosis, 'model')]).toEqual([
      2,
      [expect.stringMatching(/^✗ MODEL \(gpt-none\) is not among the models.*: callq-sandbox/u)],
    ]);
  });

  it.each([
    ['model', 'llm:403:on=models@100%', /^✗ .*MODEL is unknown to the gateway or not allowed/u],
    ['model', 'llm:budget:on=models@100%', /^✗ .*budget of TOKEN_LLM/u],
    ['model', 'llm:expired-key:on=models@100%', /^✗ .*TOKEN_LLM is refused/u],
    ['model', 'llm:no-db:on=models@100%', /^✗ .*TOKEN_LLM is refused/u],
    ['model', 'llm:html:on=models@100%', /^✗ .*LLM_BASE_URL does not lead to a LiteLLM gateway/u],
    ['gateway', 'llm:404:on=health@100%', /^! .*health\/liveliness with HTTP 404/u],
    ['gateway', 'llm:503:on=health@100%', /^✗ .*HTTP 503.*see whether the gateway is up/u],
  ])('%s under %s', async (check, fault, line) => {
    const [told] = await underFaults(check, fault);
    expect(told).toMatch(line);
  });

  it.each([
    ['llm:budget:status=429@100%', /^✗ .*budget of TOKEN_LLM/u],
    ['llm:no-usage@100%', /^✓ .*unknown \+ unknown tokens, the cost is unknown/u],
    ['llm:empty@100%', /^! .*of no use: no_choices/u],
    ['llm:500@100%', /^✗ .*http_500 \(status 500/u],
    ['llm:reset-after@100%', /^✗ .*it may have been paid for all the same$/u],
  ])('asked, under %s', async (fault, line) => {
    const lines = await withSandbox({ faults: [fault] }, async (changes) =>
      linesOf(await examine(changes, '--ask'), 'question'),
    );
    expect(lines).toEqual([expect.stringMatching(line)]);
  });

  it('that is not there', async () => {
    const diagnosis = await examine({ LLM_BASE_URL: 'http://127.0.0.1:9' });
    expect(linesOf(diagnosis, 'gateway')).toEqual([
      expect.stringMatching(/^✗ .*no connection \(ECONNREFUSED\)/u),
    ]);
    expect(linesOf(diagnosis, 'model')).toEqual(['! not checked: it needs "gateway"']);
    expect(linesOf(diagnosis, 'clock')[0]).toMatch(/^✓/u);
  });

  it('whose models are patterns', async () => {
    const server = await startHttpServer(({ path }, response) => {
      const models = { data: [{ id: 'openai/*', object: 'model' }], object: 'list' };
      response.end(path === '/v1/models' ? JSON.stringify(models) : '"I\'m alive!"');
    });
    const look = async (model: string): Promise<string[]> =>
      linesOf(await examine({ LLM_BASE_URL: server.url.origin, MODEL: model }), 'model');
    expect(await look('openai/gpt-5')).toEqual([expect.stringMatching(/^✓/u)]);
    expect(await look('mistral/large')).toEqual([expect.stringMatching(/^✗/u)]);
    await server.close();
  });
});

describe.concurrent('this machine', () => {
  it.each([
    ['right', 4, /^✓ right to a few seconds/u],
    ['2 minutes behind', 120, /^! this machine is 1[12]\d s behind/u],
    ['an hour ahead', -3600, /^✗ this machine is 3[56]\d\d s ahead of .*NTP/u],
  ])('has a clock that is %s', async (_, seconds, line) => {
    const proxies = await Promise.all(
      Object.values(night.sandbox.urls).map((target) =>
        startProxy({
          target,
          alter: (answer) => {
            answer.headers['date'] = new Date(Date.now() + seconds * 1000).toUTCString();
            return answer;
          },
        }),
      ),
    );
    const [tbank, google, llm] = proxies.map(({ url }) => url.origin);
    const diagnosis = await examine({
      TBANK_BASE_URL: tbank ?? '',
      GOOGLE_SHEETS_BASE_URL: google ?? '',
      LLM_BASE_URL: llm ?? '',
    });
    await Promise.all(proxies.map((proxy) => proxy.close()));
    expect(linesOf(diagnosis, 'clock')).toEqual([expect.stringMatching(line)]);
  });

  it('has a log folder that can be written, will be made, is not wanted, or cannot be made', async () => {
    const file = join(night.folder, 'a-file');
    await writeFile(file, '');
    await mkdir(join(night.folder, 'there'), { recursive: true });
    const look = async (changes: Changes): Promise<string[]> => linesOf(await examine(changes), 'log folder');
    expect(await look({ LOGGING_DIR: 'there' })).toEqual([expect.stringMatching(/^✓ .*can be written/u)]);
    expect(await look({ LOGGING_DIR: 'deep/down' })).toEqual([expect.stringMatching(/^✓ .*a run makes it/u)]);
    expect(await look({ LOGGING_ON_FILE: 'false' })).toEqual([expect.stringMatching(/^✓ none/u)]);
    expect(await look({ LOGGING_DIR: join(file, 'logs') })).toEqual([
      expect.stringMatching(/^! .*cannot be written \(ENOTDIR at .*a-file\)/u),
    ]);
  });

  it('has a folder for reports, which a run makes, and one for the metrics file, which none makes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'callq-doctor-'));
    await writeFile(join(folder, 'a-file'), '');
    await mkdir(join(folder, 'folder.prom'));
    const look = async (reports: string, metrics: string): Promise<readonly string[]> => {
      const diagnosis = await examine({
        ...unread,
        ...{ CALLQ_REPORT_DIR: join(folder, reports), CALLQ_METRICS_FILE: join(folder, metrics) },
      });
      return [...linesOf(diagnosis, 'report folder'), ...linesOf(diagnosis, 'metrics file')];
    };
    expect(await look('.', 'callq.prom')).toEqual([
      `✓ ${folder} can be written`,
      `✓ ${folder}/callq.prom can be written`,
    ]);
    expect(await look('deep/down', 'missing/callq.prom')).toEqual([
      expect.stringMatching(/^✓ .*a run makes it/u),
      expect.stringMatching(/^! CALLQ_METRICS_FILE .*there is no folder .*missing\)/u),
    ]);
    expect(await look('a-file/reports', 'folder.prom')).toEqual([
      expect.stringMatching(/^! CALLQ_REPORT_DIR .*cannot be written \(ENOTDIR at .*a-file\)/u),
      expect.stringMatching(/^! CALLQ_METRICS_FILE .*it is a folder/u),
    ]);
    expect(readdirSync(folder)).toEqual(['a-file', 'folder.prom']);
    await rm(folder, { recursive: true });
  });

  it('counts days in the zone of the department', async () => {
    const { text } = await examine({ CALLQ_TIMEZONE: 'Asia/Kamchatka', CHECK_DAY_AGO: '1' });
    expect(text).toMatch(
      /Asia\/Kamchatka, now \d{4}-\d\d-\d\d \d\d:\d\d \+12:00: a run takes \d{4}-\d\d-\d\d/u,
    );
    const wrong = await examine({ CALLQ_TIMEZONE: 'Moscow' });
    expect(linesOf(wrong, 'time zone')).toEqual(['! not checked: it needs CALLQ_TIMEZONE (see settings)']);
  });
});

it('ends soon after a signal', async () => {
  const running = await withSandbox({ faults: ['tbank:timeout:on=login@100%'] }, async (changes) => {
    const started = night.start(['doctor'], changes);
    await started.seen(/T-Bank|instructions/u);
    started.child.kill('SIGTERM');
    return started.finished;
  });
  expect(running.exitCode).toBe(143);
});
