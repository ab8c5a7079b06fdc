import { describe, expect, it } from 'vitest';

import type { Variable } from '../../../src/config/variables.ts';
import { variables } from '../../../src/config/variables.ts';
import { codeSpans, readDocument, readmes, section, tableRows } from './documents.ts';

const known: readonly Variable[] = variables;
const secretFiles = known.filter((one) => one.secretFile === true).map((one) => `${one.name}_FILE`);
/** Names that look like settings: those of the list, their files, the alias, and what the tests read. */
const allowed = new Set([
  ...known.map((one) => one.name),
  ...secretFiles,
  'LOGGING_ON_DT',
  'CALLQ_TEST_DATABASE_URL',
  // Of docker-compose.postgres.yml.
  'POSTGRES_PASSWORD',
]);

/** Words of capitals joined by underscores: placeholders such as FILE or ID are none. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/(?<![\p{L}\d_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\p{L}\d_])/gu)].map(
    ([name]) => name,
  );
}

describe.each(readmes)('the table of settings in %s', (path) => {
  const document = readDocument(path);
  const rows = tableRows(section(document, 'settings'));

  it('lists every variable with its default and whether it is required, in the order of the code', () => {
    const told = rows.map(([name = '', value = '']) => ({
      name: codeSpans(name)[0],
      required: name.endsWith('*'),
      default: codeSpans(value)[0] ?? null,
    }));
    expect(told).toEqual(
      known.map((one) => ({ name: one.name, required: one.required === true, default: one.default })),
    );
  });

  it('explains every one of them', () => {
    expect(rows.filter((cells) => cells.length !== 3 || (cells[2] ?? '').length < 8)).toEqual([]);
  });

  it('names the files of the secrets, and nothing else that looks like a setting', () => {
    expect(secretFiles.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
    expect(namesIn(document).filter((name) => !allowed.has(name))).toEqual([]);
  });
});

describe('.env.example', () => {
  const lines = readDocument('.env.example').split('\n');
  const assignments = lines.flatMap((line) => {
    const [, mark, name, value] = /^(# ?)?([A-Z][A-Z0-9_]*)=(.*)$/u.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value: value ?? '', commented: mark !== undefined }];
  });

  it('holds every variable and the files of the secrets, once, and nothing else', () => {
    const names = assignments.map(({ name }) => name).sort();
    expect(names).toEqual([...known.map((one) => one.name), ...secretFiles].sort());
  });

  it.each(known.map((one) => [one.name, one] as const))('shows %s as it should', (name, variable) => {
    const found = assignments.find((assignment) => assignment.name === name);
    expect(found?.commented).toBe(variable.required !== true);
    if (variable.default === null) expect(found?.value).not.toBe('');
    else expect(found?.value).toBe(variable.default);
  });

  it('names nothing else that looks like a setting', () => {
    expect(namesIn(lines.join('\n')).filter((name) => !allowed.has(name))).toEqual([]);
  });
});
