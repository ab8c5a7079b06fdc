import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/domain/cell.ts';
import { parseChecklist } from '../../../src/domain/checklist.ts';
import { lintChecklist, lintRules } from '../../../src/domain/checklist-lint.ts';
import { comparableText } from '../../../src/domain/clean-text.ts';
import { subjectiveWords } from '../../../src/domain/subjective-words.ts';

function remarksOn(rows: readonly (readonly Cell[])[]): string[] {
  const parsing = parseChecklist([['Критерий'], ...rows]);
  if (!parsing.ok) throw new Error(parsing.problems.join('; '));
  return lintChecklist(parsing.checklist).map(
    ({ rule, criteria }) => `${rule}: ${criteria.map(({ name }) => name).join(' | ')}`,
  );
}

const rulesOn = (rows: readonly (readonly Cell[])[]): string[] =>
  remarksOn(rows).map((remark) => remark.split(':')[0]!);

it.each(lintRules.map((rule) => [rule.id, rule.example] as const))(
  'the example of %s breaks this rule and no other',
  (id, example) => {
    expect(rulesOn(example)).toEqual([id]);
  },
);

it('a check-list that is in order has no remarks', () => {
  expect(
    remarksOn([
      ['Контакт'],
      ['Приветствие', 'Первые фразы', 5, 'Назвал имя и компанию — 5 баллов; только имя — 3'],
      ['Прощание', '', 5, 'Попрощался — 5 баллов'],
    ]),
  ).toEqual([]);
});

describe('two-questions', () => {
  it.each([
    ['Поздоровался и представился'],
    ['Назвала имя, уточнила потребность'],
    ['Приветствие и представление'],
    ['Презентация товара и отработка возражений'],
    ['Поздоровался ли оператор и представился ли?'],
    ['Назвал имя? Назвал компанию?'],
    ['Назвал имя; назвал компанию'],
    ['Выслушать клиента, а также ответить на вопросы'],
    ['Сочувствие/извинения'],
  ])('finds two in «%s»', (name) => {
    expect(rulesOn([[name, '', 5, 'да/нет']])).toContain('two-questions');
  });

  it.each([
    ['Уточнил имя и должность'],
    ['Выявление потребностей и интересов'],
    ['Договорённость с датой и суммой'],
    ['Акции и новинки'],
    ['Цели и роли'],
    ['Спросил, удобно ли говорить'],
    ['Правила и условия поставки'],
    ['Работа с возражениями'],
    ['Имя клиента?'],
  ])('finds one in «%s»', (name) => {
    expect(rulesOn([[name, '', 5, 'да/нет']])).toEqual([]);
  });
});

describe('the other rules', () => {
  it('no-conditions: a dash is no condition', () => {
    expect(rulesOn([['Прощание', '', 5, ' — ']])).toEqual(['no-conditions']);
  });

  it('near-duplicate-names: also in two categories and with the words in another order', () => {
    const remarks = remarksOn([
      ['А'],
      ['Активное слушание', '', 5, 'у'],
      ['Имя клиента', '', 5, 'у'],
      ['Б'],
      ['Активное слушание', '', 5, 'у'],
      ['Клиента имя', '', 5, 'у'],
      ['Имя компании', '', 5, 'у'],
    ]);
    expect(remarks).toEqual([
      'near-duplicate-names: Активное слушание | Активное слушание',
      'near-duplicate-names: Имя клиента | Клиента имя',
    ]);
  });

  it('subjective-words: in any ending, in name, comment and conditions, each word once', () => {
    const parsing = parseChecklist([
      ['Критерий'],
      ['Грамотная речь', 'чётко, грамотно', 5, 'Говорил хорошо; четко и т.д.'],
    ]);
    const messages = parsing.ok ? lintChecklist(parsing.checklist).map(({ message }) => message) : [];
    expect(messages).toEqual([expect.stringContaining('(грамотная, четко, грамотно, хорошо, и т д)')]);
  });

  it('subjective-words: only whole words', () => {
    expect(rulesOn([['Прощание', '', 5, 'Пожелал хорошего дня, сказал «нормальный»']])).toEqual([]);
  });

  it('dominant-weight: over half of the weighted maximum, not half; one criterion alone dominates nothing', () => {
    const other = ['Прощание', '', 5, 'у'];
    expect(rulesOn([['Итог', '', 5, 'у'], other])).toEqual([]);
    expect(remarksOn([['Итог', '[вес 1,1]', 5, 'у'], other])).toEqual(['dominant-weight: Итог']);
    expect(rulesOn([['Итог', '[вес 9]', 5, 'у']])).toEqual([]);
    expect(
      rulesOn([
        ['Итог', '', 0, 'у'],
        ['Сумма', '', 0, 'у'],
      ]),
    ).toEqual(['zero-maximum', 'zero-maximum']);
  });
});

it('every subjective word is written in the form it is compared in, once', () => {
  expect(subjectiveWords.filter((word) => comparableText(word) !== word.replace('*', ''))).toEqual([]);
  expect(new Set(subjectiveWords).size).toBe(subjectiveWords.length);
});
