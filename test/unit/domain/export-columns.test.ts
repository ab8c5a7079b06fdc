import { describe, expect, it } from 'vitest';

import type { ExportedCell } from '../../../src/domain/export-columns.ts';
import { cellsOf, exportColumns, fitCell, serialOfTime } from '../../../src/domain/export-columns.ts';
import type { ExportedCall } from '../../../src/domain/exported-call.ts';
import { parseKey } from '../../../src/domain/exported-call.ts';
import { exportedCall } from '../../support/exported-call.ts';

function cell(header: string, changes: Partial<ExportedCall> = {}): ExportedCell | undefined {
  return cellsOf(exportedCall(changes))[exportColumns.findIndex((column) => column.header === header)];
}

describe('the exported table', () => {
  it('begins with a key that CallQ knows again', () => {
    const [key] = cellsOf(exportedCall({ callId: 42 }));
    expect(key).toBe('callq/1/2026-11-03/42');
    expect(parseKey(key)).toEqual({ departmentId: 1, day: '2026-11-03' });
    expect(['callq/1/2026-11-03/', 'callq/1/вчера/42', 42, ''].map(parseKey)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('has each header once', () => {
    expect(new Set(exportColumns.map(({ header }) => header)).size).toBe(exportColumns.length);
  });

  it('leaves unknown empty, and 0 is 0', () => {
    const unknown = {
      totalScore: null,
      durationSeconds: null,
      criticalFailed: null,
      agreements: [],
      evaluations: [],
    };
    for (const header of [
      ...['Баллы', 'Длительность, с', 'Критичная ошибка', 'Сумма договорённостей, ₽', 'Офис'],
      ...['Без подтверждения цитатой', 'Оценки по критериям'],
    ]) {
      expect([header, cell(header, unknown)]).toEqual([header, null]);
    }
    expect([cell('Баллы', { totalScore: 0 }), cell('Длительность, с', { durationSeconds: 0 })]).toEqual([
      0, 0,
    ]);
  });

  it('tells criteria, recommendations, agreements and reasons in words', () => {
    expect(cell('Оценки по критериям')).toBe(
      'Контакт / Приветствие: 7,5 из 10 [без подтверждения] — поздоровался\nКонтакт / Имя: не применимо',
    );
    expect(cell('Рекомендации')).toBe('[высокий] Контакт: нет имени → назвать');
    expect(cell('Договорённости')).toBe('проба (0,1 ₽)\nещё проба (0,2 ₽)\nперезвонить');
    expect(cell('Сумма договорённостей, ₽')).toBe(0.3);
    expect(cell('Причины отказа')).toBe('снижение объемов: меньше гостей (напитки)');
    expect(cell('Без подтверждения цитатой')).toBe(1);
  });

  it.each(['constructor', '__proto__', 'Срочно'])('tells a priority of the old program: %s', (priority) => {
    const recommendations = [{ category: 'К', issue: 'и', recommendation: 'р', priority }];
    expect(cell('Рекомендации', { recommendations })).toBe(`[${priority}] К: и → р`);
  });

  it.each(['\u202E', '\u2066', '\u200B', '\u200F', '\uFEFF', ' \u200D '])(
    'has nothing unseen before the sign of a formula: %j',
    (unseen) => {
      expect(cell('Оператор', { operator: `${unseen}=1+1${unseen}` })).toBe('=1+1');
    },
  );

  it('has one kind of line break and no control characters', () => {
    expect(cell('Оператор', { operator: '\u0007А\r\nБ\u0000\rВ\u000b' })).toBe('А\nБ\nВ');
  });
});

describe('serialOfTime', () => {
  it('is the number that Sheets and Excel keep for a wall time', () => {
    expect(serialOfTime('1899-12-31 00:00:00')).toBe(1);
    expect(serialOfTime('2026-01-01 00:00:00')).toBe(46_023);
    expect(serialOfTime('2026-01-01 18:00:00')).toBe(46_023.75);
  });
});

describe('fitCell', () => {
  it('cuts visibly, and no character in half', () => {
    expect(fitCell('а'.repeat(32_000))).toHaveLength(32_000);
    const cut = fitCell(`${'а'.repeat(31_998)}😀😀`);
    expect([cut.length, cut.endsWith('…'), cut.isWellFormed()]).toEqual([32_000, true, true]);
  });
});
