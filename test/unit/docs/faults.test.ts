import { describe, expect, it } from 'vitest';

import { codeSpans, isInRepository, readDocument, readmes, section, tableRows } from './documents.ts';

function rowsOf(path: string): { file: string; title: string }[] {
  return tableRows(section(readDocument(path), 'faults')).map(([, , shownBy = '']) => {
    const [file = '', title = ''] = codeSpans(shownBy);
    return { file, title };
  });
}

describe('"What happens when …"', () => {
  it.each(readmes)('names, in every line of %s, a test that is there', (path) => {
    const rows = rowsOf(path);
    expect(rows.length).toBeGreaterThan(10);
    const missing = rows.filter(
      ({ file, title }) =>
        title === '' || !isInRepository(file) || !readDocument(file).includes(`'${title}'`),
    );
    expect(missing).toEqual([]);
  });

  it('names the same tests in both READMEs', () => {
    const [english, russian] = readmes;
    expect(rowsOf(russian)).toEqual(rowsOf(english));
  });
});

it('docs/faults.md names files that are there', () => {
  const files = codeSpans(readDocument('docs/faults.md')).filter((code) => code.startsWith('test/'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !isInRepository(file))).toEqual([]);
});
