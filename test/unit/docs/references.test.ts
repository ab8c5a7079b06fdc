import { posix } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  codeSpans,
  isFileName,
  isInRepository,
  readDocument,
  readmes,
  readSources,
  section,
  tableRows,
} from './documents.ts';

const documents = [
  ...readmes,
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/architecture.md',
  'docs/bi.md',
  'docs/checklist.md',
  'docs/cost.md',
  'docs/database.md',
  'docs/dependencies.md',
  'docs/doctor.md',
  'docs/ledger.md',
  'docs/docker.md',
  'docs/export.md',
  'docs/faults.md',
  'docs/logs.md',
  'docs/long-calls.md',
  'docs/notifications.md',
  'docs/prompt.md',
  'docs/rescore.md',
  'docs/retention.md',
  'docs/security.md',
  'docs/summary.md',
  'docs/upgrade.md',
  'CHANGELOG.md',
];

describe.each(documents)('%s', (path) => {
  const document = readDocument(path);

  it('links to files that are there', () => {
    const links = [...document.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/gu)].map(([, link = '']) => link);
    expect(links.filter((link) => !isInRepository(posix.join(posix.dirname(path), link)))).toEqual([]);
  });

  it('names paths of the repository that are there', () => {
    const paths = codeSpans(document).filter((code) =>
      /^(src|db|docs|prompts|bin|test)\/[\w./-]+$/u.test(code),
    );
    expect(paths.filter((code) => !isInRepository(code))).toEqual([]);
  });

  it('names files by themselves that are there', () => {
    const names = codeSpans(document).filter((code) => /^[\w-]+(\.test)?\.(ts|sql)$/u.test(code));
    expect(names.filter((name) => !isFileName(name))).toEqual([]);
  });

  it('links to headings that are there', () => {
    const headings = [...document.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    );
    const anchors = [...document.matchAll(/\]\(#([^)]+)\)/gu)].map(([, anchor = '']) => anchor);
    expect(anchors.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });
});

describe('messages in Troubleshooting', () => {
  const messagesIn = (path: string): string[] =>
    tableRows(section(readDocument(path), 'messages')).map(([message = '']) => message);

  it('are the same in both READMEs', () => {
    expect(messagesIn('README.md').length).toBeGreaterThan(20);
    expect(messagesIn('README.ru.md')).toEqual(messagesIn('README.md'));
  });

  it('are what the code says', () => {
    const sources = readSources().replaceAll('\\`', '`').replaceAll("\\'", "'");
    const parts = messagesIn('README.md').flatMap((message) =>
      message.replaceAll(/^`+ ?| ?`+$/gu, '').split('…'),
    );
    const trimmed = parts.map((part) => part.trim()).filter((part) => part !== '');
    expect(trimmed.filter((part) => !sources.includes(part))).toEqual([]);
  });
});
