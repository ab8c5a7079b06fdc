import { describe, expect, it } from 'vitest';
import { officeCheckList, tradeCheckList } from '../../../src/clients/sandbox/google/check-lists.ts';
import type { Cell } from '../../../src/domain/cell.ts';
import { parseChecklist } from '../../../src/domain/checklist.ts';
import { fingerprintOfChecklist } from '../../../src/domain/question.ts';

const header = ['Критерий', 'Комментарий', 'Балл', 'Условия'];

function fingerprintOf(rows: readonly (readonly Cell[])[]): string {
  const parsing = parseChecklist(rows);
  if (!parsing.ok) throw new Error(parsing.problems.join('; '));
  return fingerprintOfChecklist(parsing.checklist);
}

const twoCriteria = (comment: string): Cell[][] => [
  header,
  ['Контакт'],
  ['Приветствие', comment, '10,5', 'да/нет'],
  ['Прощание', '', 2],
];

describe('the fingerprint of a check-list', () => {
  // Computed before there were tags: stored analyses hold these, and whoever changes one has every stored day paid again.
  it.each([
    [
      twoCriteria('первые фразы\nразговора (не [имя] — см. скрипт)'),
      '5210fd1c186e3986c4ef898256c5b49a5ee6eb8f067749b119c8451bb2fe401d',
    ],
    [tradeCheckList as Cell[][], '7c25b756ad4558a5c4161411d4ae58c3cb98d6efcd5c6b589e5ed9c4e9f814bd'],
    [officeCheckList as Cell[][], 'c96530d096922ca38cf293169a63a19940c609c2e8e4d37add2a767b4e7afed7'],
  ])('without tags is what it always was (%#)', (rows, expected) => {
    expect(fingerprintOf(rows)).toBe(expected);
  });

  it('changes with every tag, and not with how it is written', () => {
    const comments = ['фразы', 'фразы [вес 2]', 'фразы [вес 3]', 'фразы [н/п допустимо]', 'фразы [критично]'];
    expect(new Set(comments.map((comment) => fingerprintOf(twoCriteria(comment)))).size).toBe(5);
    expect(fingerprintOf(twoCriteria('[ ВЕС 2,0 ] фразы'))).toBe(fingerprintOf(twoCriteria('фразы [вес 2]')));
    expect(fingerprintOf(twoCriteria('фразы [вес 1]'))).toBe(fingerprintOf(twoCriteria('фразы')));
  });

  it('changes with the order of the criteria', () => {
    const [title = [], category = [], ...criteria] = twoCriteria('');
    expect(fingerprintOf([title, category, ...criteria.reverse()])).not.toBe(fingerprintOf(twoCriteria('')));
  });
});
