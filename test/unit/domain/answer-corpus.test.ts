import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { AnalysisProgress } from '../../../src/domain/analysis.ts';
import { addAnswer, newAnalysis } from '../../../src/domain/analysis.ts';
import { readJsonObject } from '../../../src/domain/answer-text.ts';
import { parseChecklist } from '../../../src/domain/checklist.ts';
import type { ModelAnswer } from '../../../src/domain/model-answer.ts';
import { parseModelAnswer } from '../../../src/domain/model-answer.ts';

type Outcome = { readonly accepted: ModelAnswer } | { readonly refused: string };

/** A line of the corpus: what a model may answer, and what must become of it. */
type Entry = Outcome & {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  /** The model was asked only for missing evaluations. */
  readonly followUp?: true;
};

const corpus = readFileSync(new URL('../../fixtures/answers/corpus.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Entry);

function outcomeOf(text: string, isFollowUp: boolean): Outcome {
  const reading = readJsonObject(text);
  const parsing = reading.ok ? parseModelAnswer(reading.value, isFollowUp) : reading;
  return parsing.ok ? { accepted: parsing.answer } : { refused: parsing.problem.failureClass };
}

function expectedOf(entry: Entry): Outcome {
  return 'accepted' in entry ? { accepted: entry.accepted } : { refused: entry.refused };
}

const kinds = [...new Set(corpus.map(({ kind }) => kind))];

describe.each(kinds)('%s', (kind) => {
  const entries = corpus.filter((entry) => entry.kind === kind);

  it.each(entries)('$name', (entry) => {
    expect(outcomeOf(entry.text, entry.followUp === true)).toStrictEqual(expectedOf(entry));
  });
});

const parsed = parseChecklist([
  ['Критерий'],
  ['Контакт'],
  ['Приветствие', '', 5, 'поздоровался'],
  ['Финал'],
  ['Договорённость', '', 10.5, 'назвал дату'],
]);
if (!parsed.ok) throw new Error('the check-list of this test is wrong');
const { checklist } = parsed;

function add(progress: AnalysisProgress, text: string): AnalysisProgress {
  const usage = { input: null, cached: null, output: null, reasoning: null };
  const envelope = { problem: null, answeringModel: null, finishReason: null, usage };
  return addAnswer(progress, { text, ...envelope }, checklist, (words) =>
    words.replaceAll('[ИМЯ_1]', 'Анна'),
  );
}

const begun = add(
  newAnalysis(checklist),
  '{"is_sales_call": true, "evaluations": [], "recommendations": [], "agreements": []}',
);

describe('what an analysis makes of each', () => {
  it.each(corpus)('$kind, $name', (entry) => {
    const before = entry.followUp === true ? begun : newAnalysis(checklist);
    const after = add(before, entry.text);
    const changesVerdict = entry.followUp && 'accepted' in entry && !entry.accepted.isSalesCall;
    const expected = 'refused' in entry ? entry.refused : changesVerdict ? 'changed_verdict' : undefined;
    expect(after.lastProblem?.failureClass).toBe(expected);
    // What is refused changes nothing else, so that asking again is all that follows.
    if (after.lastProblem !== null) expect({ ...after, lastProblem: null }).toStrictEqual(before);
  });
});

/** Cut before the last closing tag, thinking looks like an answer: a cut answer is known by its finish reason. */
const thinkingLost = 'think-uneven';

describe('an answer that breaks off', () => {
  const whole = corpus.filter((entry) => 'accepted' in entry && entry.text.length < 3000);

  it.each(whole.filter(({ kind }) => kind !== thinkingLost))(
    '$kind, $name: never becomes another one',
    (entry) => {
      const step = entry.text.length > 300 ? 7 : 1;
      for (let length = 0; length < entry.text.length; length += step) {
        const outcome = outcomeOf(entry.text.slice(0, length), entry.followUp === true);
        if ('accepted' in outcome) expect(outcome).toStrictEqual(expectedOf(entry));
      }
    },
  );
});

describe('a refusal', () => {
  it('says what to mend without a word of the answer', () => {
    for (const { text } of corpus) {
      const reading = readJsonObject(text);
      if (reading.ok) continue;
      expect(reading.problem.note.length).toBeLessThan(150);
      expect(reading.problem.note).not.toMatch(/Приветствие|Контакт|Марина/u);
    }
  });
});
