import { describe, expect, it } from 'vitest';

import type { AnalysisProgress, AnswerReading } from '../../../src/domain/analysis.ts';
import {
  addAnswer,
  concludeAnalysis,
  isComplete,
  mayAskAgain,
  newAnalysis,
  nextNote,
} from '../../../src/domain/analysis.ts';
import type { Checklist } from '../../../src/domain/checklist.ts';
import { parseChecklist } from '../../../src/domain/checklist.ts';

const parsed = parseChecklist([
  ['Критерий', 'Комментарий', 'Балл', 'Условия'],
  ['Контакт'],
  ['Приветствие', '', 5, 'назвал имя'],
  ['Выявил потребность', '', 10, 'вопросы'],
  ['Завершение'],
  ['Приветствие', '', 3, 'попрощался'],
  ['Следующий шаг', '', 2, 'дата'],
]);
if (!parsed.ok) throw new Error('the check-list of this test must parse');
const checklist: Checklist = parsed.checklist;

function reading(answer: unknown): AnswerReading {
  return {
    text: typeof answer === 'string' ? answer : JSON.stringify(answer),
    problem: null,
    answeringModel: 'm',
    finishReason: 'stop',
    usage: { input: 1, cached: null, output: 1, reasoning: null },
  };
}

const truncated: AnswerReading = {
  ...reading(''),
  text: null,
  problem: { failureClass: 'truncated_answer', note: 'shorter' },
};

function evaluation(category: string, criterion: string, score: unknown): object {
  return { category, criterion, score_given: score, max_score: 99, reason: 'потому' };
}

function sales(...evaluations: object[]): object {
  return { is_sales_call: true, evaluations, recommendations: [], agreements: [], decline_reasons: [] };
}

function after(...answers: AnswerReading[]): AnalysisProgress {
  return answers.reduce((progress, answer) => addAnswer(progress, answer, checklist), newAnalysis(checklist));
}

const all = [
  evaluation('КОНТАКТ', 'приветствие!', 5),
  evaluation('Контакт', 'Выявил потребность', '7'),
  evaluation('Завершение', 'Приветствие', 1.5),
  evaluation('', 'следующий  шаг', 2),
];

describe('an analysis', () => {
  it('is complete when one answer judges every criterion, however it spells the names', () => {
    const progress = after(reading(sales(...all)));
    expect(isComplete(progress)).toBe(true);
    expect(checklist.criteria.map((criterion) => progress.results.get(criterion.id)?.score)).toEqual([
      5, 7, 1.5, 2,
    ]);
  });

  it('asks again for what is missing, repeated or without a number, and later answers only fill in', () => {
    const first = after(
      reading(
        sales(
          evaluation('Контакт', 'Приветствие', 5),
          evaluation('Контакт', 'Выявил потребность', '7/10'),
          evaluation('Завершение', 'Следующий шаг', 1),
          evaluation('Завершение', 'Следующий шаг', 2),
          evaluation('', 'Приветствие', 3),
        ),
      ),
    );
    expect(first.missing.map((criterion) => criterion.name)).toEqual([
      'Выявил потребность',
      'Приветствие',
      'Следующий шаг',
    ]);
    expect(first.faults).toMatchObject({ repeated: 1, unmatched: 1, invalidScores: 1, leftOut: 1 });
    expect(nextNote(first).note).toContain('Выявил потребность');
    const second = addAnswer(
      first,
      reading({ is_sales_call: true, evaluations: [...all, evaluation('Контакт', 'Приветствие', 0)] }),
      checklist,
    );
    const greeting = checklist.criteria[0]!;
    expect(second.results.get(greeting.id)?.score).toBe(5);
    expect(second.missing).toEqual([]);
  });

  it('moves scores outside of the range to its end and counts them', () => {
    const progress = after(reading(sales(...all.slice(1), evaluation('Контакт', 'Приветствие', 50))));
    expect(progress.faults.clamped).toBe(1);
    expect(progress.results.get(checklist.criteria[0]!.id)?.score).toBe(5);
  });

  it('never takes a failure for "not a sale"', () => {
    const progress = after(reading('Извините, не могу.'), reading({ is_sales_call: 'false' }));
    expect(concludeAnalysis(progress, checklist)).toEqual({ kind: 'failed', failureClass: 'no_verdict' });
    expect(concludeAnalysis(after(reading({ is_sales_call: false })), checklist)).toEqual({
      kind: 'not_sales',
    });
  });

  it('fails when less than half was judged, and leaves the rest not scored otherwise', () => {
    const one = after(reading(sales(all[0]!)));
    expect(concludeAnalysis(one, checklist)).toEqual({ kind: 'failed', failureClass: 'too_little_scored' });
    const two = concludeAnalysis(after(reading(sales(all[0]!, all[1]!))), checklist);
    expect(two.kind === 'sales' && [...two.results.values()].map((result) => result.state)).toEqual([
      'scored',
      'scored',
      'not_scored',
      'not_scored',
    ]);
  });

  it('counts "not applicable" as judged where the check-list allows it, and nowhere else', () => {
    const list = (tag: string): Checklist => {
      const parsed = parseChecklist([
        ['h'],
        ['К'],
        ...['А1', 'Б2', 'В3'].map((name) => [name, tag, 5, 'условие']),
      ]);
      if (!parsed.ok) throw new Error(parsed.problems.join());
      return parsed.checklist;
    };
    const conclude = (own: Checklist): unknown => {
      const entries = own.criteria.map(({ id }) => ({
        criterion_id: id,
        not_applicable: true,
        score_given: null,
      }));
      const progress = addAnswer(newAnalysis(own), reading(sales(...entries)), own);
      expect(progress.missing).toEqual([]);
      return concludeAnalysis(progress, own);
    };
    expect(conclude(list(''))).toEqual({ kind: 'failed', failureClass: 'too_little_scored' });
    expect(conclude(list('[н/п допустимо]'))).toMatchObject({ kind: 'sales' });
  });

  it('asks a truncated answer again once, with more room', () => {
    const once = after(truncated);
    expect([mayAskAgain(once), nextNote(once).maxAnswerTokens]).toEqual([true, 16_384]);
    expect(mayAskAgain(addAnswer(once, truncated, checklist))).toBe(false);
  });

  it('names the missing criteria again after a follow-up that could not be read', () => {
    const first = after(reading(sales(...all.slice(1))));
    const { note, onlyCriteria } = nextNote(addAnswer(first, reading('{broken'), checklist));
    const missing = checklist.criteria[0]!;
    expect(onlyCriteria).toEqual([missing]);
    expect(note).toContain('не был верным JSON');
    expect(note!.split('\n').slice(1)).toEqual([`- ${missing.id}: ${missing.name}`]);
  });

  it.each([
    { missing: 10, shown: 'names' },
    { missing: 50, shown: 'ids' },
    { missing: 300, shown: 'some ids' },
  ])('keeps the note short however long the check-list is: $missing, $shown', ({ missing, shown }) => {
    const rows = Array.from({ length: missing }, (_, index) => [
      `Критерий номер ${index} с довольно длинным названием про разговор`,
      ...['', 1, 'условие'],
    ]);
    const long = parseChecklist([['h'], ['Категория'], ...rows]);
    if (!long.ok) throw new Error('must parse');
    const { criteria } = long.checklist;
    const progress = addAnswer(newAnalysis(long.checklist), reading(sales()), long.checklist);
    const note = nextNote(progress).note!;
    expect(note.length).toBeLessThanOrEqual(1500);
    const lines = note.split('\n').slice(1);
    const expected = criteria.map(({ id, name }) => (shown === 'names' ? `- ${id}: ${name}` : `- ${id}`));
    if (shown !== 'some ids') expect(lines).toEqual(expected);
    else {
      const listed = lines.slice(0, -1);
      expect(listed.length).toBeGreaterThan(80);
      expect(listed).toEqual(expected.slice(0, listed.length));
      expect(lines.at(-1)).toContain(`(ещё ${missing - listed.length})`);
    }
  });
});
