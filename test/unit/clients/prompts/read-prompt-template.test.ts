import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPromptTemplate } from '../../../../src/clients/prompts/read-prompt-template.ts';
import { StopRunError } from '../../../../src/domain/errors.ts';
import { renderPrompt } from '../../../../src/domain/prompt-template.ts';

const good = 'Критерии:\n{criteria_list}\n{{}}\n{transcription}\n';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callq-prompt-'));
});
afterAll(() => rm(folder, { recursive: true }));

const save = async (content: string | Uint8Array) => {
  const path = join(folder, 'prompt.txt');
  await writeFile(path, content);
  return path;
};

async function problem(path: string): Promise<string> {
  const error: unknown = await readPromptTemplate(path, folder).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StopRunError);
  const { errorClass, message } = error as StopRunError;
  expect(errorClass).toBe('prompt');
  expect(message).toContain(`PROMPT_FILE ${join(folder, path.replace(folder, ''))}`);
  return message;
}

it('a prompt file is read from an absolute path and from one relative to the working directory', async () => {
  const path = await save(good);
  const template = await readPromptTemplate(path, '/');
  expect(await readPromptTemplate('prompt.txt', folder)).toEqual(template);
  expect(renderPrompt(template, { criteria_list: 'C', transcription: 'T', custom_instructions: '' })).toBe(
    'Критерии:\nC\n{}\nT\n',
  );
});

it('a byte-order mark and Windows line ends change nothing', async () => {
  const plain = await readPromptTemplate(await save(good), folder);
  const windows = await readPromptTemplate(await save(`\ufeff${good.replaceAll('\n', '\r\n')}`), folder);
  expect(windows).toEqual(plain);
});

it('missing file', async () => {
  expect(await problem('nowhere.txt')).toContain('no such file');
});

it('a folder', async () => {
  await mkdir(join(folder, 'sub'));
  expect(await problem('sub')).toContain('folder');
});

it.each([
  ['Windows-1251', Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2])],
  ['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le')],
  ['UTF-16 without BOM', Buffer.from('{transcription}{criteria_list}', 'utf16le')],
])('a file in %s is told to be no UTF-8', async (_, content) => {
  expect(await problem(await save(content))).toContain('not UTF-8');
});

it('unknown placeholder, lone brace and missing placeholder are named together, with their lines', async () => {
  const message = await problem(await save('{criteria_list}\n{call}\n{ "a": 1\n'));
  expect(message).toMatch(/line 2: unknown placeholder \{call\}/u);
  expect(message).toMatch(/line 3: a lone "\{"/u);
  expect(message).toContain('{transcription} is missing');
});

it('an empty file', async () => {
  expect(await problem(await save(''))).toContain('{transcription} is missing');
});
