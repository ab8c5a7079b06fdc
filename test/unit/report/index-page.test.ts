import { expect, it } from 'vitest';

import type { CallPlace } from '../../../src/domain/report-rows.ts';
import { indexPage } from '../../../src/report/index-page.ts';
import type { ReportRows } from '../../../src/report/report-model.ts';
import { parsePage, plainText } from '../../support/report-pages.ts';

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const sums = { count: 75, sum: 5000.123456789, squares: 380_000.123456789 };
const place = (index: number): CallPlace => ({
  callId: String(9_000_000_000 + index),
  operatorId: 100 + (index % 40),
  rank: 1 + Math.floor(index / 40),
});
const sentence =
  'Клиент не услышал ни цены, ни срока поставки, а разговор кончился без договорённости о следующем шаге.';

/** A month of a large department: each list as long as its statement lets it be, recommendations of 12 categories. */
const month: ReportRows = {
  scope: { departmentId: 1, firstDay: '2026-11-01', lastDay: '2026-11-30', operatorId: null },
  builtAt: '01.12.2026 06:00',
  version: '0.1.0',
  trendFrom: '2026-11-01',
  department: { name: 'Первый отдел', invented: false },
  coverage: {
    listed: 4000,
    daysRun: 30,
    states: [
      { state: 'saved', detail: null, count: 3000 },
      { state: 'too_short', detail: null, count: 1000 },
    ],
    spending: { costUsd: '12.5', answers: 3000, answersWithoutCost: 0 },
  },
  trend: times(30, (index) => ({ ...sums, day: `2026-11-${String(index + 1).padStart(2, '0')}` })),
  versions: [],
  criteria: times(480, (index) => ({
    ...sums,
    criterionId: `0123456789abcdef${Math.floor(index / 40)}`,
    category: 'Установление контакта',
    criterion: `Представился по имени и назвал компанию ${Math.floor(index / 40)}`,
    operatorId: 100 + (index % 40),
    ...{ notApplicable: 1, notScored: 1, aboveZero: 60, unsupported: 3, weighted: true },
  })),
  telling: times(48, (index) => ({
    ...place(index),
    criterionId: `0123456789abcdef${Math.floor(index / 4)}`,
    category: 'Установление контакта',
    criterion: `Представился по имени и назвал компанию ${Math.floor(index / 4)}`,
    startTime: '2026-11-03 10:00',
    ...{ score: 1, maximum: 5, weak: index % 4 > 0, good: index % 4 === 0, reason: sentence.repeat(3) },
    quote: { quote: sentence.repeat(3), phraseIndex: 12, startSecond: 61 },
  })),
  operators: times(40, (index) => ({
    operatorId: 100 + index,
    fullName: `Константинова Анна Георгиевна ${index}`,
    office: 'Южный офис',
    supervisor: 'Руководителева Александра Константиновна',
    calls: 75,
    score: sums,
    finalScore: sums,
    criticalFailed: 3,
  })),
  recommendations: times(180, (index) => ({
    ...place(index),
    category: `Категория ${Math.floor(index / 15)}`,
    priority: (['high', 'medium', 'low'] as const)[Math.floor(index / 5) % 3]!,
    issue: sentence,
    recommendation: sentence,
    ...{ count: 1, ofGroup: 80, ofCategory: 250, ofAll: 3000, categories: 12 },
  })),
  agreements: {
    byOperator: times(40, (index) => ({
      operatorId: 100 + index,
      count: 25,
      withAmount: 10,
      sum: '123456.5',
    })),
    largest: times(50, (index) => ({
      ...place(index),
      startTime: '2026-11-03 10:00',
      amount: '12345.5',
      agreement: sentence,
    })),
  },
  declineReasons: times(50, (index) => ({
    reasonType: 'проблемы_с_товаром',
    productCategory: `товар ${index}`,
    count: 5,
    ofAll: 600,
    examples: times(2, (example) => ({ ...place(example), description: sentence })),
  })),
  calls: times(3000, (index) => ({
    ...place(index),
    startTime: '2026-11-03 10:00',
    percentage: 66,
    finalPercentage: 66.67,
    criticalFailed: index % 10 === 0,
    unsupported: 2,
    ...(index % 3 === 0 ? { agreements: 1, agreed: '12345.5' } : { agreements: 0, agreed: null }),
    declineReasons: index % 5 === 0 ? 1 : 0,
  })),
};

it('tells of final percentages only where a criterion is weighted or critical', () => {
  const weighted = /Итог|Критичн/u;
  expect(indexPage(month)).toMatch(weighted);
  const plain: ReportRows = {
    ...month,
    criteria: month.criteria.map((row) => ({ ...row, weighted: false })),
    operators: month.operators.map((row) => ({ ...row, criticalFailed: 0 })),
  };
  expect(plain.calls.length).toBeGreaterThan(0);
  expect(plainText(parsePage(indexPage(plain)).querySelector('main'))).not.toMatch(weighted);
});

it('is under 1 MB for 3,000 calls of 40 operators and 12 criteria', () => {
  const page = indexPage(month);
  expect(page.match(/<a href=operator-/gu)).toHaveLength(3000);
  expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
});
