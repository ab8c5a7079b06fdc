import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { loadEnvironment } from '../../../src/config/load-environment.ts';
import type { Config } from '../../../src/config/parse-config.ts';
import { allNames, parseConfig } from '../../../src/config/parse-config.ts';

const complete = {
  LOGIN: 'night',
  PASSWORD: 'MARKED-PASSWORD',
  AGENT_GROUP_NAME: 'Группа',
  JSON_AUTH: 'key.json',
  REQUIREMENTS_SHEET_ID: 'sheet',
  REQUIREMENTS_SHEET_NAME_CHECK_LIST: 'Чек-лист',
  REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI: 'Промпт',
  TOKEN_LLM: 'MARKED-TOKEN',
  MODEL: 'some/model',
  DATA_BASE: 'postgresql://user:MARKED@localhost:5432/callq',
  PROMPT_FILE: 'p.txt',
};

function configOf(changes: Record<string, string> = {}): Config {
  const parsed = parseConfig({ ...complete, ...changes }, allNames);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.value;
}

function problemsOf(changes: Record<string, string>): readonly string[] {
  const parsed = parseConfig({ ...complete, ...changes }, allNames);
  return parsed.ok ? [] : parsed.problems;
}

describe('settings', () => {
  it('come out complete with the defaults of the contract', () => {
    expect(configOf()).toMatchObject({
      AUTH_TYPE: 'tqm',
      AUTH_SYSTEM: 'tqm',
      DEPARTAMENT_ID: 1,
      CHECK_DAY_AGO: 2,
      TBANK_CONCURRENCY: 4,
      TBANK_REQUESTS_PER_SECOND: 20,
      LLM_CONCURRENCY: 3,
      LLM_JSON_TRIES: 3,
      LLM_TIMEOUT_SECONDS: 300,
      CALLQ_TIMEZONE: 'Europe/Moscow',
      CALLQ_MIN_DURATION_SECONDS: 30,
      CALLQ_MIN_PHRASES: 0,
      CALLQ_SKIP_WITHOUT_PHONE: true,
      CALLQ_PENDING_DAYS: 3,
      LOGGING_LEVEL: 'info',
      LOGGING_ON_CONSOLE: true,
      TBANK_LOGIN_PATH: '/v2/bff-core-app/auth/session-start',
      TBANK_EXTRA_HEADERS: undefined,
      TBANK_BASE_URL: new URL('https://tqm-cloud.tbank.ru'),
      LLM_BASE_URL: new URL('https://litellm.poryadok.ru'),
      GOOGLE_SHEETS_BASE_URL: new URL('https://sheets.googleapis.com'),
    });
  });

  it('reports every problem together, with names and what would be right, never values', () => {
    const parsed = parseConfig(
      { PASSWORD: 'MARKED', CHECK_DAY_AGO: 'MARKED', CALLQ_TIMEZONE: 'MARKED' },
      allNames,
    );
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.length).toBeGreaterThan(10);
    expect(problems).toContain('CHECK_DAY_AGO: must be a whole number from 0 to 36500.');
    expect(problems.some((problem) => problem.startsWith('LOGIN: is not set.'))).toBe(true);
    expect(problems.join('\n')).not.toContain('MARKED');
  });

  it.each([
    ['TBANK_BASE_URL', 'http://tqm-cloud.tbank.ru'],
    ['TBANK_BASE_URL', 'https://tqm-cloud.tbank.ru/v2'],
    ['LLM_BASE_URL', 'http://8.8.8.8'],
    ['LLM_BASE_URL', 'https://user:pass@host'],
    ['LLM_BASE_URL', 'litellm'],
    ['CHECK_DAY_AGO', '-1'],
    ['CHECK_DAY_AGO', '1.5'],
    ['LLM_CONCURRENCY', '0'],
    ['TBANK_REQUESTS_PER_SECOND', '0'],
    ['CALLQ_TIMEZONE', 'Europe/Moskau'],
    ['CALLQ_TIMEZONE', '+03:00'],
    ['CALLQ_SKIP_WITHOUT_PHONE', 'perhaps'],
    ['LOGGING_LEVEL', 'LOUD'],
    ['LOGGING_NAME', '../callq'],
    ['DATA_BASE', 'mysql://a@b/c'],
    ['DATA_BASE', 'postgresql://host'],
    ['TBANK_EXTRA_HEADERS', '[]'],
    ['TBANK_EXTRA_HEADERS', '{"A":1}'],
    ['TBANK_EXTRA_HEADERS', '{"A":"b\\r\\nC: d"}'],
    ['TBANK_LOGIN_PATH', 'auth'],
    ['CALLQ_REPORT_DIR', '~/reports'],
    ['CALLQ_REPORT_DIR', ' ~'],
    ['LOGGING_DIR', '~callq/logs'],
    ['PROMPT_FILE', '~/prompt.txt'],
    ['JSON_AUTH', '~/key.json'],
    ['CALLQ_PRICES', '~/prices.json'],
    ['CALLQ_METRICS_FILE', '~/callq.prom'],
  ])('refuses %s=%s', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([name]);
  });

  it.each([
    ['LLM_BASE_URL', 'http://localhost:4000'],
    ['LLM_BASE_URL', 'http://litellm:4000'],
    ['LLM_BASE_URL', 'http://192.168.1.5/'],
    ['LLM_BASE_URL', 'http://[::1]:4000'],
    ['LLM_BASE_URL', 'http://host.docker.internal:4000'],
    ['DATA_BASE', 'postgresql+psycopg2://user:pass@db:5432/callq'],
    ['LOGGING_LEVEL', 'warning'],
    ['TBANK_EXTRA_HEADERS', '{"X-TQM-Version":"5"}'],
  ])('accepts %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([]);
  });
});

describe('the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callq-env-'));
  writeFileSync(
    join(folder, '.env'),
    "\uFEFFLOGIN='from file'\nMODEL=file\nLOGGING_ON_DT=true\nPROMPT_FILE=\n",
  );
  writeFileSync(join(folder, 'secret'), 'MARKED-SECRET\n');

  function load(environment: Record<string, string>, envFile: { path: string } | 'none' | null = null) {
    return loadEnvironment({ environment, workingDirectory: folder, envFile, overrides: {} });
  }

  it('wins over the env file; an empty value means not set', () => {
    expect(load({ MODEL: 'real', LOGIN: '' })).toEqual({
      ok: true,
      value: { LOGIN: 'from file', MODEL: 'real', LOGGING_ON_DT: 'true', LOGGING_ON_DB: 'true' },
    });
  });

  it('keeps a # that follows no blank, as the old program did', () => {
    const lines = [
      'PASSWORD=abc#123 # a comment',
      "TOKEN_LLM='quoted # too'",
      'MODEL=plain # a comment',
      'LOGIN=#nothing',
      'JSON_AUTH=a#b',
    ];
    writeFileSync(join(folder, 'hash.env'), `${lines.join('\r\n')}\n`);
    expect(load({}, { path: 'hash.env' })).toEqual({
      ok: true,
      value: { PASSWORD: 'abc#123', TOKEN_LLM: 'quoted # too', MODEL: 'plain', JSON_AUTH: 'a#b' },
    });
  });

  it('may lack .env, but not a file that was named', () => {
    expect(
      loadEnvironment({
        environment: {},
        workingDirectory: join(folder, 'none'),
        envFile: null,
        overrides: {},
      }).ok,
    ).toBe(true);
    expect(load({}, { path: 'absent.env' }).ok).toBe(false);
    expect(load({}, 'none')).toEqual({ ok: true, value: {} });
  });

  it('takes secrets from files, never both ways', () => {
    expect(load({ PASSWORD_FILE: 'secret' }, 'none')).toEqual({
      ok: true,
      value: { PASSWORD_FILE: 'secret', PASSWORD: 'MARKED-SECRET' },
    });
    expect(load({ PASSWORD_FILE: 'secret', PASSWORD: 'x' }, 'none')).toMatchObject({ ok: false });
    expect(load({ TOKEN_LLM_FILE: 'absent' }, 'none')).toEqual({
      ok: false,
      problems: ['TOKEN_LLM_FILE: the file cannot be read. Check the path and its permissions.'],
    });
  });
});
