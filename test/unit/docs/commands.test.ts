import { beforeAll, describe, expect, it } from 'vitest';

import type { Host } from '../../../src/cli/host.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { codeLines, readDocument, readmes, tableRows } from './documents.ts';

const commands = [
  [],
  ['init'],
  ['doctor'],
  ['run'],
  ['schedule'],
  ['status'],
  ['calls'],
  ['db', 'migrate'],
  ['db', 'status'],
  ['db', 'roles'],
  ['operators', 'import'],
  ['operators', 'unknown'],
  ['checklist'],
  ['report'],
  ['rescore'],
  ['export', 'sheets'],
  ['export', 'csv'],
  ['export', 'json'],
  ['export', 'xlsx'],
  ['purge'],
  ['forget'],
  ['sandbox'],
  ['demo'],
];
/** Options in the READMEs that are not CallQ's. */
const foreign = new Set(['--add-host', '--include', '--name', '--rm', '--user']);

async function helpOf(command: readonly string[]): Promise<string> {
  let text = '';
  const output = {
    write: (part: string) => void (text += part),
    drained: () => Promise.resolve(),
    isTerminal: false,
    columns: 200,
  };
  const host: Host = {
    argv: [...command, '--help'],
    environment: {},
    workingDirectory: '/',
    processId: 1,
    hostname: 'test',
    now: () => new Date(0),
    random: () => 0,
    stdout: output,
    stderr: output,
    terminal: null,
    interruption: new AbortController().signal,
  };
  expect(await runProgram(host)).toBe(0);
  return text;
}

/** Options as commander lists them: two spaces, perhaps a short one, then the name. */
function optionsIn(help: string): string[] {
  return [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z][a-z-]*)/gmu)].map(([, option = '']) => option);
}

describe('commands and options', () => {
  let options: Set<string>;
  beforeAll(async () => {
    const helps = await Promise.all(commands.map(helpOf));
    options = new Set(helps.flatMap(optionsIn));
  });

  it.each(readmes)('are all in %s, and no others', (path) => {
    const document = readDocument(path);
    const named = new Set([...document.matchAll(/(?<![\w-])--[a-z][a-z-]*/gu)].map(([option]) => option));
    expect([...options].filter((option) => !named.has(option))).toEqual([]);
    expect([...named].filter((option) => !options.has(option) && !foreign.has(option))).toEqual([]);
  });

  it.each(readmes)('have a row for every command in %s', (path) => {
    const rows = tableRows(readDocument(path)).map(([first = '']) => first);
    const missing = commands.slice(1).filter((command) => {
      const row = `\`callq ${command.join(' ')}`;
      return !rows.some((cell) => cell.startsWith(row));
    });
    expect(missing).toEqual([]);
  });
});

describe('both READMEs', () => {
  const [english, russian] = readmes.map(readDocument) as [string, string];

  it('hold the same commands', () => {
    expect(codeLines(english).length).toBeGreaterThan(30);
    expect(codeLines(russian)).toEqual(codeLines(english));
  });

  it('have the same structure', () => {
    const levels = (document: string): string[] =>
      [...document.matchAll(/^(#+) /gmu)].map(([, marks = '']) => marks);
    expect(levels(russian)).toEqual(levels(english));
    const sizes = (document: string): number[] => tableRows(document).map((cells) => cells.length);
    expect(sizes(russian)).toEqual(sizes(english));
  });

  it('name the two commands first', () => {
    for (const document of [english, russian]) {
      expect(codeLines(document).slice(0, 3)).toEqual(['[sh]', 'npm run demo', 'npm test']);
    }
  });
});
