import type { AnswerProblem } from './model-answer.ts';

export type JsonReading =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: AnswerProblem };

/**
 * The one JSON object in a model's text. Accepted: code fences, a `<think>` block (also one that only closes), prose
 * before and after, the same object twice. Nothing is repaired: broken JSON and two different objects are asked again.
 */
export function readJsonObject(text: string): JsonReading {
  const spoken = withoutThinking(text);
  const objects = topLevelObjects(spoken);
  const [first, ...others] = objects;
  if (first === undefined) {
    return refused(
      'no_json',
      'The answer held no JSON object. Answer with exactly one JSON object and nothing else.',
    );
  }
  const values: unknown[] = [];
  for (const candidate of [first, ...others]) {
    try {
      values.push(JSON.parse(candidate));
    } catch {
      return refused(
        'broken_json',
        'The answer was not valid JSON. Answer with exactly one valid JSON object.',
      );
    }
  }
  const distinct = new Set(values.map((value) => JSON.stringify(value)));
  if (distinct.size > 1) {
    return refused(
      'several_objects',
      'The answer held several different JSON objects. Answer with exactly one.',
    );
  }
  return { ok: true, value: values[0] };
}

function refused(failureClass: string, note: string): JsonReading {
  return { ok: false, problem: { failureClass, note } };
}

/** What is said after the thinking: drafts of JSON inside it are no answer. */
function withoutThinking(text: string): string {
  const close = text.lastIndexOf('</think>');
  if (close !== -1) return text.slice(close + '</think>'.length);
  const open = text.search(/^\s*<think>/u);
  return open === -1 ? text : '';
}

/** Balanced `{…}` spans outside of each other, aware of JSON strings; an unclosed one is returned as it is. */
function topLevelObjects(text: string): string[] {
  const objects: string[] = [];
  let start = text.indexOf('{');
  while (start !== -1) {
    const end = endOfObject(text, start);
    objects.push(text.slice(start, end));
    start = text.indexOf('{', end);
  }
  return objects;
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
