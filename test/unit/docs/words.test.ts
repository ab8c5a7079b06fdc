import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { stateNames } from '../../../src/report/names.ts';
import { readDocument, section, tableRows } from './documents.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const glossary = section(readDocument('docs/report.md'), 'words');
const rejected = tableRows(glossary).flatMap(([, , words = '']) => words.split(', '));

/** A dot at the end of a word stands for any ending. */
const patternOf = (words: string): RegExp =>
  new RegExp(
    `(?<![а-яё])${words
      .split(' ')
      .map((word) => (word.endsWith('.') ? `${word.slice(0, -1)}[а-яё]*` : word))
      .join('\\s+')}(?![а-яё])`,
    'giu',
  );

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));

/** What departments read. */
const texts = [
  ...filesIn('src/report', '.ts'),
  ...['src/domain/export-columns.ts', 'README.ru.md'],
  ...filesIn('docker/bi', '.json'),
  // Prompts are for the model, and so are the words that docs/prompt.md quotes from them.
  ...filesIn('docs', '.md').filter((path) => path !== join('docs', 'prompt.md')),
];

describe('one word for one thing', () => {
  it('has words to look for and texts to look in', () => {
    expect(rejected.length).toBeGreaterThan(15);
    expect(texts.length).toBeGreaterThan(50);
    expect('Проверочного листа нет'.match(patternOf('проверочн. лист.'))).toEqual(['Проверочного листа']);
  });

  it.each(rejected)('«%s» is said nowhere', (words) => {
    const found = texts.flatMap((path) => {
      const said = readDocument(path).replace(glossary, '').match(patternOf(words));
      return said === null ? [] : [`${path}: ${said.join(', ')}`];
    });
    expect(found).toEqual([]);
  });

  it('states are called in the dashboards as in the report', () => {
    const dashboard = readDocument('docker/bi/dashboards/work.json');
    for (const name of Object.values(stateNames)) expect(dashboard).toContain(`'${name}'`);
  });
});
