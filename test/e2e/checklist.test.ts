import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { FakeGoogle } from '../integration/sheets/fake-google.ts';
import { startFakeGoogle } from '../integration/sheets/fake-google.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

interface Report {
  readonly fingerprint: string;
  readonly criteria: readonly { readonly id: string; readonly name: string; readonly weight: number }[];
  readonly warnings: readonly string[];
  readonly lint: readonly { readonly rule: string }[];
  readonly diff: {
    readonly last: { readonly fingerprint: string } | null;
    readonly changes: readonly { readonly kind: string }[];
  } | null;
}

const sheets: Record<string, unknown[][]> = { Указания: [['Будь строг']] };
let night: SandboxNight;
let google: FakeGoogle;
let ownSheet: Record<string, string>;

beforeAll(async () => {
  night = await startNight({ calls: 20 });
  google = await startFakeGoogle(privateKey, sheets);
  ownSheet = {
    GOOGLE_SHEETS_BASE_URL: google.url.origin,
    JSON_AUTH: JSON.stringify({
      ...{ type: 'service_account', client_email: 'robot@project.iam.gserviceaccount.com' },
      ...{ private_key: privateKey, private_key_id: 'abc', token_uri: `${google.url.origin}/some/token` },
    }),
    REQUIREMENTS_SHEET_ID: 'SPREADSHEET-1',
    REQUIREMENTS_SHEET_NAME_CHECK_LIST: 'Чек-лист',
    REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI: 'Указания',
  };
});
afterAll(async () => {
  await night.end();
  await google.close();
});

function writeSheet(...criteria: unknown[][]): void {
  sheets['Чек-лист'] = [['Критерий', 'Комментарий', 'Балл', 'Условия'], ['Контакт'], ...criteria];
}

async function readReport(...args: string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await night.run(['checklist', '--json', ...args], ownSheet);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Report;
}

it('prints what the sandbox’s sheet holds, and needs nothing but the settings of the sheet', async () => {
  const changes = { DATA_BASE: '', LOGIN: '', TOKEN_LLM: '', MODEL: '', PROMPT_FILE: '' };
  const { exitCode, stdout, stderr } = await night.run(['checklist'], changes);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Department 1: 12 criteria in 4 categories, maximum 75, with weights 75');
  expect(stdout).toMatch(/fingerprint [0-9a-f]{64}/u);
  expect(stdout).toMatch(/Вежливое прощание\n +maximum 3, id [0-9a-f]{12}\n/u);
  expect(stdout).toContain('two-questions: «Установление контакта / Приветствие и представление»');
  const refused = await night.run(['checklist', '--diff'], changes);
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('DATA_BASE: ')]);
});

it('tells what has changed since the last run of the department', async () => {
  writeSheet(
    ['Приветствие', '[вес 2]', 5, 'да/нет'],
    ['Прощание', '', 3, 'попрощался'],
    ['Итог', '', 1, 'итог'],
  );
  expect((await readReport('--diff')).diff).toEqual({ last: null, changes: [] });
  const run = await night.run(['run', '--date', someDay, '--limit', '1'], ownSheet);
  expect(run.exitCode).toBe(0);
  const same = await readReport('--diff');
  expect(same.diff).toEqual({
    last: { fingerprint: same.fingerprint, usedAt: expect.any(String) as string },
    changes: [],
  });

  writeSheet(
    ['Приветствие', '[вес 3] [критично] [важно]', 5, 'да/нет'],
    ['Прощание с клиентом', '', 3, 'попрощался'],
    ['Вопрос о цене', '', 2, 'спросил'],
  );
  const changed = await readReport('--diff');
  expect(changed.diff?.changes.map(({ kind }) => kind)).toEqual([
    'comment',
    'tags',
    'renamed',
    'new',
    'gone',
  ]);
  expect(changed.diff?.last?.fingerprint).toBe(same.fingerprint);
  expect(changed.warnings).toEqual([expect.stringMatching(/^row 3: \[важно\]/u)]);
  expect(changed.lint).toEqual([expect.objectContaining({ rule: 'dominant-weight' })]);
  expect((await readReport()).diff).toBeNull();

  const { stdout } = await night.run(['checklist', '--diff'], ownSheet);
  expect(stdout).toContain('tags: «Контакт / Приветствие»: weight 2 → weight 3, critical');
  expect(stdout).toContain('renamed: «Контакт / Прощание» → «Контакт / Прощание с клиентом»');
  expect(stdout).toContain('gone: «Контакт / Итог»');
});

it('a run names unknown tags and counts the remarks; a wrong tag stops it before anything is asked', async () => {
  const { stderr } = await night.run(['run', '--date', someDay, '--dry-run'], ownSheet);
  expect(stderr).toContain('row 3: [важно] is no tag');
  expect(stderr).toMatch(/"count":1,[^\n]*`callq checklist` shows them/u);
  writeSheet(['Приветствие', '[вес ноль]', 5]);
  const requests = night.sandbox.statistics().llm.requests;
  const stopped = await night.run(['run', '--date', someDay], ownSheet);
  expect([stopped.exitCode, stopped.stderr]).toEqual([
    2,
    expect.stringContaining('row 3: column B (comment)'),
  ]);
  expect(night.sandbox.statistics().llm.requests).toBe(requests);
  expect((await night.run(['checklist'], ownSheet)).exitCode).toBe(2);
});
