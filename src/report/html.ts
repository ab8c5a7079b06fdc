import { cleanText, dropUnseen } from '../domain/clean-text.ts';

/** Finished HTML: only `html` and `trusted` make it, so that nothing gets on a page unescaped by accident. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | null | readonly Part[];

/** Text is escaped for content and for attributes alike (which must be quoted); NULL is left out. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const fixed = withoutIndent(strings);
  let text = fixed[0] ?? '';
  for (const [index, part] of parts.entries()) text += partText(part) + (fixed[index + 1] ?? '');
  return new Markup(text);
}

/** Blanks around these elements mean nothing. */
const beforeBlock =
  /\n(?=<\/?(?:td|th|tr|li|ul|ol|thead|tbody|caption|table|dl|dt|dd|div|section|article|p|h\d|details|summary|g|path|circle)\b)/g;

const knownTemplates = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Templates are indented for who reads the source; a page of thousands of rows is smaller without it. */
function withoutIndent(strings: TemplateStringsArray): readonly string[] {
  const fixed =
    knownTemplates.get(strings) ??
    strings.map((text) => text.replace(/\n\s*/g, '\n').replace(beforeBlock, ''));
  knownTemplates.set(strings, fixed);
  return fixed;
}

/** Text of our own source that is HTML, CSS or a script already; never anything that came from outside. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function partText(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return part instanceof Markup ? part.text : part.map(partText).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Transcripts are hostile text: no markup, no control characters, nothing that turns the direction of what follows. */
function escapeText(text: string): string {
  if (ordinary.test(text)) return text;
  return dropUnseen(cleanText(text))
    .replace(controls, ' ')
    .replace(/[&<>"'`]/g, (character) => entities[character] ?? '');
}

/** Most text needs no change, and looking is cheaper than rewriting. */
const ordinary = /^[\w А-яЁё.,:;!?()«»…–—№%+=\n-]*$/;
/** All but the line feed, and the separators that some programs take for a new line. */
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029]/g;
