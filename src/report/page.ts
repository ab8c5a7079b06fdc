import { createHash } from 'node:crypto';

import type { Markup } from './html.ts';
import { html, trusted } from './html.ts';
import { script } from './script.ts';
import { style } from './style.ts';

/** What every page begins with. */
interface PageStart {
  readonly title: string;
  /** Between the page's start and its main part. */
  readonly header: Markup;
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

export function pageStart({ title, header }: PageStart): Markup {
  return html`<!doctype html>
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">К содержанию</a>
        <header>${header}</header>
        <main id="main" tabindex="-1"></main>
      </body>
    </html> `;
}

export function pageEnd({ builtAt, version }: { builtAt: string; version: string }): Markup {
  return html`</main>
<footer>CallQ ${version}, отчёт построен ${builtAt}. В нём — слова клиентов и операторов: не пересылайте его тем, кому они не предназначены.</footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
}
