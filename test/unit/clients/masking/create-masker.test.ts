import { describe, expect, it } from 'vitest';

import { createMasker } from '../../../../src/clients/masking/create-masker.ts';
import type { MaskedTranscript } from '../../../../src/domain/ports.ts';
import { transcriptOf } from './transcript-of.ts';

const masker = createMasker();

/** Phrases written as «О: …» of the operator and «К: …» of the client. */
function mask(...phrases: string[]): {
  readonly texts: string[];
  readonly counts: MaskedTranscript['counts'];
  readonly restore: (text: string) => string;
} {
  const masked = masker.mask(
    transcriptOf(
      phrases.map((phrase) => ({
        speaker: phrase.startsWith('О:') ? 'operator' : 'client',
        text: phrase.slice(2).trim(),
      })),
    ),
  );
  return {
    texts: masked.transcript.phrases.map(({ text }) => text),
    counts: masked.counts,
    restore: (text) => masked.restore(text),
  };
}

describe('placeholders', () => {
  it('give one number to a phone that is written and said in different ways', () => {
    const { texts, counts } = mask(
      'К: +7 912 345-67-89',
      'О: 8 912 345 67 89, верно?',
      'К: да, восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять',
      'К: и ещё 8 926 555-01-34',
    );
    expect(texts).toEqual(['[ТЕЛЕФОН_1]', '[ТЕЛЕФОН_1.2], верно?', 'да, [ТЕЛЕФОН_1.3]', 'и ещё [ТЕЛЕФОН_2]']);
    expect(counts).toEqual({ phone: 2 });
  });

  it('said in the call are part of no number around them', () => {
    const { texts } = mask('О: паспорт серия [ПАСПОРТ_1] 12 [ПАСПОРТ_2] 1111 1111');
    expect(texts.join()).toMatch(/\[ПАСПОРТ_1\].*\[ПАСПОРТ_2\]/u);
  });

  it('are put back in a text of the model, each form as it was said', () => {
    const { restore } = mask('К: +7 912 345-67-89', 'О: 8 912 345 67 89');
    expect(restore('Клиент назвал [ТЕЛЕФОН_1], оператор повторил [ТЕЛЕФОН_1.2].')).toBe(
      'Клиент назвал +7 912 345-67-89, оператор повторил 8 912 345 67 89.',
    );
    expect(restore('форма, которой не было: [ТЕЛЕФОН_1.7], [телефон_1]; не наши: [ТЕЛЕФОН_2], [ИМЯ_1]')).toBe(
      'форма, которой не было: +7 912 345-67-89, +7 912 345-67-89; не наши: [ТЕЛЕФОН_2], [ИМЯ_1]',
    );
  });

  it('never take a number that the call itself says in brackets', () => {
    const { texts, restore } = mask(
      'К: [ТЕЛЕФОН_1], а мой 8 912 345-67-89, и [ИМЯ_1.2]',
      'К: меня зовут Марина',
    );
    expect(texts).toEqual(['[ТЕЛЕФОН_1], а мой [ТЕЛЕФОН_2], и [ИМЯ_1.2]', 'меня зовут [ИМЯ_2]']);
    expect(restore('[ТЕЛЕФОН_1] [ТЕЛЕФОН_2] [ИМЯ_1] [ИМЯ_2]')).toBe(
      '[ТЕЛЕФОН_1] 8 912 345-67-89 [ИМЯ_1] Марина',
    );
  });

  it('are not put back twice: what is restored is not read again', () => {
    const { restore } = mask('К: почта [ТЕЛЕФОН_1]@mail.ru, телефон 8 912 345-67-89');
    expect(restore('[ТЕЛЕФОН_1] [ТЕЛЕФОН_2]')).toBe('[ТЕЛЕФОН_1] 8 912 345-67-89');
  });
});

describe('names', () => {
  it('of the client go in all their cases, the operator’s stay', () => {
    const { texts } = mask(
      'О: Добрый день, меня зовут Илья, компания Уютный Двор. Как к вам обращаться?',
      'К: Марина Викторовна',
      'О: Марина Викторовна, отправлю счёт. Скажите Марине, то есть вам, Ильи завтра не будет.',
      'К: Спасибо, Илья. Корнеева моя фамилия.',
      'О: Спишу с Мариной Викторовной, договор на Корнееву.',
    );
    expect(texts).toEqual([
      'Добрый день, меня зовут Илья, компания Уютный Двор. Как к вам обращаться?',
      '[ИМЯ_1]',
      '[ИМЯ_1], отправлю счёт. Скажите [ИМЯ_1.2], то есть вам, Ильи завтра не будет.',
      'Спасибо, Илья. [ИМЯ_2] моя фамилия.',
      'Спишу с [ИМЯ_1.3], договор на [ИМЯ_2.2].',
    ]);
  });

  it('that are everyday words in small letters stay words when they were told with a capital', () => {
    const { texts } = mask(
      'К: Меня зовут Надежда',
      'О: Надежда, есть надежда на скидку',
      'О: Надежде передам',
    );
    expect(texts).toEqual(['Меня зовут [ИМЯ_1]', '[ИМЯ_1], есть надежда на скидку', '[ИМЯ_1.2] передам']);
  });
});

describe('numbers', () => {
  it('are found over several phrases, with what the listener repeats', () => {
    const { texts, restore } = mask('К: 8 926', 'О: 8 926', 'К: 555', 'О: так', 'К: 01 34, записали?');
    expect(texts).toEqual(['[ТЕЛЕФОН_1]', '[ТЕЛЕФОН_1]', '[ТЕЛЕФОН_1.2]', 'так', '[ТЕЛЕФОН_1.3], записали?']);
    expect(restore('[ТЕЛЕФОН_1] [ТЕЛЕФОН_1.2] [ТЕЛЕФОН_1.3]')).toBe('8 926 555 01 34');
  });

  it.each([
    ['a card', 'карта 4111 1111 1111 1111', 'карта [КАРТА_1]', 'карта 4111 1111 1111 1112'],
    ['СНИЛС', 'снилс 112-233-445 95', 'снилс [СНИЛС_1]', 'снилс 112-233-445 96'],
    ['a company’s ИНН', 'ИНН 7707083893', 'ИНН [ИНН_1]', 'ИНН 7707083892'],
    ['a person’s ИНН', 'ИНН 500100732259', 'ИНН [ИНН_1]', 'ИНН 500100732258'],
  ])('their checksum decides whether it is %s', (_, said, masked, wrong) => {
    expect(mask(`К: ${said}`).texts).toEqual([masked]);
    expect(mask(`К: ${wrong}`).texts).toEqual([wrong]);
  });

  it('of orders, articles, prices and times stay', () => {
    const phrases = [
      'заказ 89123456789 на 12 500 рублей',
      'артикул восемь девятьсот двенадцать',
      'с 10:00 до 12:30, 15 марта',
      'паспорт на насос 4510 123456',
    ];
    expect(mask(...phrases.map((phrase) => `О: ${phrase}`)).texts).toEqual(phrases);
  });
});

it('takes time in proportion to the length, also of text made to slow it down', () => {
  const seeds = [
    '8 912 345-67-89, ',
    'a@b.ru ',
    'собака точка ',
    'улица Садовая, дом 12, ',
    'меня зовут Марина ',
    '1 ',
    'иванов собака мэйл ру, ',
    'девятьсот двенадцать нет ',
    'дом пять ',
  ];
  for (const seed of seeds) {
    const timeOf = (length: number): number => {
      const transcript = transcriptOf([
        { speaker: 'client', text: seed.repeat(length / seed.length).trim() },
      ]);
      const times = Array.from({ length: 9 }, () => {
        // CPU time: other programs on the machine do not count.
        const start = process.cpuUsage();
        masker.mask(transcript);
        const used = process.cpuUsage(start);
        return used.user + used.system;
      });
      return Math.min(...times);
    };
    // Before that some of it is still compiled.
    timeOf(30_000);
    // Ten times the text: 10 when linear, 100 when quadratic.
    expect(timeOf(30_000) / timeOf(3_000), seed).toBeLessThan(40);
  }
}, 60_000);
