import { describe, expect, it } from 'vitest';

import { locateQuote } from '../../../src/report/locate-quote.ts';

const phrases = [
  { speaker: 'operator', text: 'Добрый день! Меня зовут Сергей, компания «Ромашка».' },
  { speaker: 'client', text: 'Да, слушаю.' },
  { speaker: 'operator', text: 'Удобно вам сейчас говорить?' },
];

function told(quote: string, phraseIndex: number): string[] {
  return locateQuote(quote, phraseIndex, phrases).map(
    (span) => phrases[span.phraseIndex]?.text.slice(span.from, span.to) ?? '',
  );
}

describe('the place of a quote', () => {
  it.each([
    ['letter by letter', 'зовут Сергей', ['зовут Сергей']],
    ['but for case and punctuation', 'добрый день меня зовут', ['Добрый день! Меня зовут']],
    ['but for a misheard word', 'меня завут сергей', ['Меня зовут Сергей']],
    [
      'running on into the next phrase of the same speaker',
      'компания ромашка удобно вам',
      ['компания «Ромашка', 'Удобно вам'],
    ],
    ['hardly alike: the whole phrase', 'нечто совсем другое', [phrases[0]?.text]],
  ])('is found %s', (_, quote, expected) => {
    expect(told(quote, 0)).toEqual(expected);
  });

  it('is nowhere when the phrase is not there, and all of the phrase when the words are purged', () => {
    expect(told('добрый день', 7)).toEqual([]);
    expect(told('', 1)).toEqual(['Да, слушаю.']);
  });
});
