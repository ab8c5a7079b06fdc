import { describe, expect, it } from 'vitest';

import { declineName, detailName } from '../../../src/report/names.ts';

describe('words of the model', () => {
  it('are translated when the contract has them, and read as words otherwise', () => {
    expect(declineName('снижение_объемов')).toBe('Снижение объёмов');
    expect(declineName('нет_денег')).toBe('Нет денег');
    expect(detailName('over_budget')).toBe('исчерпан бюджет');
    expect(detailName('analysis/timeout')).toBe('анализ, timeout');
  });

  it.each([
    ['constructor', 'Constructor'],
    ['toString', 'ToString'],
    ['__proto__', '  proto  '],
  ])('are no name of what every object has: %s', (word, name) => {
    expect(declineName(word)).toBe(name);
    expect([detailName(word), detailName(`${word}/x`)]).toEqual([word, `${word}/x`]);
  });
});
