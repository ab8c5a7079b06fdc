import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChecklist, renderChecklist } from '../../../src/domain/checklist.ts';
import { readTags, untagged } from '../../../src/domain/checklist-tags.ts';

const header = ['Критерий', 'Комментарий', 'Балл', 'Условия'];

describe('tags in a comment', () => {
  it.each([
    ['[вес 2]', { weight: 2 }],
    ['[вес 1,5]', { weight: 1.5 }],
    ['[вес 0.25]', { weight: 0.25 }],
    ['[ВЕС  3]', { weight: 3 }],
    ['[ вес2 ]', { weight: 2 }],
    ['[Вес: 4]', { weight: 4 }],
    ['[вес\u00a02]', { weight: 2 }],
    ['[н/п допустимо]', { allowsNotApplicable: true }],
    ['[Н/П ДОПУСТИМО]', { allowsNotApplicable: true }],
    ['[ н / п  допустимо ]', { allowsNotApplicable: true }],
    ['[критично]', { critical: true }],
    ['[ Критично ]', { critical: true }],
    ['[критично][вес 2] [н/п допустимо]', { weight: 2, allowsNotApplicable: true, critical: true }],
  ])('%s is understood and taken out', (comment, tags) => {
    expect(readTags(comment)).toEqual({
      ...{ comment: '', tags: { ...untagged, ...tags }, problems: [], unknown: [] },
    });
  });

  it.each([
    ['Первые фразы [вес 2] разговора', 'Первые фразы разговора'],
    ['[вес 2] Первые фразы', 'Первые фразы'],
    ['Первые фразы [критично].', 'Первые фразы.'],
    ['Первые фразы, [вес 2], [критично]', 'Первые фразы'],
    ['[вес 2]; [критично]; если клиент недоволен', 'если клиент недоволен'],
    ['[критично](https://example.org) [критично]', '[критично](https://example.org)'],
    ['[[вес 2]] Первые фразы', 'Первые фразы'],
    ['Фразы [[вес 2], критично]', 'Фразы [, критично]'],
    ['Первая строка\n[вес 2]\nВторая строка', 'Первая строка\nВторая строка'],
  ])('%j leaves %j', (comment, left) => {
    expect(readTags(comment).comment).toBe(left);
  });

  it.each([
    ['[вес 0]'],
    ['[вес -1]'],
    ['[вес два]'],
    ['[вес]'],
    ['[вес 2, критично]'],
    ['[вес 1e3]'],
    ['[вес 1001]'],
    ['[вес 1,0005]'],
  ])('%s is a problem', (comment) => {
    expect(readTags(comment).problems).toEqual([expect.stringContaining('must be a number')]);
  });

  it.each([
    ['[вес 2] и [вес 2]', '[вес …] twice'],
    ['[критично] и [Критично]', '[критично] twice'],
    ['[н/п допустимо][н/п допустимо]', '[н/п допустимо] twice'],
  ])('%s is a problem', (comment, problem) => {
    expect(readTags(comment).problems).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['[важно]'],
    ['[н/п]'],
    ['[нп допустимо]'],
    ['[критичный]'],
    ['[весомо]'],
    ['[weight 2]'],
    ['[имя клиента]'],
  ])('%s looks like a tag, is named and stays', (comment) => {
    const text = `Первые фразы ${comment}`;
    expect(readTags(text)).toEqual({
      ...{ comment: text, tags: untagged, problems: [], unknown: [comment] },
    });
  });

  it.each([
    ['[по телефону 8 912 000-00-00]'],
    ['[например: «Добрый день, меня зовут Анна»]'],
    ['[см. скрипт, раздел второй, пункт три]'],
    ['[1]'],
    ['[]'],
    ['[...]'],
    ['[скрипт](https://example.org)'],
    ['[см. скрипт'],
    ['{имя клиента}'],
    ['вес 2, критично'],
  ])('%s is part of what is said, and nobody is warned', (comment) => {
    expect(readTags(comment)).toEqual({ comment, tags: untagged, problems: [], unknown: [] });
  });

  it.each([
    ['[вес 2](ключ)', '[вес 2]('],
    ['[критично](https://example.org)', '[критично]('],
    ['［вес 2］', '[вес 2]'],
    ['{н/п допустимо}', '{н/п допустимо}'],
    ['【критично】', '【критично】'],
    ['[вес 2', '[вес 2'],
    ['[вес 2\nвторая строка', '[вес 2'],
    ['[критично [имя]', '[критично'],
  ])('%j is no tag as it is written: it is named and stays', (comment, named) => {
    const text = `Первые фразы ${comment}`;
    const reading = readTags(text);
    expect(reading).toMatchObject({ comment: text, tags: untagged, problems: [] });
    expect(reading.unknown.map((tag) => tag.normalize('NFKC'))).toContain(named);
  });

  it('a comment without a tag stays as it is, letter by letter', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('а', ' ', '1', '[', ']', ',', '.', '\n') }),
        (comment) => {
          expect(readTags(comment).comment).toBe(comment);
        },
      ),
    );
  });
});

describe('tags in the sheet', () => {
  it('belong to the criterion, and the comment is without them', () => {
    const parsing = parseChecklist([header, ['А', 'Первые фразы [вес 2] [критично]', 5, 'у'], ['Б', '', 1]]);
    if (!parsing.ok) throw new Error(parsing.problems.join());
    expect(parsing.checklist.criteria).toMatchObject([
      { comment: 'Первые фразы', weight: 2, allowsNotApplicable: false, critical: true },
      { comment: '', ...untagged },
    ]);
    expect(parsing.warnings).toEqual([]);
  });

  it('that are wrong stop like a wrong maximum, with the row and all together', () => {
    const parsing = parseChecklist([
      header,
      ['А', '[вес ноль]', 5],
      ['Б', '[критично] [критично]', 1],
      ['В', '[вес 0]', 'x'],
    ]);
    expect(parsing).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/^row 2: .*weight/u),
        expect.stringMatching(/^row 3: .*twice/u),
        expect.stringMatching(/^row 4: column C/u),
        expect.stringMatching(/^row 4: .*weight/u),
      ],
    });
    if (!parsing.ok) expect(parsing.problems.join()).not.toContain('ноль');
  });

  it('that are unknown, or stand in another column, are named with their row and stop nothing', () => {
    const parsing = parseChecklist([
      header,
      ['Категория [критично]'],
      ['А', 'Фразы [важно]', 5],
      ['Б', '', 1, 'условие [вес 2]'],
    ]);
    if (!parsing.ok) throw new Error(parsing.problems.join());
    expect(parsing.warnings).toEqual([
      expect.stringMatching(/^row 2: .*column A/u),
      expect.stringMatching(/^row 3: \[важно\]/u),
      expect.stringMatching(/^row 4: .*column D/u),
    ]);
  });

  it('are hidden from the model, but for one line where N/A is allowed', () => {
    const parsing = parseChecklist([
      header,
      ['А', 'Фразы [вес 7] [критично] [н/п допустимо]', 5, 'у'],
      ['Б', '[вес 7] [критично]', 1],
    ]);
    if (!parsing.ok) throw new Error(parsing.problems.join());
    const text = renderChecklist(parsing.checklist);
    expect(text).not.toMatch(/вес|критично|7/iu);
    expect(text.split('\n').filter((line) => line.startsWith('НЕ ПРИМЕНИМО'))).toEqual([
      'НЕ ПРИМЕНИМО: допустимо',
    ]);
    expect(text.split('\n').slice(0, 7)).toEqual([
      ...['КАТЕГОРИЯ: Без категории', 'КРИТЕРИЙ: А', 'КОММЕНТАРИЙ: Фразы', 'МАКСИМАЛЬНЫЙ БАЛЛ: 5'],
      ...[
        'УСЛОВИЯ ОЦЕНКИ: у',
        'НЕ ПРИМЕНИМО: допустимо',
        expect.stringMatching(/^ИДЕНТИФИКАТОР: /u) as string,
      ],
    ]);
  });
});
