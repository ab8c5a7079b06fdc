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

  it.each([
    [
      'another number in words',
      'Скидка пятнадцать процентов до конца месяца',
      'Скидка пятьдесят процентов до конца месяца',
    ],
    ['another day and hour', 'перезвоню вам в пятницу в два часа', 'перезвоню вам в пятницу в три часа'],
    ['another day of the week', 'хорошо, перезвоню вам в четверг', 'хорошо, перезвоню вам в пятницу'],
    ['tomorrow for the day after', 'привезём товар послезавтра утром', 'привезём товар завтра утром'],
    ['another month', 'акция идёт до конца июня включительно', 'акция идёт до конца июля включительно'],
    ['another sum', 'доставка стоит триста рублей за коробку', 'доставка стоит двести рублей за коробку'],
    ['another ordinal', 'берут её по второму договору поставки', 'берут её по седьмому договору поставки'],
    ['half for one and a half', 'скидка половина процента', 'скидка полтора процента'],
    ['a price called low', 'это недорого для нас сейчас', 'это дорого для нас сейчас'],
    ['a price called high', 'это дорого для нас сейчас', 'это недорого для нас сейчас'],
    ['nobody for everybody', 'это никому не подходит у нас', 'это кому не подходит у нас'],
    ['a price for nothing', 'доставка у нас бесплатная по городу', 'доставка у нас платная по городу'],
    ['how many an adjective counts', 'бутылка двухлитровая в упаковке', 'бутылка трехлитровая в упаковке'],
    ['one word of a number left out', 'скидка двадцать пять процентов', 'Скидка пять процентов'],
    ['a number written otherwise in digits', 'скидка пятнадцать процентов', 'скидка 50 процентов'],
  ])('is not what was said: %s', (_name, said, quoted) => {
    const phrases = [{ speaker: 'operator' as const, startMs: 0, text: said }];
    const own = new EvidenceFinder({ phrases });
    expect(own.check({ speaker: 'operator', text: quoted }).finding).toBe('not_found');
    expect(own.check({ speaker: 'client', text: quoted }).finding).toBe('not_found');
  });

  it.each([
    [
      'digits for a word',
      'Скидка пятнадцать процентов до конца месяца',
      'скидка 15 процентов до конца месяца',
    ],
    ['digits for several words', 'лопата стоит сто двадцать тысяч рублей', 'лопата стоит 120 000 рублей'],
    ['words for digits', 'привезём 25 коробок', 'привезём двадцать пять коробок'],
    [
      'another case of a number',
      'около пятнадцати процентов от суммы',
      'около пятнадцать процентов от суммы',
    ],
    ['an ordinal in digits', 'перезвоню пятого ноября', 'перезвоню 5 ноября'],
    [
      'a negation joined',
      'это не дорого для нас сейчас и мы согласны взять ещё',
      'это недорого для нас сейчас и мы согласны взять',
    ],
    ['a word that only begins with не', 'на этой неделе у него звонок', 'на этой недели у него звонок'],
    ['a weekday in another case', 'перезвоню в среду утром', 'перезвоню в среда утром'],
  ])('is what was said: %s', (_name, said, quoted) => {
    const own = new EvidenceFinder({ phrases: [{ speaker: 'operator', startMs: 0, text: said }] });
    expect(own.check({ speaker: 'operator', text: quoted }).finding).toBe('close');
  });

  it.each(['—', '...', '–', '«»', '!'])(
    'is never punctuation alone, also where it stands apart: %s',
    (text) => {
      const phrases = [{ speaker: 'operator' as const, startMs: 0, text: `Добрый день ${text} это Анна` }];
      const own = new EvidenceFinder({ phrases });
      expect(own.check({ speaker: 'operator', text }).finding).toBe('not_found');
      expect(own.check({ speaker: 'client', text }).finding).toBe('not_found');
    },
  );

  it('compares the whole of a long quote', () => {
    const words = Array.from(
      { length: 80 },
      (_, index) => `сл${'абвгдежзик'[index % 10]!}${'лмнопрст'[(index >> 3) & 7]!}`,
    );
    const own = new EvidenceFinder({ phrases: [{ speaker: 'operator', startMs: 0, text: words.join(' ') }] });
    const said = words.join(' ').toUpperCase();
    const invented = [...words.slice(0, 60), ...Array.from({ length: 20 }, () => 'чужое')].join(' ');
    expect(own.check({ speaker: 'operator', text: said }).finding).toBe('close');
    expect(own.check({ speaker: 'operator', text: invented }).finding).toBe('not_found');
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
