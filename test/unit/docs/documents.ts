import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const readmes = ['README.md', 'README.ru.md'] as const;

/** A file of the repository as text. */
export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
}

export function isInRepository(path: string): boolean {
  return existsSync(join(root, path));
}

/** Whether a file of that name is somewhere in the sources, tests or SQL. */
export function isFileName(name: string): boolean {
  fileNames ??= new Set(
    ['src', 'test', 'db']
      .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
      .map((path) => basename(path)),
  );
  return fileNames.has(name);
}
let fileNames: ReadonlySet<string> | undefined;

/** All the code that prints messages, with string literals joined that a `+` at a line end takes apart. */
export function readSources(): string {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return ['bin/callq.js', ...files.filter((path) => path.endsWith('.ts')).map((path) => join('src', path))]
    .map(readDocument)
    .join('\n')
    .replaceAll(/['`"] \+\n\s*['`"]/gu, '');
}

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
export function section(document: string, name: string): string {
  const [, inside, ...others] = document.split(new RegExp(`<!-- /?${name} -->`, 'u'));
  if (inside === undefined || others.length !== 1) throw new Error(`section ${name} is missing`);
  return inside;
}

/** Cells of all rows of all Markdown tables, without headers and rulers. */
export function tableRows(markdown: string): string[][] {
  const lines = markdown.split('\n').map((line) => line.trim());
  const isRuler = (line: string | undefined): boolean => /^\|( ?:?-+:? ?\|)+$/u.test(line ?? '');
  return lines
    .filter((line, index) => line.startsWith('|') && !isRuler(line) && !isRuler(lines[index + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** What stands in backticks, one after the other. */
export function codeSpans(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/gu)].map(([, code = '']) => code);
}

/** Lines of all fenced blocks, each block opened by its language; comments and empty lines left out. */
export function codeLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^[ ]*```(\w*)\n([\s\S]*?)^[ ]*```$/gmu)];
  return blocks.flatMap(([, language = '', body = '']) => [
    `[${language}]`,
    ...body
      .split('\n')
      .map((line) => line.replace(/(^|\s)(#|--) .*$/u, '').trim())
      .filter((line) => line !== ''),
  ]);
}
