import type { TokenCounter } from '../../domain/ports.ts';

type CountTokens = Awaited<ReturnType<TokenCounter['load']>>;

/** The library's time grows with the square of a run without a break: none is longer than this, in characters. */
const longestRun = 512;
const longRun = new RegExp(`\\S{${longestRun}}|\\s{${longestRun}}`, 'gu');

/** Counts with o200k_base, the vocabulary of OpenAI's models since GPT-4o. What others need: docs/long-calls.md. */
export function createTokenCounter(): TokenCounter {
  let loading: Promise<CountTokens> | null = null;
  return { load: () => (loading ??= loadCounter()) };
}

/** Tables of 2.4 MB, which no run without a long call should wait for. */
async function loadCounter(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  // `<|endoftext|>` in a transcript is text like any other; the library would throw.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text.replace(longRun, breakAfter), options);
}

function breakAfter(run: string): string {
  return /^\s/u.test(run) ? `${run}.` : `${run} `;
}
