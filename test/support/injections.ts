import { readFileSync } from 'node:fs';

import type { Speaker } from '../../src/domain/transcript.ts';

/** One attempt to give the model orders through what is said in a call. */
export interface Injection {
  readonly id: string;
  readonly kind: string;
  /** As T-Bank may send them, not cleaned. */
  readonly phrases: readonly { readonly speaker: Speaker; readonly text: string }[];
}

/** The committed set (test/fixtures/injections/README.md). */
export const injections: readonly Injection[] = readFileSync(
  new URL('../fixtures/injections/injections.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Injection);

/** A prompt taken apart at the fence, without the code of the program: by what a reader of lines sees. */
export interface FencedPrompt {
  /** Everything before and behind the fence, the fence itself left out. */
  readonly outside: string;
  readonly lines: readonly string[];
}

const opening = /^===== НАЧАЛО РАСШИФРОВКИ ([0-9a-f]{16}) =====$/u;

/** Throws when there is no fence or more than one. Lines end where any program that reads along may end them. */
export function takeFenceApart(prompt: string): FencedPrompt {
  const lines = prompt.split(/\r\n|[\p{Cc}\u2028\u2029]/u);
  const starts = lines.flatMap((line, index) => (opening.test(line) ? [index] : []));
  const code = opening.exec(lines[starts[0] ?? -1] ?? '')?.[1] ?? '';
  const ends = lines.flatMap((line, index) =>
    line === `===== КОНЕЦ РАСШИФРОВКИ ${code} =====` ? [index] : [],
  );
  const [start, end] = [starts[0], ends[0]];
  if (start === undefined || end === undefined || starts.length + ends.length !== 2 || start > end) {
    throw new Error(`the prompt has ${starts.length} opening and ${ends.length} closing boundaries`);
  }
  return {
    outside: [...lines.slice(0, start), '(fence)', ...lines.slice(end + 1)].join('\n'),
    lines: lines.slice(start + 1, end),
  };
}

/** Letters and digits in their order: what must survive of a phrase, whatever became of its signs. */
export function wordsOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, '');
}
