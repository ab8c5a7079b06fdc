import { describe, expect, it } from 'vitest';

import { lintRules } from '../../../src/domain/checklist-lint.ts';
import { readTags, untagged } from '../../../src/domain/checklist-tags.ts';
import { codeSpans, readDocument, readmes, section, tableRows } from './documents.ts';

const documents = [...readmes, 'docs/checklist.md'];

describe.each(documents)('the check-list in %s', (path) => {
  const document = readDocument(path);
  const rows = tableRows(document);

  it('has a row for every lint rule, with words of its example', () => {
    const table = tableRows(path.startsWith('docs/') ? document : section(document, 'lint')).filter(
      (cells) => cells.length === 3 && lintRules.some(({ id }) => cells[0] === `\`${id}\``),
    );
    expect(table.map(([id = '']) => codeSpans(id)[0])).toEqual(lintRules.map(({ id }) => id));
    for (const [index, [, , example = '']] of table.entries()) {
      const quoted = [...example.matchAll(/«([^»]+)»/gu)].map(([, words = '']) => words);
      expect(quoted.length).toBeGreaterThan(0);
      const text = JSON.stringify(lintRules[index]?.example);
      expect(quoted.filter((words) => !text.includes(words))).toEqual([]);
    }
  });

  it('shows tags that are understood', () => {
    const shown = rows.flatMap(([first = '']) => codeSpans(first).filter((code) => code.startsWith('[')));
    expect(shown.length).toBeGreaterThanOrEqual(3);
    for (const tag of shown) {
      expect(readTags(tag)).toMatchObject({ comment: '', problems: [], unknown: [] });
      expect(readTags(tag).tags).not.toEqual(untagged);
    }
  });
});
