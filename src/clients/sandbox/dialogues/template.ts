import { pick, type Random } from '../random.ts';

/** A piece of a template: plain text, a slot, or a choice; choices nest. */
type Node = string | { readonly slot: string } | { readonly choices: readonly Template[] };
export type Template = readonly Node[];

/** Gives the text of a slot; called anew every time a slot is met. */
export type FillSlot = (slot: string) => string;

const compiled = new Map<string, Template>();

/**
 * Reads a template: `{slot}`, `[one|another|]` for a free choice. Compiled templates are kept: their texts stand in
 * the source, so there is an end to them.
 */
export function compileTemplate(text: string): Template {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const reader = { text, place: 0 };
  const template = readNodes(reader);
  if (reader.place !== text.length) throw new Error(`template has a stray bracket: ${text}`);
  compiled.set(text, template);
  return template;
}

function readNodes(reader: { text: string; place: number }): Node[] {
  const nodes: Node[] = [];
  while (reader.place < reader.text.length) {
    const character = reader.text.charAt(reader.place);
    if (character === '|' || character === ']') break;
    if (character === '{') {
      const end = reader.text.indexOf('}', reader.place);
      nodes.push({ slot: reader.text.slice(reader.place + 1, end) });
      reader.place = end + 1;
    } else if (character === '[') {
      nodes.push({ choices: readChoices(reader) });
    } else {
      nodes.push(readText(reader));
    }
  }
  return nodes;
}

function readChoices(reader: { text: string; place: number }): Template[] {
  const choices: Template[] = [];
  do {
    reader.place += 1;
    choices.push(readNodes(reader));
  } while (reader.text.charAt(reader.place) === '|');
  if (reader.text.charAt(reader.place) !== ']') throw new Error(`template lacks a bracket: ${reader.text}`);
  reader.place += 1;
  return choices;
}

function readText(reader: { text: string; place: number }): string {
  const start = reader.place;
  while (reader.place < reader.text.length && !'{[|]'.includes(reader.text.charAt(reader.place))) {
    reader.place += 1;
  }
  return reader.text.slice(start, reader.place);
}

/** Writes a text from a template. */
export function renderTemplate(template: Template, random: Random, fill: FillSlot): string {
  let text = '';
  for (const node of template) {
    if (typeof node === 'string') text += node;
    else if ('slot' in node) text += fill(node.slot);
    else text += renderTemplate(pick(random, node.choices), random, fill);
  }
  return text;
}
