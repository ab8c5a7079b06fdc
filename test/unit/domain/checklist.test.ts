import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/domain/cell.ts';
import { parseScoreNumber } from '../../../src/domain/cell.ts';
import {
  criterionId,
  parseChecklist,
  parseInstructions,
  renderChecklist,
} from '../../../src/domain/checklist.ts';

const header = ['Критерий', 'Комментарий', 'Балл', 'Условия'];

function criteriaOf(rows: readonly (readonly Cell[])[]) {
  const parsing = parseChecklist(rows);
  if (!parsing.ok) throw new Error(parsing.problems.join('; '));
  return parsing.checklist.criteria;
}

function problemsOf(rows: readonly (readonly Cell[])[]) {
  const parsing = parseChecklist(rows);
  return parsing.ok ? [] : parsing.problems;
}

describe('the check-list sheet', () => {
  it('a category holds for the rows below it, until the next one', () => {
    const criteria = criteriaOf([
      header,
      ['Контакт'],
      ['Приветствие', 'назвал имя', 5, 'да/нет'],
      ['Прощание', '', 2],
      ['Продажа'],
      ['Предложил акцию', '', 10, ''],
    ]);
    expect(criteria.map((criterion) => [criterion.category, criterion.name, criterion.maximum])).toEqual([
      ['Контакт', 'Приветствие', 5],
      ['Контакт', 'Прощание', 2],
      ['Продажа', 'Предложил акцию', 10],
    ]);
    expect(criteria[0]).toMatchObject({ comment: 'назвал имя', conditions: 'да/нет' });
  });

  it('an empty row in the middle is skipped and ends nothing', () => {
    expect(criteriaOf([header, ['А1', '', 1], [], ['  ', ''], ['А2', '', 2]])).toHaveLength(2);
  });

  it('the header is skipped even when it looks like a criterion, and when it is empty', () => {
    expect(
      criteriaOf([
        ['Название', 'x', 3],
        ['А1', '', 1],
      ]),
    ).toHaveLength(1);
    expect(criteriaOf([[], ['А1', '', 1]])).toHaveLength(1);
  });

  it('a maximum may be a number, a Russian fraction, or have spaces for thousands', () => {
    expect(parseScoreNumber('10,5')).toBe(10.5);
    expect(parseScoreNumber('7.5')).toBe(7.5);
    expect(parseScoreNumber('1\u00a0000')).toBe(1000);
    expect(parseScoreNumber(' 1\u202f000,5 ')).toBe(1000.5);
    expect(parseScoreNumber(0)).toBe(0);
  });

  it.each([['пять'], [''], ['-'], ['5 баллов'], ['1e3'], ['0x10'], ['10-15'], [true], [undefined]])(
    'a maximum of %j is no number',
    (cell) => {
      expect(parseScoreNumber(cell)).toBeNull();
    },
  );

  it('a criterion whose maximum is missing, negative or no number is named by its row', () => {
    expect(
      problemsOf([header, ['А', '', 'пять'], ['Б', 'без балла'], [], ['В', '', -1], ['Г', '', 1]]),
    ).toEqual([
      expect.stringContaining('row 2: column C'),
      expect.stringContaining('row 3: column C'),
      expect.stringContaining('row 5: column C'),
    ]);
  });

  it('a maximum has at most three decimals, as scores are added up in; the noise of a formula is none', () => {
    const rows = [1.2345, 10 / 3, '0,0004', 1_000_001, 1e300].map((maximum, index) => [
      `А${index}`,
      '',
      maximum,
    ]);
    expect(problemsOf([header, ...rows])).toEqual(
      rows.map((_, index) => expect.stringMatching(`^row ${index + 2}: column C .*three decimals`) as string),
    );
    const read = criteriaOf([header, ['А', '', 0.1 + 0.2], ['Б', '', '1,125'], ['В', '', 1_000_000]]);
    expect(read.map(({ maximum }) => maximum)).toEqual([0.3, 1.125, 1_000_000]);
  });

  it('a problem never quotes the cell', () => {
    expect(problemsOf([header, ['СЕКРЕТ', 'СЕКРЕТ', 'СЕКРЕТ'], ['', 'СЕКРЕТ']]).join()).not.toContain(
      'СЕКРЕТ',
    );
  });

  it('a duplicate criterion is named with both rows, also when case, spaces, ё and punctuation differ', () => {
    const problems = problemsOf([header, ['Учёт'], ['Счёт  выставлен!', '', 1], ['счет выставлен', '', 2]]);
    expect(problems).toEqual([expect.stringMatching(/row 4: .*row 3/u)]);
  });

  it('the same name in another category is another criterion', () => {
    expect(criteriaOf([header, ['К1'], ['Имя', '', 1], ['К2'], ['Имя', '', 1]])).toHaveLength(2);
  });

  it.each([[[]], [[header]], [[header, ['Только категория']]]])(
    'a check-list without a criterion is refused: %j',
    (rows) => {
      expect(problemsOf(rows)).toEqual([expect.stringContaining('no criterion')]);
    },
  );

  it('criteria above the first category row get one', () => {
    expect(criteriaOf([header, ['А', '', 1]])[0]?.category).not.toBe('');
  });

  it('every row is a category, a criterion, a problem or empty: none is lost', () => {
    const cell = fc.oneof(fc.constant(''), fc.constantFrom('а', 'б', '7', 'x,y'), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 12 }), (body) => {
        const parsing = parseChecklist([header, ...body]);
        const filled = body.filter((row) => row.slice(1).some((value) => value !== '')).length;
        if (parsing.ok) expect(parsing.checklist.criteria).toHaveLength(filled);
        else expect(parsing.problems.length).toBeGreaterThan(0);
      }),
    );
  });

  it('NUL characters and lone surrogates do not get through', () => {
    const [criterion] = criteriaOf([header, ['А\u0000Б', 'в\ud800', 1, '\u0000']]);
    expect(criterion).toMatchObject({ name: 'АБ', comment: 'в\ufffd', conditions: '' });
  });
});

describe('the id of a criterion', () => {
  it('stays when case, spaces, ё/е and punctuation change, and differs otherwise', () => {
    expect(criterionId('Учёт', 'Счёт выставлен.')).toBe(criterionId('УЧЕТ', ' счет   выставлен'));
    expect(criterionId('Учёт', 'Счёт')).not.toBe(criterionId('УчётСчёт', ''));
    expect(criterionId('Учёт', 'Счёт')).toMatch(/^[0-9a-f]{12}$/u);
  });
});

describe('the check-list in the prompt', () => {
  it('is labelled lines and a blank line for each criterion', () => {
    const [first, second] = criteriaOf([header, ['К'], ['А', 'раз\nдва', '2,5', 'у'], ['Б', '', 1]]);
    expect(renderChecklist({ criteria: [first!, second!] })).toBe(
      [
        'КАТЕГОРИЯ: К',
        'КРИТЕРИЙ: А',
        'КОММЕНТАРИЙ: раз два',
        'МАКСИМАЛЬНЫЙ БАЛЛ: 2.5',
        'УСЛОВИЯ ОЦЕНКИ: у',
        `ИДЕНТИФИКАТОР: ${first!.id}`,
        '',
        'КАТЕГОРИЯ: К',
        'КРИТЕРИЙ: Б',
        'КОММЕНТАРИЙ: ',
        'МАКСИМАЛЬНЫЙ БАЛЛ: 1',
        'УСЛОВИЯ ОЦЕНКИ: ',
        `ИДЕНТИФИКАТОР: ${second!.id}`,
      ].join('\n'),
    );
  });
});

describe('the instructions sheet', () => {
  it('column A joined by blank lines; no header, empty rows skipped, column B ignored', () => {
    expect(parseInstructions([['Первая', 'заметка'], [], ['', 'заметка'], ['  Вторая '], [3]])).toBe(
      'Первая\n\nВторая\n\n3',
    );
  });

  it('an empty sheet gives no instructions', () => {
    expect(parseInstructions([])).toBe('');
  });
});
