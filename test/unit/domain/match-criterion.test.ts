import { describe, expect, it } from 'vitest';

import { parseChecklist } from '../../../src/domain/checklist.ts';
import { matcherOf } from '../../../src/domain/match-criterion.ts';

const parsed = parseChecklist([
  ['Критерий', '', 'Балл'],
  ['Контакт'],
  ['Приветствие и представление', '', 5],
  ['Выяснил объём закупки', '', 5],
  ['Назвал условие А', '', 5],
  ['Назвал условие Б', '', 5],
  ['Завершение'],
  ['Прощание', '', 3],
  ['Контакт'],
  ['Итог разговора', '', 2],
  ['Завершение звонка'],
  ['Итог разговора', '', 2],
  ['Возражения'],
  ['Предложил скидку 5 процентов', '', 5],
  ['Не перебивал клиента', '', 5],
  ['Вопрос о цене', '', 5],
]);
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const [greeting, , conditionA, , farewell, firstResult, secondResult, discount, silence, price] =
  parsed.checklist.criteria;
const match = matcherOf(parsed.checklist);

function matched(criterion: string, category = '', criterionId: string | null = null): string | null {
  return match({ criterion, category, criterionId })?.id ?? null;
}

describe('matching an evaluation to its criterion', () => {
  it.each([
    ['case, spaces, punctuation and ё/е', 'ПРИВЕТСТВИЕ,  и представление!', 'контакт'],
    ['no category', 'Приветствие и представление', ''],
    ['another category', 'Приветствие и представление', 'Начало'],
    ['a wrong letter', 'Приветствие и предстовление', 'Контакт'],
    ['the words turned round', 'Представление и приветствие', 'Контакт'],
  ])('%s', (_name, criterion, category) => {
    expect(matched(criterion, category)).toBe(greeting!.id);
  });

  it('takes the id, unless the names say another criterion', () => {
    expect(matched('что-то другое', '', farewell!.id.toUpperCase())).toBe(farewell!.id);
    expect(matched('Прощание', 'Завершение', farewell!.id)).toBe(farewell!.id);
    expect(matched('Приветствие и представление', 'Контакт', farewell!.id)).toBeNull();
  });

  it.each([
    ['no category', '', 'Приветствие и представление'],
    ['a category of neither', 'Что-то', 'Приветствие и представление'],
    ['the category of the id', 'Завершение', 'Приветствие и представление'],
    ['a wrong letter', '', 'Приветствие и предстовление'],
    ['a name of two other categories', '', 'Итог разговора'],
  ])('matches nothing when the id and the name mean different criteria: %s', (_name, category, criterion) => {
    expect(matched(criterion, category, farewell!.id)).toBeNull();
  });

  it('lets the id decide between two categories with the same name', () => {
    expect(matched('Итог разговора', '', secondResult!.id)).toBe(secondResult!.id);
    expect(matched('Итог разговора', 'Контакт', secondResult!.id)).toBeNull();
  });

  it.each(['', 'Возражения'])(
    'takes no other number, negation or word for alike in category %j',
    (category) => {
      expect(matched('Предложил скидку 7 процентов', category)).toBeNull();
      expect(matched('Предложил скидку семь процентов', category)).toBeNull();
      expect(matched('Перебивал клиента', category)).toBeNull();
      expect(matched('Вопрос о цели', category)).toBeNull();
      expect(matched('Предложил скидку 5 процента', category)).toBe(discount!.id);
      expect(matched('Клиента не перебивал', category)).toBe(silence!.id);
      expect(matched('Вопросы о цене', category)).toBe(price!.id);
    },
  );

  it('never guesses between near-identical names', () => {
    expect(matched('назвал условие а', 'Контакт')).toBe(conditionA!.id);
    expect(matched('Назвал условие', 'Контакт')).toBeNull();
    expect(matched('Назвал условие В', 'Контакт')).toBeNull();
  });

  it('tells the same name in two categories apart by the category, and by nothing else', () => {
    expect(matched('Итог разговора', 'Контакт')).toBe(firstResult!.id);
    expect(matched('итог разговора', 'Завершение звонка')).toBe(secondResult!.id);
    expect(matched('Итог разговора')).toBeNull();
  });

  it.each(['Работа с возражениями', '', 'Привет', 'Приветствие'])('does not know %j', (criterion) => {
    expect(matched(criterion, 'Контакт')).toBeNull();
  });
});
