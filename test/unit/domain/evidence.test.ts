import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EvidenceFinder } from '../../../src/domain/evidence.ts';
import type { Transcript } from '../../../src/domain/transcript.ts';

const transcript: Transcript = {
  phrases: [
    { speaker: 'operator', startMs: 1900, text: 'Добрый день, компания Садовод, меня зовут Сергей.' },
    { speaker: 'client', startMs: 6100, text: 'да да слушаю вас но мне сейчас не нужно ничего' },
    {
      speaker: 'operator',
      startMs: 12_500,
      text: 'Понимаю. Лопата стоит четыреста пятьдесят рублей, а берут её по 15 штук',
    },
    { speaker: 'operator', startMs: 19_000, text: 'и ещё есть новинка, садовый шланг на двадцать метров' },
    { speaker: 'client', startMs: 25_000, text: 'Шланг это интересно, пришлите прайс' },
  ],
};
const finder = new EvidenceFinder(transcript);

function check(speaker: 'operator' | 'client', text: string): [string, number | null, number | null] {
  const { finding, phraseIndex, startSecond } = finder.check({ speaker, text });
  return [finding, phraseIndex, startSecond];
}

describe('evidence', () => {
  it.each<[string, 'operator' | 'client', string, [string, number | null, number | null]]>([
    ['letter by letter', 'operator', 'меня зовут Сергей', ['exact', 0, 1]],
    ['a whole phrase', 'client', 'Шланг это интересно, пришлите прайс', ['exact', 4, 25]],
    [
      'case, punctuation and ё/е apart',
      'operator',
      'ПОНИМАЮ лопата стоит четыреста пятьдесят рублей а берут ее',
      ['close', 2, 12],
    ],
    [
      'a wrong letter of speech recognition',
      'operator',
      'садовый шлонг на двадцать метров',
      ['close', 3, 19],
    ],
    [
      'over the boundary of two phrases',
      'operator',
      'берут её по 15 штук и ещё есть новинка',
      ['close', 2, 12],
    ],
    ['said by the other', 'operator', 'пришлите прайс', ['wrong_speaker', 4, 25]],
    ['nearly said by the other', 'client', 'садовый шланг, на двадцать метров!', ['wrong_speaker', 3, 19]],
    ['never said', 'operator', 'оформим заказ на следующий вторник', ['not_found', null, null]],
    ['part of a word only', 'client', 'лучаю', ['not_found', null, null]],
    ['another number', 'operator', 'а берут её по 50 штук', ['not_found', null, null]],
    ['a negation left out', 'client', 'но мне сейчас нужно ничего', ['not_found', null, null]],
    ['nothing but punctuation', 'client', '…', ['not_found', null, null]],
  ])('%s', (_name, speaker, text, expected) => {
    expect(check(speaker, text)).toEqual(expected);
  });

  it('finds every run of words of a phrase where it was said, whatever the case and punctuation', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(6), fc.integer({ min: 2, max: 6 }), (index, from, length) => {
        const phrase = transcript.phrases[index]!;
        const words = phrase.text.split(' ').slice(from, from + length);
        fc.pre(words.length > 1);
        const quote = { speaker: phrase.speaker, text: words.join(' ').toUpperCase().replace(/[.,]/gu, '') };
        const checked = finder.check(quote);
        expect(['exact', 'close']).toContain(checked.finding);
        expect(checked.phraseIndex).toBe(index);
      }),
    );
  });
});
