import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { html } from '../../../src/report/html.ts';
import { parsePage } from '../../support/report-pages.ts';

/** What hostile transcripts are made of. */
const hostile = [
  '<script>alert(1)</script>',
  '</li></ol></details></script></style><img src=x onerror=alert(1)>',
  '" onmouseover="alert(1)',
  "' autofocus onfocus='alert(1)",
  '`${alert(1)}`',
  '<!--main-->',
  '&lt;b&gt; &amp; &#60;',
  'javascript:alert(1)',
];

describe('html', () => {
  it.each(hostile)('shows %j as it is, in content and in attributes', (text) => {
    const document = parsePage(html`<p title="${text}">${text}</p>`.text);
    expect(document.querySelectorAll('*')).toHaveLength(1);
    const [paragraph] = document.querySelectorAll('p');
    expect([paragraph?.textContent, paragraph?.getAttribute('title')]).toEqual([text, text]);
    expect(paragraph?.getAttributeNames()).toEqual(['title']);
  });

  it('lets no text make an element or leave its attribute', () => {
    const piece = fc.oneof(
      fc.constantFrom(...hostile, '<', '>', '"', "'", '&', '=', ' '),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const { text: page } = html`<p title="${text}">${text}</p>`;
        expect(page.slice('<p title="'.length, -'</p>'.length)).not.toMatch(/[<'`]|"(?!>)/u);
        expect(page.match(/">/gu)).toHaveLength(1);
        expect(page.isWellFormed()).toBe(true);
      }),
    );
  });

  it('drops what turns the direction of writing or cannot be seen, and keeps line breaks', () => {
    const text = 'сумма \u202E000 5\u202C\u2066\u200B\u200F\uFEFF\u{E0041} руб.\u0000\u0007\r\nда\uD800';
    expect(html`${text}`.text).toBe('сумма 000 5 руб.  \nда\uFFFD');
  });

  it('leaves out NULL, joins lists, and does not escape twice', () => {
    expect(html`<b>${null}${['<', html`<i>${'&'}</i>`, 0]}</b>`.text).toBe('<b>&lt;<i>&amp;</i>0</b>');
  });
});
