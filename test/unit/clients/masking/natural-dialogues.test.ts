import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { createMasker } from '../../../../src/clients/masking/create-masker.ts';
import { maskedSpans } from './evaluate-masking.ts';
import { transcriptOf } from './transcript-of.ts';

interface Dialogue {
  readonly id: string;
  readonly language: 'ru' | 'en';
  readonly turns: readonly { readonly role: 'agent' | 'customer'; readonly text: string }[];
}

const file = new URL('../../../fixtures/dialogues/dialogues.jsonl', import.meta.url);
const dialogues = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Dialogue);
const masker = createMasker();

interface Change {
  readonly name: string;
  readonly text: string;
}

/** What the masker takes out of the dialogues of a language. */
function changesIn(language: Dialogue['language']): {
  changes: Change[];
  shareOfTurns: number;
  shareOfText: number;
} {
  const changes: Change[] = [];
  const counts = { turns: 0, changed: 0, characters: 0, masked: 0 };
  for (const { turns } of dialogues.filter((dialogue) => dialogue.language === language)) {
    const transcript = transcriptOf(
      turns.map(({ role, text }) => ({ speaker: role === 'agent' ? 'operator' : 'client', text })),
    );
    const masked = masker.mask(transcript);
    transcript.phrases.forEach(({ text }, index) => {
      const spans = maskedSpans(masked, index);
      counts.turns += 1;
      counts.characters += text.length;
      if (spans.length > 0) counts.changed += 1;
      for (const { name, start, end } of spans) {
        counts.masked += end - start;
        changes.push({ name, text: text.slice(start, end) });
      }
    });
  }
  return {
    changes,
    shareOfTurns: counts.changed / counts.turns,
    shareOfText: counts.masked / counts.characters,
  };
}

describe('natural dialogues of tourists and clerks', () => {
  it('has 60 Russian and 20 English ones', () => {
    expect(dialogues.filter(({ language }) => language === 'ru')).toHaveLength(60);
    expect(dialogues.filter(({ language }) => language === 'en')).toHaveLength(20);
  });

  it('loses little but phone numbers in Russian, among times, prices, postcodes and booking codes', () => {
    const { changes, shareOfTurns, shareOfText } = changesIn('ru');
    const others = changes.filter(({ name }) => name !== 'ТЕЛЕФОН' && name !== 'АДРЕС');
    expect(others).toEqual([]);
    expect(
      changes.filter(({ name }) => name === 'ТЕЛЕФОН').every(({ text }) => /^\d{10,11}$/u.test(text)),
    ).toBe(true);
    expect(shareOfTurns).toBeLessThan(0.06);
    expect(shareOfText).toBeLessThan(0.01);
  });

  it('loses nearly nothing in English', () => {
    const { shareOfTurns } = changesIn('en');
    expect(shareOfTurns).toBeLessThan(0.01);
  });
});
