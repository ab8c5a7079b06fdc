import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/domain/cell.ts';
import type { Checklist } from '../../../src/domain/checklist.ts';
import { parseChecklist } from '../../../src/domain/checklist.ts';
import { compareChecklists } from '../../../src/domain/checklist-diff.ts';
import { fingerprintOfChecklist } from '../../../src/domain/question.ts';

type Rows = readonly (readonly Cell[])[];

function checklistOf(rows: Rows): Checklist {
  const parsing = parseChecklist([['Критерий'], ...rows]);
  if (!parsing.ok) throw new Error(parsing.problems.join('; '));
  return parsing.checklist;
}

function changesBetween(before: Rows, after: Rows): string[] {
  return compareChecklists(checklistOf(before), checklistOf(after)).map((change) => {
    if (change.kind === 'order') return 'order';
    if ('criterion' in change) return `${change.kind} ${change.criterion.name}`;
    return `${change.kind} ${change.before.name} → ${change.after.name}`;
  });
}

const greeting = ['Приветствие', 'первые фразы', 5, 'назвал имя'];
const farewell = ['Прощание', '', 3, 'попрощался'];
const summary = ['Итог разговора', '', 10, 'подвёл итог'];
const rows = (...criteria: Rows): Rows => [['Контакт'], ...criteria];

describe('what changed between two check-lists', () => {
  it('nothing, when they are equal', () => {
    expect(changesBetween(rows(greeting, farewell), rows(greeting, farewell))).toEqual([]);
  });

  it('new and gone', () => {
    expect(changesBetween(rows(greeting, farewell), rows(greeting, summary))).toEqual([
      'new Итог разговора',
      'gone Прощание',
    ]);
  });

  it.each([
    ['maximum', ['Приветствие', 'первые фразы', 6, 'назвал имя']],
    ['conditions', ['Приветствие', 'первые фразы', 5, 'назвал имя и компанию']],
    ['comment', ['Приветствие', 'первая фраза', 5, 'назвал имя']],
    ['tags', ['Приветствие', 'первые фразы [вес 2]', 5, 'назвал имя']],
    ['tags', ['Приветствие', 'первые фразы [н/п допустимо]', 5, 'назвал имя']],
    ['tags', ['Приветствие', 'первые фразы [критично]', 5, 'назвал имя']],
  ])('%s', (kind, changed) => {
    expect(changesBetween(rows(greeting, farewell), rows(changed, farewell))).toEqual([
      `${kind} Приветствие → Приветствие`,
    ]);
  });

  it('spelling: the id stays, but the words that are judged differ', () => {
    expect(changesBetween(rows(greeting), rows(['ПРИВЕТСТВИЕ!', ...greeting.slice(1)]))).toEqual([
      'spelling Приветствие → ПРИВЕТСТВИЕ!',
    ]);
  });

  it('order', () => {
    expect(changesBetween(rows(greeting, farewell), rows(farewell, greeting))).toEqual(['order']);
    expect(changesBetween(rows(greeting, farewell), rows(summary, greeting, farewell))).toEqual([
      'new Итог разговора',
    ]);
  });

  it('several changes of one criterion are all told', () => {
    expect(
      changesBetween(rows(greeting), rows(['приветствие', '[критично]', 1, 'иначе'])).map(
        (change) => change.split(' ')[0],
      ),
    ).toEqual(['spelling', 'maximum', 'conditions', 'comment', 'tags']);
  });
});

describe('renamed', () => {
  it.each([
    ['a similar name', 'Приветствия'],
    ['words added', 'Приветствие клиента по имени'],
    ['words in another order, with one added', 'Клиента приветствие'],
  ])('%s, the same maximum and conditions', (_, name) => {
    expect(changesBetween(rows(greeting), rows([name, ...greeting.slice(1)]))).toEqual([
      `renamed Приветствие → ${name}`,
    ]);
  });

  it.each([
    ['another maximum', ['Приветствия', 'первые фразы', 6, 'назвал имя']],
    ['other conditions', ['Приветствия', 'первые фразы', 5, 'назвал компанию']],
    ['another name', ['Работа с возражениями', 'первые фразы', 5, 'назвал имя']],
  ])('not with %s', (_, changed) => {
    expect(changesBetween(rows(greeting), rows(changed))).toEqual([
      `new ${String(changed[0])}`,
      'gone Приветствие',
    ]);
  });

  it('without conditions only when the names are nearly the same', () => {
    const bare = ['Приветствие клиента', '', 5];
    expect(changesBetween(rows(bare), rows(['Приветствие клиентов', '', 5]))[0]).toContain('renamed');
    expect(changesBetween(rows(bare), rows(['Приветствие', '', 5]))[0]).toContain('new');
  });

  it('a category of another name, and a move to another category, with what else has changed', () => {
    const after = [['Начало'], greeting, ['Прощание', '', 4, 'попрощался']];
    expect(changesBetween(rows(greeting, farewell), after)).toEqual([
      'renamed Приветствие → Приветствие',
      'renamed Прощание → Прощание',
      'maximum Прощание → Прощание',
    ]);
  });

  it('never guessed between two that are equally alike', () => {
    const one = ['Вопрос 1', '', 5, 'спросил'];
    const after = [
      ['Вопрос 2', '', 5, 'спросил'],
      ['Вопрос 3', '', 5, 'спросил'],
    ];
    expect(changesBetween(rows(one), rows(...after))).toEqual([
      'new Вопрос 2',
      'new Вопрос 3',
      'gone Вопрос 1',
    ]);
  });
});

it('there are changes exactly when the fingerprints differ', () => {
  const criterion = fc.tuple(
    fc.constantFrom('Приветствие', 'приветствие', 'Прощание', 'Прощания', 'Итог'),
    fc.constantFrom('', 'фразы', '[вес 2]', '[критично] фразы'),
    fc.constantFrom(1, 2),
    fc.constantFrom('', 'у', 'в'),
  );
  const sheet = fc
    .array(criterion, { minLength: 1, maxLength: 4 })
    .map((criteria) => parseChecklist([['Критерий'], ...criteria]))
    .filter((parsing) => parsing.ok)
    .map((parsing) => parsing.checklist);
  fc.assert(
    fc.property(sheet, sheet, (before, after) => {
      const isSame = fingerprintOfChecklist(before) === fingerprintOfChecklist(after);
      expect(compareChecklists(before, after).length === 0).toBe(isSame);
    }),
  );
});
