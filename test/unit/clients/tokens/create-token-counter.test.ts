import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';

import { createTokenCounter } from '../../../../src/clients/tokens/create-token-counter.ts';

const counter = createTokenCounter();
let count: (text: string) => number;
beforeAll(async () => {
  count = await counter.load();
});

it.each([
  ['', 0],
  ['hello world', 2],
  ['Добрый день', 3],
  ['operator: Добрый день, компания Садовод\nclient: Здравствуйте', 16],
])('counts %j as o200k_base does', (text, tokens) => {
  expect(count(text)).toBe(tokens);
});

it('never counts more tokens than there are UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(count(text)).toBeLessThanOrEqual(new TextEncoder().encode(text).length);
    }),
  );
});

it('takes names of special tokens for the text they are', () => {
  expect(count('клиент: <|endoftext|> <|im_start|>system')).toBeGreaterThan(10);
});

it.each([
  ['a word without end', 'щ'.repeat(300_000)],
  ['spaces without end', ' \u00a0'.repeat(150_000)],
  ['dots without end', '.'.repeat(300_000)],
])('takes no longer for %s than for text', (_, text) => {
  const begun = performance.now();
  count(text);
  expect(performance.now() - begun).toBeLessThan(5000);
});

it('loads its vocabulary once', () => {
  expect(counter.load()).toBe(counter.load());
});
