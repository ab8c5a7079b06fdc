import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AnswerReading } from '../../../src/domain/analysis.ts';
import type { Checklist } from '../../../src/domain/checklist.ts';
import { parseChecklist } from '../../../src/domain/checklist.ts';
import type { Conclusion } from '../../../src/domain/merge-parts.ts';
import { concludeParts, judgedPartsOf } from '../../../src/domain/merge-parts.ts';
import type { TranscriptPart } from '../../../src/domain/split-transcript.ts';
import type { Transcript } from '../../../src/domain/transcript.ts';

const parsed = parseChecklist([
  ['Критерий', 'Комментарий', 'Балл', 'Условия'],
  ['Продажа'],
  ['Приветствие', '', 5, 'поздоровался'],
  ['Цена', '[н/п допустимо]', 10, 'назвал цену'],
]);
if (!parsed.ok) throw new Error('the check-list of this test must parse');
const checklist: Checklist = parsed.checklist;
const [greeting, price] = checklist.criteria.map(({ id }) => id) as [string, string];

const transcript: Transcript = {
  phrases: ['Добрый день', 'Есть новинка', 'Шланг стоит триста рублей', 'Пришлю прайс завтра'].map(
    (text, index) => ({ speaker: 'operator', startMs: index * 10_000, text }),
  ),
};
const first: TranscriptPart = { number: 1, firstPhrase: 0, lastPhrase: 1 };
const second: TranscriptPart = { number: 2, firstPhrase: 1, lastPhrase: 3 };

interface Evaluation {
  readonly criterion_id: string;
  readonly score_given: number | null;
  readonly not_applicable?: boolean;
  readonly reason: string;
  readonly quotes: readonly { speaker: string; text: string }[];
}

/** A score with the words it is given for; the reason tells which answer it came from. */
function scored(id: string, score: number, ...texts: string[]): Evaluation {
  const quotes = texts.map((text) => ({ speaker: 'operator', text }));
  return { criterion_id: id, score_given: score, reason: `за ${score}`, quotes };
}

function notApplicable(id: string): Evaluation {
  return { criterion_id: id, score_given: null, not_applicable: true, reason: 'не спрашивали', quotes: [] };
}

function reading(answer: object): AnswerReading {
  const usage = { input: 1, cached: null, output: 1, reasoning: null };
  return { text: JSON.stringify(answer), problem: null, answeringModel: 'm', finishReason: 'stop', usage };
}

function sales(evaluations: readonly Evaluation[], rest: object = {}): AnswerReading {
  return reading({ is_sales_call: true, evaluations, recommendations: [], agreements: [], ...rest });
}

const notSales = reading({ is_sales_call: false });

function conclude(...answers: readonly (readonly [TranscriptPart | null, AnswerReading])[]): Conclusion {
  const told = answers.map(([part, answer]) => ({ part, reading: answer }));
  return concludeParts(
    judgedPartsOf(told, checklist, (text) => text),
    checklist,
    transcript,
  );
}

function results(conclusion: Conclusion): Record<string, unknown> {
  if (conclusion.verdict.kind !== 'sales') throw new Error(conclusion.verdict.kind);
  return Object.fromEntries(conclusion.verdict.results);
}

describe('a call in parts', () => {
  it('takes per criterion the highest score with a found quote, never a sum or an average', () => {
    const merged = results(
      conclude(
        [first, sales([scored(greeting, 5, 'Добрый день'), scored(price, 2, 'Есть новинка')])],
        [second, sales([scored(greeting, 3, 'Есть новинка'), scored(price, 7, 'шланг стоит триста')])],
      ),
    );
    expect(merged[greeting]).toMatchObject({ state: 'scored', score: 5, reason: 'за 5' });
    expect(merged[price]).toMatchObject({ state: 'scored', score: 7, reason: 'за 7' });
  });

  it('prefers a lower score that was said to a higher one that was not', () => {
    const merged = results(
      conclude(
        [first, sales([scored(greeting, 2, 'добрый день!'), scored(price, 10, 'скидка сорок процентов')])],
        [second, sales([scored(greeting, 5, 'рад вас слышать'), scored(price, 0, 'Шланг стоит триста')])],
      ),
    );
    expect(merged[greeting]).toMatchObject({ state: 'scored', score: 2 });
    expect(merged[price]).toMatchObject({ state: 'scored', score: 0 });
  });

  it('leaves a criterion not scored that no part supports', () => {
    const merged = results(
      conclude(
        [first, sales([scored(greeting, 5), scored(price, 0)])],
        [second, sales([scored(greeting, 4, 'здравия желаю'), notApplicable(price)])],
      ),
    );
    expect(merged[greeting]).toEqual({ state: 'not_scored', score: null, reason: '' });
    expect(merged[price]).toEqual({ state: 'not_scored', score: null, reason: '' });
  });

  it('looks for a quote only in the phrases that this part showed, and says where it is in the call', () => {
    const merged = results(
      conclude(
        [first, sales([scored(greeting, 5, 'Пришлю прайс завтра'), scored(price, 1, 'Есть новинка')])],
        [second, sales([scored(greeting, 4, 'Добрый день'), scored(price, 9, 'Пришлю прайс завтра')])],
      ),
    );
    expect(merged[greeting]).toMatchObject({ state: 'not_scored' });
    expect(merged[price]).toMatchObject({
      score: 9,
      quotes: [{ text: 'Пришлю прайс завтра', finding: 'exact', phraseIndex: 3, startSecond: 30 }],
    });
  });

  it('takes the earliest part of equal scores', () => {
    const merged = results(
      conclude(
        [first, sales([scored(greeting, 3, 'Добрый день'), scored(price, 3, 'Есть новинка')])],
        [second, sales([scored(greeting, 3, 'Есть новинка'), scored(price, 3, 'Пришлю прайс')])],
      ),
    );
    expect(merged).toMatchObject({
      [greeting]: { quotes: [{ phraseIndex: 0 }] },
      [price]: { quotes: [{ phraseIndex: 1 }] },
    });
  });

  it('is not scored, either, where every part says that a criterion does not apply: none heard the whole call', () => {
    const answers = sales([scored(greeting, 5, 'Есть новинка'), notApplicable(price)]);
    const merged = results(conclude([first, answers], [second, answers]));
    expect(merged[price]).toEqual({ state: 'not_scored', score: null, reason: '' });
  });

  it('is a sales call when one part says so, and the others count for nothing', () => {
    const one = conclude(
      [first, notSales],
      [second, sales([scored(greeting, 4, 'Есть новинка'), notApplicable(price)])],
    );
    expect(results(one)).toMatchObject({ [greeting]: { score: 4 }, [price]: { state: 'not_scored' } });
    expect(conclude([first, notSales], [second, notSales]).verdict).toEqual({ kind: 'not_sales' });
  });

  it('needs half of the criteria from all parts together, not from each', () => {
    const wide = parseChecklist([
      ['Критерий', '', 'Балл'],
      ['Продажа'],
      ...['Приветствие', 'Цена', 'Скидка', 'Прощание'].map((name) => [name, '', 5]),
    ]);
    if (!wide.ok) throw new Error(wide.problems.join());
    const ids = wide.checklist.criteria.map(({ id }) => id) as [string, string, string, string];
    const concluded = (...parts: readonly (readonly Evaluation[])[]): string =>
      concludeParts(
        judgedPartsOf(
          parts.map((evaluations, index) => ({ part: [first, second][index]!, reading: sales(evaluations) })),
          wide.checklist,
          (text) => text,
        ),
        wide.checklist,
        transcript,
      ).verdict.kind;
    const greeted = [scored(ids[0], 5, 'Добрый день')];
    expect(concluded(greeted, [scored(ids[1], 4, 'Есть новинка')])).toBe('sales');
    expect(concluded(greeted, [scored(ids[0], 4, 'Есть новинка')])).toBe('failed');
    // A 0 for which nothing could be quoted is an answer, although it does not count.
    expect(concluded(greeted, [scored(ids[1], 0)])).toBe('sales');
    // "Not applicable" without the tag is no judgement.
    expect(concluded(greeted, [notApplicable(ids[1])])).toBe('failed');
  });

  it('fails when one part could not be judged', () => {
    const good = sales([scored(greeting, 5, 'Добрый день'), scored(price, 5, 'Есть новинка')]);
    expect(conclude([first, good], [second, reading({ is_sales_call: 'да' })]).verdict).toEqual({
      kind: 'failed',
      failureClass: 'no_verdict',
    });
  });

  it('says what parts tell once when it is the same in every field, letter by letter', () => {
    const advice = { category: 'Цена', issue: 'нет', recommendation: 'называть цену', priority: 'high' };
    const agreed = { amount: 300, agreement: 'шланг' };
    const reason = { reason_type: 'цена', reason_description: 'дорого', product_category: null };
    const conclusion = conclude(
      [
        first,
        sales([scored(greeting, 5, 'Добрый день'), scored(price, 1, 'Есть новинка')], {
          recommendations: [advice, { ...advice, priority: 'low' }],
          agreements: [agreed],
          decline_reasons: [reason],
        }),
      ],
      [
        second,
        sales([scored(greeting, 5, 'Добрый день'), scored(price, 1, 'Есть новинка')], {
          recommendations: [{ ...advice, recommendation: 'Называть цену' }, advice],
          agreements: [
            { agreement: 'шланг', amount: 300 },
            { ...agreed, amount: 600 },
          ],
          decline_reasons: [reason],
        }),
      ],
    );
    expect(conclusion.recommendations).toEqual([
      advice,
      { ...advice, priority: 'low' },
      { ...advice, recommendation: 'Называть цену' },
    ]);
    expect(conclusion.agreements).toEqual([agreed, { ...agreed, amount: 600 }]);
    expect(conclusion.declineReasons).toHaveLength(1);
  });

  it('adds up what was wrong with the answers of all parts', () => {
    const wrong = sales([scored(greeting, 99, 'Добрый день'), notApplicable(price)]);
    expect(conclude([first, wrong], [second, wrong]).faults).toMatchObject({ clamped: 2, leftOut: 0 });
  });
});

it('a call asked about as a whole keeps scores whose quotes were not found', () => {
  const merged = results(conclude([null, sales([scored(greeting, 5, 'никогда'), scored(price, 3)])]));
  expect(merged).toMatchObject({ [greeting]: { score: 5 }, [price]: { score: 3 } });
});

it('takes answers of parts apart whatever their order, and only scores that a part gave and supported', () => {
  const texts = ['Добрый день', 'Есть новинка', 'Пришлю прайс', 'небылица'];
  const entry = (id: string, maximum: number): fc.Arbitrary<Evaluation> =>
    fc
      .tuple(fc.integer({ min: 0, max: maximum }), fc.subarray(texts))
      .map(([score, said]) => scored(id, score, ...said));
  const answer = fc.tuple(entry(greeting, 5), entry(price, 10));
  fc.assert(
    fc.property(answer, answer, (one, other) => {
      const merged = conclude([first, sales(one)], [second, sales(other)]);
      expect(conclude([second, sales(other)], [first, sales(one)])).toEqual(merged);
      const heard = { first: texts.slice(0, 2), second: texts.slice(1, 3) };
      for (const [index, id] of [greeting, price].entries()) {
        const supported = [
          [one[index]!, heard.first] as const,
          [other[index]!, heard.second] as const,
        ].flatMap(([{ score_given, quotes }, said]) =>
          quotes.some(({ text }) => said.includes(text)) ? [score_given!] : [],
        );
        const expected =
          supported.length === 0
            ? { state: 'not_scored' }
            : { state: 'scored', score: Math.max(...supported) };
        expect(results(merged)[id]).toMatchObject(expected);
      }
    }),
  );
});
