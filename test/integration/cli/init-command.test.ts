import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Host } from '../../../src/cli/host.ts';
import { initCommand } from '../../../src/cli/init-command.ts';
import type { Sandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { parseEnvFile } from '../../../src/config/load-environment.ts';
import type { TestDatabase } from '../../support/test-database.ts';
import { createTestDatabase } from '../../support/test-database.ts';
import type { Typist } from '../../support/typist.ts';
import { controlC, down, emptyLine, enter, startTypist } from '../../support/typist.ts';

let sandbox: Sandbox;
let database: TestDatabase;
let right: Record<string, string>;
let folder: string;

beforeAll(async () => {
  [sandbox, database] = await Promise.all([startSandbox({ calls: 5 }), createTestDatabase()]);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callq-init-'));
  const { JSON_AUTH: key = '', ...rest } = sandbox.environment(1);
  await writeFile(join(folder, 'key.json'), key);
  right = {
    ...rest,
    JSON_AUTH: 'key.json',
    DATA_BASE: database.connectionString,
    PROMPT_FILE: fileURLToPath(new URL('../../../prompts/department1_prompt.txt', import.meta.url)),
  };
  return () => rm(folder, { recursive: true });
});
afterAll(async () => {
  await sandbox.close();
  await database.drop();
});

/** Nothing but the two origins that nobody is asked for comes from the shell. */
function hostAt({ terminal }: Typist): Host {
  const output = { write: () => undefined, drained: () => Promise.resolve(), isTerminal: false, columns: 80 };
  const { TBANK_BASE_URL, GOOGLE_SHEETS_BASE_URL } = right;
  return {
    argv: [],
    environment: { TBANK_BASE_URL, GOOGLE_SHEETS_BASE_URL },
    workingDirectory: folder,
    processId: 1,
    hostname: 'test',
    now: () => new Date(),
    random: Math.random,
    stdout: output,
    stderr: output,
    terminal,
    interruption: new AbortController().signal,
  };
}

const asked = [
  'DEPARTAMENT_ID',
  'PROMPT_FILE',
  'DATA_BASE',
  'JSON_AUTH',
  'REQUIREMENTS_SHEET_ID',
  'REQUIREMENTS_SHEET_NAME_CHECK_LIST',
  'REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI',
  'LOGIN',
  'PASSWORD',
  'AGENT_GROUP_NAME',
  'LLM_BASE_URL',
  'TOKEN_LLM',
  'MODEL',
];

async function answerAll(typist: Typist, answers: Record<string, string>, names = asked): Promise<void> {
  for (const name of names) {
    await typist.answer(`${name}: `, emptyLine, answers[name] ?? '', enter);
  }
}

it('asks, tries, and writes what a run reads back, readable for its owner only', async () => {
  const typist = startTypist();
  const done = initCommand(hostAt(typist), { out: '.env.department2' });
  const address = `https://docs.google.com/spreadsheets/d/${right['REQUIREMENTS_SHEET_ID'] ?? ''}/edit#gid=0`;
  await answerAll(typist, { ...right, REQUIREMENTS_SHEET_ID: address });
  expect(await done).toBe(0);

  const path = join(folder, '.env.department2');
  const written = parseEnvFile(await readFile(path, 'utf8'));
  // Not asked for, or entered as it is by default.
  const left = ['TBANK_BASE_URL', 'GOOGLE_SHEETS_BASE_URL', 'DEPARTAMENT_ID'];
  expect(written).toEqual(Object.fromEntries(Object.entries(right).filter(([name]) => !left.includes(name))));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).toSorted()).toEqual(['.env.department2', 'key.json']);

  const screen = typist.screen();
  for (const secret of ['PASSWORD', 'TOKEN_LLM', 'DATA_BASE']) expect(screen).not.toContain(right[secret]);
  for (const check of [
    'prompt file',
    'database',
    'pooler',
    'Google key',
    'check-list',
    'T-Bank group',
    'model',
  ]) {
    expect(screen).toMatch(new RegExp(`✓ ${check} `, 'u'));
  }
  expect(screen).toContain('callq doctor --env-file .env.department2');
});

it('lets what does not work be entered again, or kept on purpose', async () => {
  const typist = startTypist();
  const done = initCommand(hostAt(typist), {});
  await answerAll(typist, right, asked.slice(0, 7));
  await answerAll(typist, { ...right, PASSWORD: 'not it' }, ['LOGIN', 'PASSWORD', 'AGENT_GROUP_NAME']);
  await typist.answer('✗ T-Bank login');
  await typist.answer('enter it again', enter);
  // The login and the group stand there already; a secret has to be typed.
  await typist.answer('LOGIN: ', enter);
  await typist.answer('PASSWORD: ', right['PASSWORD'] ?? '', enter);
  await typist.answer('AGENT_GROUP_NAME: ', enter);
  await typist.answer('✓ T-Bank group');
  await answerAll(typist, { ...right, MODEL: 'none-such' }, ['LLM_BASE_URL', 'TOKEN_LLM', 'MODEL']);
  await typist.answer('✗ model');
  await typist.answer('keep it as it is', down, enter);
  expect(await done).toBe(0);
  const written = parseEnvFile(await readFile(join(folder, '.env'), 'utf8'));
  expect(written).toMatchObject({ PASSWORD: right['PASSWORD'], MODEL: 'none-such' });
});

it('says at once what cannot be right', async () => {
  const typist = startTypist();
  const done = initCommand(hostAt(typist), {});
  await typist.answer('DEPARTAMENT_ID: ', emptyLine, 'two', enter);
  await typist.answer('must be a whole number', emptyLine, '2', enter);
  await typist.answer('PROMPT_FILE: ', controlC);
  expect(await done).toBe(130);
  expect(typist.screen()).toContain('prompts/department2_prompt.txt');
  expect(typist.screen()).toContain('Nothing was written.');
  expect(await readdir(folder)).toEqual(['key.json']);
});

it('leaves a file that is there, unless told to go through it', async () => {
  const path = join(folder, '.env');
  const before = `# mine\nLOGIN='${right['LOGIN'] ?? ''}'\nLLM_CONCURRENCY=7\nHTTPS_PROXY=http://p:1\nPASSWORD=${right['PASSWORD'] ?? ''}\n`;
  await writeFile(path, before, { mode: 0o644 });
  const first = startTypist();
  const left = initCommand(hostAt(first), {});
  await first.answer('leave it as it is', enter);
  expect(await left).toBe(0);
  expect(await readFile(path, 'utf8')).toBe(before);

  const second = startTypist();
  const replaced = initCommand(hostAt(second), {});
  await second.answer('leave it as it is', down, enter);
  await answerAll(second, right, asked.slice(0, 7));
  await second.answer('LOGIN: ', enter);
  await second.answer('PASSWORD: ', enter);
  await answerAll(second, right, ['AGENT_GROUP_NAME', 'LLM_BASE_URL', 'TOKEN_LLM', 'MODEL']);
  expect(await replaced).toBe(0);
  const written = parseEnvFile(await readFile(path, 'utf8'));
  const { LOGIN, PASSWORD, MODEL } = right;
  expect(written).toMatchObject({ LOGIN, PASSWORD, MODEL, LLM_CONCURRENCY: '7', HTTPS_PROXY: 'http://p:1' });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});
