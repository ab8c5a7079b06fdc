import { describe, expect, it } from 'vitest';

import type { ModelAnswer } from '../../../src/domain/model-answer.ts';
import { parseModelAnswer } from '../../../src/domain/model-answer.ts';

const evaluation = {
  category: 'Начало',
  criterion: 'Приветствие',
  score_given: 1,
  max_score: 2,
  reason: 'Поздоровался',
};
const sales = { is_sales_call: true, evaluations: [evaluation], recommendations: [], agreements: [] };

function accepted(value: unknown, isFollowUp = false): ModelAnswer {
  const parsing = parseModelAnswer(value, isFollowUp);
  if (!parsing.ok) throw new Error(`refused: ${parsing.problem.failureClass} ${parsing.problem.note}`);
  return parsing.answer;
}

function salesAnswer(value: unknown, isFollowUp = false) {
  const answer = accepted(value, isFollowUp);
  if (!answer.isSalesCall) throw new Error('not a sales call');
  return answer;
}

function refusedClass(value: unknown, isFollowUp = false): string {
  const parsing = parseModelAnswer(value, isFollowUp);
  return parsing.ok ? 'accepted' : parsing.problem.failureClass;
}

describe('the verdict', () => {
  it('false needs nothing else', () => {
    expect(accepted({ is_sales_call: false })).toEqual({ isSalesCall: false });
    expect(accepted({ is_sales_call: false, evaluations: 'nonsense' })).toEqual({ isSalesCall: false });
  });

  it.each([
    ['text', { ...sales, is_sales_call: 'true' }],
    ['a number', { ...sales, is_sales_call: 1 }],
    ['null', { ...sales, is_sales_call: null }],
    ['missing', { evaluations: [evaluation], recommendations: [], agreements: [] }],
    ['in a wrapper "values"', { values: sales }],
    ['in a wrapper "properties"', { properties: sales }],
    ['in a wrapper "parameter"', { parameter: { is_sales_call: false } }],
    ['a schema instead of an answer', { type: 'object', properties: { is_sales_call: { type: 'boolean' } } }],
    ['no object', [sales]],
    ['nothing', null],
  ])('%s: asked again', (_name, value) => {
    expect(refusedClass(value)).toBe('no_verdict');
  });
});

describe('the shape of a sales answer', () => {
  it.each([
    ['no evaluations', { ...sales, evaluations: undefined }],
    ['evaluations null', { ...sales, evaluations: null }],
    ['evaluations as an object', { ...sales, evaluations: { '1': evaluation } }],
    ['an evaluation that is text', { ...sales, evaluations: ['хорошо'] }],
    ['no recommendations', { ...sales, recommendations: undefined }],
    ['no agreements', { ...sales, agreements: undefined }],
    ['a recommendation that is text', { ...sales, recommendations: ['лучше здороваться'] }],
    ['decline_reasons as text', { ...sales, decline_reasons: 'нет' }],
  ])('%s: asked again', (_name, value) => {
    expect(refusedClass(value)).toBe('wrong_shape');
  });

  it('names the fields that are wrong, never their values', () => {
    const parsing = parseModelAnswer({
      ...sales,
      evaluations: [{ ...evaluation, category: { МЕТКА: 'МЕТКА' } }],
    });
    expect(parsing.ok ? '' : parsing.problem.note).toContain('evaluations.0.category');
    expect(JSON.stringify(parsing)).not.toContain('МЕТКА');
  });

  it('ignores unknown fields and the model’s own sums', () => {
    const answer = salesAnswer({ ...sales, total_score: 'много', max_possible_score: null, extra: { a: 1 } });
    expect(answer.evaluations).toHaveLength(1);
  });

  it('decline_reasons may be absent or null', () => {
    expect(salesAnswer(sales).declineReasons).toEqual([]);
    expect(salesAnswer({ ...sales, decline_reasons: null }).declineReasons).toEqual([]);
  });

  it('a follow-up answer owes only the evaluations', () => {
    const followUp = { is_sales_call: true, evaluations: [evaluation] };
    expect(salesAnswer(followUp, true).evaluations).toHaveLength(1);
    expect(salesAnswer({ ...followUp, recommendations: 'нет', agreements: 5 }, true).recommendations).toEqual(
      [],
    );
    expect(refusedClass(followUp)).toBe('wrong_shape');
    expect(refusedClass({ is_sales_call: true }, true)).toBe('wrong_shape');
  });
});

describe('a score', () => {
  it.each([
    [7, 7],
    [7.5, 7.5],
    [0, 0],
    [-1, -1],
    ['7', 7],
    [' 7.5 ', 7.5],
    ['7,5', 7.5],
    ['7/10', null],
    ['7 из 10', null],
    ['семь', null],
    ['', null],
    ['1e3', null],
    ['0x10', null],
    ['Infinity', null],
    [Number.POSITIVE_INFINITY, null],
    [true, null],
    [null, null],
    [undefined, null],
    [[7], null],
    [{ value: 7 }, null],
  ])('%j is %j', (given, expected) => {
    const answer = salesAnswer({ ...sales, evaluations: [{ ...evaluation, score_given: given }] });
    expect(answer.evaluations[0]?.score).toBe(expected);
  });

  it('a missing field is unknown', () => {
    const evaluations = [{ category: 'A', criterion: 'B', reason: 'C' }];
    const answer = salesAnswer({ ...sales, evaluations, agreements: [{ agreement: 'D' }] });
    expect(answer.evaluations[0]?.score).toBeNull();
    expect(answer.agreements[0]?.amount).toBeNull();
  });
});

describe('the other fields of an evaluation', () => {
  it('are cleaned and trimmed', () => {
    const answer = salesAnswer({
      ...sales,
      evaluations: [
        { ...evaluation, criterion_id: ' ab12 ', reason: 'до\u0000бро \uD800', criterion: ' A ' },
      ],
    });
    expect(answer.evaluations[0]).toEqual({
      criterionId: 'ab12',
      category: 'Начало',
      criterion: 'A',
      score: 1,
      notApplicable: false,
      reason: 'добро \uFFFD',
      quotes: [],
    });
  });

  it.each([
    [{ not_applicable: true }, true],
    [{ not_applicable: false }, false],
    [{ not_applicable: null }, false],
    [{ not_applicable: 'true' }, false],
    [{}, false],
  ])('%j', (fields, expected) => {
    const answer = salesAnswer({ ...sales, evaluations: [{ ...evaluation, ...fields }] });
    expect(answer.evaluations[0]?.notApplicable).toBe(expected);
  });

  it('a reason or id of a wrong type does not lose the score', () => {
    const answer = salesAnswer({
      ...sales,
      evaluations: [{ ...evaluation, criterion_id: 12, reason: ['a'] }],
    });
    expect(answer.evaluations[0]).toMatchObject({ criterionId: null, reason: '', score: 1 });
  });
});

describe('quotes', () => {
  const quoted = (text: string): string | undefined =>
    salesAnswer({ ...sales, evaluations: [{ ...evaluation, quotes: [{ speaker: 'client', text }] }] })
      .evaluations[0]?.quotes[0]?.text;

  it('are kept whole up to 500 characters', () => {
    const text = 'слово '.repeat(83).trim();
    expect([text.length, quoted(text)]).toEqual([497, text]);
    expect(quoted('я'.repeat(500))).toBe('я'.repeat(500));
  });

  it('that are longer end with a word and three dots, never in silence', () => {
    expect(quoted('слово '.repeat(90))).toBe(`${'слово '.repeat(83).trim()}…`);
    expect(quoted(`${'я'.repeat(499)} конец`)).toBe(`${'я'.repeat(499)}…`);
    expect(quoted('я'.repeat(501))).toBe(`${'я'.repeat(499)}…`);
    expect(quoted(`${'я'.repeat(498)}😀 конец`)?.isWellFormed()).toBe(true);
  });
});

describe('recommendations, agreements, decline reasons', () => {
  it('drops entries with an empty text', () => {
    const answer = salesAnswer({
      ...sales,
      recommendations: [
        { category: 'A', issue: 'B', recommendation: ' ', priority: 'high' },
        { category: 'A', issue: 'B', recommendation: 'C', priority: 'high' },
      ],
      agreements: [
        { amount: 5, agreement: '' },
        { amount: 5, agreement: 'позвонить' },
      ],
      decline_reasons: [{ reason_type: 'A', reason_description: null }],
    });
    expect(answer.recommendations).toHaveLength(1);
    expect(answer.agreements).toEqual([{ amount: 5, agreement: 'позвонить' }]);
    expect(answer.declineReasons).toEqual([]);
  });

  it.each([
    ['high', 'high'],
    ['low', 'low'],
    ['urgent', 'medium'],
    [null, 'medium'],
    [undefined, 'medium'],
  ])('priority %j is %s', (given, expected) => {
    const recommendations = [{ category: 'A', issue: 'B', recommendation: 'C', priority: given }];
    expect(salesAnswer({ ...sales, recommendations }).recommendations[0]?.priority).toBe(expected);
  });

  it.each([
    [1500, 1500],
    ['1500', 1500],
    ['1500,50', 1500.5],
    ['полторы тысячи', null],
    [null, null],
    [undefined, null],
  ])('amount %j is %j', (given, expected) => {
    const agreements = [{ amount: given, agreement: 'заказ' }];
    expect(salesAnswer({ ...sales, agreements }).agreements[0]?.amount).toBe(expected);
  });

  it('a decline reason keeps free text and an unknown product is null', () => {
    const decline = { reason_type: 'другое', reason_description: 'закрываются', product_category: '' };
    expect(salesAnswer({ ...sales, decline_reasons: [decline] }).declineReasons).toEqual([
      { reasonType: 'другое', reasonDescription: 'закрываются', productCategory: null },
    ]);
  });
});

describe('quotes', () => {
  function parseQuotes(quotes: unknown) {
    const evaluations = [{ criterion_id: 'c1', score_given: 1, quotes }];
    const parsing = parseModelAnswer({
      ...{ is_sales_call: true, evaluations, recommendations: [], agreements: [] },
    });
    if (!parsing.ok || !parsing.answer.isSalesCall) throw new Error('must be accepted');
    return { quotes: parsing.answer.evaluations[0]!.quotes, dropped: parsing.droppedQuotes };
  }

  it.each([
    ['operator', 'operator'],
    ['Operator', 'operator'],
    [' CLIENT ', 'client'],
    ['Оператор', 'operator'],
    ['клиент', 'client'],
  ])('of the speaker %j are those of %s', (speaker, expected) => {
    expect(parseQuotes([{ speaker, text: 'да' }])).toEqual({
      ...{ quotes: [{ speaker: expected, text: 'да' }], dropped: 0 },
    });
  });

  it('that are none are dropped and counted; of more than three the first count', () => {
    const good = { speaker: 'client', text: 'да' };
    const bad = [
      { speaker: 'Менеджер', text: 'да' },
      { text: 'да' },
      'да',
      { speaker: 'client', text: ' ' },
      null,
    ];
    expect(parseQuotes([...bad, good])).toEqual({ quotes: [good], dropped: bad.length });
    expect(parseQuotes([good, good, good, good])).toEqual({ quotes: [good, good, good], dropped: 0 });
    expect(parseQuotes(null)).toEqual({ quotes: [], dropped: 0 });
  });
});
