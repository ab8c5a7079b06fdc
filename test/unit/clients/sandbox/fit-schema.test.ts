import { describe, expect, it } from 'vitest';
import { fitSchema } from '../../../../src/clients/sandbox/gateway/fit-schema.ts';
import { readAmount } from '../../../../src/clients/sandbox/gateway/find-agreements.ts';
import { readPrompt } from '../../../../src/clients/sandbox/gateway/read-prompt.ts';

describe('fitting an answer to a schema', () => {
  it.each([
    [
      'adds required properties empty',
      { type: 'object', required: ['a', 'b'], properties: { a: { type: 'string' }, b: { type: 'array' } } },
      {},
      { a: '', b: [] },
    ],
    ['leaves optional ones out', { type: 'object', properties: { a: { type: 'string' } } }, {}, {}],
    [
      'drops unknown ones where the object is closed',
      { type: 'object', additionalProperties: false, properties: { a: {} } },
      { a: 1, b: 2 },
      { a: 1 },
    ],
    ['keeps them where it is open', { type: 'object', properties: {} }, { b: 2 }, { b: 2 }],
    ['turns text into a number', { type: 'integer' }, '7', 7],
    ['keeps to an enum', { enum: ['high', 'low'] }, 'medium', 'high'],
    ['chooses the fitting option', { anyOf: [{ type: 'null' }, { type: 'number' }] }, 4, 4],
    ['takes null where it may', { type: ['string', 'null'] }, null, null],
    ['follows references', { $ref: '#/$defs/name', $defs: { name: { type: 'string' } } }, 'x', 'x'],
  ])('%s', (_, schema, value, expected) => {
    expect(fitSchema(value, schema)).toEqual(expected);
  });
});

describe('reading a prompt', () => {
  it('joins continued values and ignores an example above the conversation', () => {
    const prompt = [
      'Строки выглядят так:',
      'operator: пример',
      '',
      'КАТЕГОРИЯ: Контакт',
      'КРИТЕРИЙ: Приветствие',
      'УСЛОВИЯ ОЦЕНКИ: первое условие',
      'второе условие',
      'МАКСИМАЛЬНЫЙ БАЛЛ: 7,5',
      '',
      'operator: Алло',
      'client: Да',
      'operator: До свидания',
    ].join('\n');
    expect(readPrompt(prompt)).toEqual({
      criteria: [
        {
          category: 'Контакт',
          name: 'Приветствие',
          comment: '',
          conditions: 'первое условие второе условие',
          maximum: 7.5,
          id: undefined,
        },
      ],
      transcript: [
        { speaker: 'operator', text: 'Алло' },
        { speaker: 'client', text: 'Да' },
        { speaker: 'operator', text: 'До свидания' },
      ],
      asksDeclineReasons: false,
    });
  });

  it('takes a check-list that stands behind the conversation', () => {
    const prompt = 'operator: Алло\nclient: Да\n\nКАТЕГОРИЯ: К\nКРИТЕРИЙ: П\nМАКСИМАЛЬНЫЙ БАЛЛ: 3';
    expect(readPrompt(prompt).criteria).toMatchObject([{ name: 'П', maximum: 3 }]);
  });
});

describe('sums in agreements', () => {
  it.each([
    ['заказ на сумму 48 500 рублей', 48_500],
    ['на 3200 рублей', 3200],
    ['около 12 тысяч рублей', 12_000],
    ['1 250 000 ₽', 1_250_000],
    ['99,50 руб.', 99.5],
    ['договорились на среду', null],
  ])('%s', (text, expected) => {
    expect(readAmount(text)).toBe(expected);
  });
});
