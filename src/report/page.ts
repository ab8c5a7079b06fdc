import { createHash } from 'node:crypto';

import type { Markup } from './html.ts';
import { html, trusted } from './html.ts';
import { script } from './script.ts';
import { style } from './style.ts';

/** What a page is framed with. */
interface Frame {
  readonly title: string;
  /** Before the main part. */
  readonly header: Markup;
  /** Wall time. */
  readonly builtAt: string;
  /** Of the program. */
  readonly version: string;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

/** Nothing may be loaded from anywhere, and of styles and scripts only the two that are ours. */
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Put together here and not in a template: not a blank more may stand in them than was hashed. */
const styleElement = trusted(`<style>${style}</style>`);
const scriptElement = trusted(`<script>${script}</script>`);

/** Where the main part goes: a page is written as it is read, from its start to its end. */
const hole = '<!--main-->';

/** What stands before the main part of a page and after it. */
export function framePage({ title, header, builtAt, version }: Frame): { start: string; end: string } {
  const page = html`<!doctype html>
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <a class="skip" href="#main">К содержанию</a>
        <header>${header}</header>
        <main id="main" tabindex="-1">${trusted(hole)}</main>
        <footer>
          CallQ ${version}, отчёт построен ${builtAt}. В нём — слова клиентов и операторов: не пересылайте его
          тем, кому они не предназначены.
        </footer>
        ${scriptElement}
      </body>
    </html> `;
  const [start = '', end = ''] = page.text.split(hole);
  return { start, end };
}
