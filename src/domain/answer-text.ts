import type { AnswerProblem } from './model-answer.ts';

export type JsonReading =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: AnswerProblem };

/**
 * The one JSON object in a model's text. Accepted: code fences, a `<think>` block (also one that only closes), prose
 * before and after, the same object twice. Nothing is repaired: broken JSON, two different objects and an object inside
 * a list are asked again.
 */
export function readJsonObject(text: string): JsonReading {
  // Most answers are nothing but the object; then a `</think>` in it is part of what it says.
  const whole = parsed(text.trim());
  if (isObject(whole)) return { ok: true, value: whole };
  const spans = topLevelSpans(withoutThinking(text)).filter((span) => !isPlaceholder(span.text));
  if (spans.length === 0) {
    return refused(
      'no_json',
      'В ответе не было объекта JSON. Ответь ровно одним объектом JSON и ничем больше.',
    );
  }
  if (spans.some((span) => span.inList)) {
    return refused('json_list', 'Ответ был списком JSON. Ответь ровно одним объектом JSON.');
  }
  const values = spans.map((span) => parsed(span.text));
  if (!values.every(isObject)) {
    return refused('broken_json', 'Ответ не был верным JSON. Ответь ровно одним верным объектом JSON.');
  }
  if (new Set(values.map((value) => JSON.stringify(value))).size > 1) {
    return refused('several_objects', 'В ответе было несколько разных объектов JSON. Ответь ровно одним.');
  }
  return { ok: true, value: values[0] };
}

/** A JSON value; undefined when the text is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(failureClass: string, note: string): JsonReading {
  return { ok: false, problem: { failureClass, note } };
}

/** What is said outside of the thinking: drafts of JSON inside it are no answer. */
function withoutThinking(text: string): string {
  const said = text.replace(/^[^]*<\/think(?:ing)?>/iu, '');
  const open = said.search(/<think(?:ing)?>/iu);
  return open === -1 ? said : said.slice(0, open);
}

interface Span {
  readonly text: string;
  /** The span stands between list brackets. */
  readonly inList: boolean;
}

/** Balanced `{…}` spans outside of each other, aware of JSON strings; an unclosed one is returned as it is. */
function topLevelSpans(text: string): Span[] {
  const spans: Span[] = [];
  let start = text.indexOf('{');
  while (start !== -1) {
    const end = endOfObject(text, start);
    const inList = neighbour(text, start, -1) === '[' || neighbour(text, end - 1, 1) === ']';
    spans.push({ text: text.slice(start, end), inList });
    start = text.indexOf('{', end);
  }
  return spans;
}

/** The nearest character that is no white space; undefined at the end of the text. */
function neighbour(text: string, from: number, step: 1 | -1): string | undefined {
  let index = from + step;
  while (/\s/u.test(text[index] ?? '')) index += step;
  return text[index];
}

/** `{название}` in prose: nothing in it could belong to a JSON object with something to say. */
function isPlaceholder(span: string): boolean {
  return span.endsWith('}') && !/[":]/u.test(span);
}

function endOfObject(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return text.length;
}
