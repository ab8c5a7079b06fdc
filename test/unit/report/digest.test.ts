import { describe, expect, it } from 'vitest';

import type { DayEnding, RunEnding } from '../../../src/domain/run-ending.ts';
import { digestOf } from '../../../src/report/digest.ts';
import { someDay, someEnding } from './run-endings.ts';

const digest = (changes: Partial<RunEnding>): string => digestOf({ ...someEnding, ...changes });
const digestOfDay = (changes: Partial<DayEnding>): string => digest({ days: [{ ...someDay, ...changes }] });

describe('the digest', () => {
  it('says calls, coverage, average, failures, cost and the weakest criteria', () => {
    expect(digest({}).split('\n')).toEqual([
      'CallQ, отдел 2: ⚠️ закончено, но не всё удалось',
      'День: 03.11.2026',
      'Звонков: 40, проанализировано: 30, из них с оценкой: 25',
      'Охват: 75\u00A0%',
      'Средняя оценка: 71,3\u00A0%',
      'Ошибок: 3, осталось: 1',
      'Стоимость: 0,5\u00A0$',
      'Слабые критерии:',
      '• Контакт / Имя — 12,3\u00A0%, звонков: 25',
      'Подробности — в журнале и в callq status.',
    ]);
  });

  it('says of what is not known that it is not, and never 0', () => {
    expect(digestOfDay({ weakestCriteria: [] })).toContain('Слабые критерии: ни у одного нет 5 оценок');
    const unknown = { balance: null, averagePercentage: null, weakestCriteria: null, costUsd: null };
    const text = digestOfDay(unknown);
    expect(text.match(/нет данных/gu)).toHaveLength(9);
    expect(text).not.toMatch(/: 0(?!\d)/u);
    expect(digestOfDay({ balance: { ...someDay.balance!, listed: null } })).toContain('Охват: нет данных');
    expect(digestOfDay({ balance: { ...someDay.balance!, listed: 0 } })).toContain('Охват: нет данных');
  });

  it('adds the costs of all days, and says when some answers did not say theirs', () => {
    const free = { ...someDay, costUsd: null, tokens: { input: null, output: null, answers: 0 } };
    expect(digest({ days: [someDay, someDay, free] })).toContain('Стоимость: 1\u00A0$\n');
    expect(digest({ days: [free] })).toContain('Стоимость: 0\u00A0$\n');
    expect(digest({ days: [someDay, { ...someDay, costUsd: null }] })).toContain('Стоимость: нет данных');
    expect(digestOfDay({ answersWithoutCost: 1 })).toContain('Стоимость: не меньше 0,5\u00A0$');
  });

  it('names the other days, and those that were not begun', () => {
    const text = digest({ days: [someDay, someDay, someDay], daysNotBegun: ['2026-11-04'] });
    expect(text).toContain('Ещё дней: 2, проанализировано звонков: 40\nНе начато дней: 1');
  });

  it('fits into a message of Telegram, whatever the check-list is called', () => {
    const weak = {
      category: '😀'.repeat(5000),
      criterion: 'a\nb\u202e<b>*_[x](y)',
      averagePercentage: 1,
      calls: 1,
    };
    const text = digestOfDay({ weakestCriteria: Array.from({ length: 3 }, () => weak) });
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text.isWellFormed()).toBe(true);
    expect(text).toContain('a b<b>*_[x](y)');
    const many = digestOfDay({ weakestCriteria: Array.from({ length: 300 }, () => weak) });
    // One less when the last character would be cut in two.
    expect(many.length).toBeGreaterThanOrEqual(4095);
    expect(many.length).toBeLessThanOrEqual(4096);
    expect(many.isWellFormed()).toBe(true);
  });
});
