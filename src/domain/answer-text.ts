import { hasRepeatedKey } from './has-repeated-key.ts';
import { isNestedTooDeeply } from './is-nested-too-deeply.ts';
import type { AnswerProblem } from './model-answer.ts';
import { withoutThinking } from './without-thinking.ts';

export type JsonReading =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: AnswerProblem };

/**
 * The one JSON object in a model's text. Accepted: code fences, a `<think>` block (also one that only closes), prose
 * before and after, the same object twice. Nothing is repaired: broken JSON, two different objects, an object inside
 * a list and a key that stands twice in one object are asked again.
 */
export function readJsonObject(text: string): JsonReading {
  // Most answers are nothing but the object; then a `</think>` in it is part of what it says.
  const trimmed = text.trim();
  const whole = parsed(trimmed);
  if (isObject(whole)) return problemOfObject(whole, trimmed) ?? { ok: true, value: whole };
  const { spans, isUnbalanced } = topLevelSpans(withoutThinking(text));
  const objects = spans.filter((span) => !isPlaceholder(span.text));
  if (objects.length === 0) return problems.noJson;
  if (objects.some((span) => span.inList)) return problems.list;
  const values = objects.map((span) => parsed(span.text));
  if (isUnbalanced || !values.every(isObject)) return problems.broken;
  for (const [place, value] of values.entries()) {
    const problem = problemOfObject(value, objects[place]?.text ?? '');
    if (problem !== null) return problem;
  }
  if (!values.every((value) => isSame(value, values[0]))) return problems.several;
  return { ok: true, value: values[0] };
}

const problems = {
  noJson: refused(
    'no_json',
    'В ответе не было объекта JSON. Ответь ровно одним объектом JSON и ничем больше.',
  ),
  list: refused('json_list', 'Ответ был списком JSON. Ответь ровно одним объектом JSON.'),
  broken: refused('broken_json', 'Ответ не был верным JSON. Ответь ровно одним верным объектом JSON.'),
  repeatedKey: refused(
    'repeated_key',
    'В объекте JSON одно и то же поле стояло дважды. Дай каждое поле ровно один раз.',
  ),
  nested: refused(
    'nested_too_deeply',
    'В ответе было слишком много вложенных друг в друга списков или объектов. Дай только поля из задания.',
  ),
  several: refused('several_objects', 'В ответе было несколько разных объектов JSON. Ответь ровно одним.'),
} as const;

function refused(failureClass: string, note: string): JsonReading {
  return { ok: false, problem: { failureClass, note } };
}

function problemOfObject(value: object, text: string): JsonReading | null {
  if (isNestedTooDeeply(value)) return problems.nested;
  return hasRepeatedKey(text) ? problems.repeatedKey : null;
}

/** A JSON value; undefined when the text is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whatever the order of the fields. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one, withSortedKeys) === JSON.stringify(other, withSortedKeys);
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([first], [second]) => (first < second ? -1 : 1)));
}

interface Span {
  readonly text: string;
  /** The span stands between list brackets. */
  readonly inList: boolean;
}

/**
 * Balanced `{…}` spans outside of each other, aware of JSON strings; an unclosed one is returned as it is. Unbalanced is
 * a text with a closing brace that nothing opened: the beginning of something larger is missing.
 */
function topLevelSpans(text: string): { readonly spans: readonly Span[]; readonly isUnbalanced: boolean } {
  const spans: Span[] = [];
  let isUnbalanced = false;
  let openBrackets = 0;
  let end = 0;
  let start = text.indexOf('{');
  while (start !== -1) {
    const between = text.slice(end, start);
    isUnbalanced ||= between.includes('}');
    openBrackets = bracketsLeftOpen(between, openBrackets);
    end = endOfObject(text, start);
    const [before, after] = [neighbour(text, start, -1), neighbour(text, end - 1, 1)];
    const inList = before === '[' || after === ']' || (openBrackets > 0 && (before === ',' || after === ','));
    spans.push({ text: text.slice(start, end), inList });
    start = text.indexOf('{', end);
  }
  return { spans, isUnbalanced: isUnbalanced || text.includes('}', end) };
}

function bracketsLeftOpen(text: string, openBefore: number): number {
  let open = openBefore;
  for (const character of text) {
    if (character === '[') open += 1;
    else if (character === ']') open = Math.max(0, open - 1);
  }
  return open;
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
