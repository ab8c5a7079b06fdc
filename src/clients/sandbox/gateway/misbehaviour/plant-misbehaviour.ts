import type { MisbehaviourKind } from '../../options/misbehaviour-kinds.ts';
import { pickBetween, type Random } from '../../random.ts';
import type { AskedCriterion, ReadPrompt } from '../read-prompt.ts';
import { renameFully, renameSlightly } from './wrong-names.ts';
import { distortQuote, inventQuote, quoteAnyLine, swapSpeaker, type Quote } from './wrong-quotes.ts';

/** An entry of `evaluations`, with the fields that the question asked for. */
export type Evaluation = Readonly<Record<string, unknown>>;

/** The place of a misbehaviour. */
export interface Occasion {
  readonly criterion: AskedCriterion;
  readonly read: ReadPrompt;
  readonly random: Random;
  readonly fit: (evaluation: Evaluation) => Evaluation;
}

/** What stands instead of the evaluation; `undefined` where this kind cannot be shown here. */
type Plant = (evaluation: Evaluation, occasion: Occasion) => readonly Evaluation[] | undefined;

const plants: Readonly<Record<MisbehaviourKind, Plant>> = {
  'invent-quote': (evaluation, occasion) =>
    withOnlyQuote(scoreSomething(evaluation, occasion), inventQuote(occasion)),
  'distort-quote': (evaluation, occasion) => withOnlyQuote(evaluation, distortQuote(occasion)),
  'wrong-speaker': (evaluation, occasion) =>
    withOnlyQuote(scoreSomething(evaluation, occasion), swapSpeaker(occasion)),
  'no-quote': (evaluation, occasion) => {
    const scored = scoreSomething(evaluation, occasion);
    return scored === undefined || !hasQuotes(scored) ? undefined : [{ ...scored, quotes: [] }];
  },
  'leave-out': () => [],
  repeat: (evaluation, occasion) => {
    const other = scoreOf(evaluation) > 0 ? 0 : leastScore(occasion.criterion.maximum);
    if (other === scoreOf(evaluation)) return undefined;
    return [evaluation, withScore(evaluation, other, occasion)];
  },
  rename: (evaluation, { criterion, read }) => withoutId(evaluation, renameFully(criterion, read.criteria)),
  'near-rename': (evaluation, { criterion, read, random }) =>
    withoutId(evaluation, renameSlightly(random, criterion, read.criteria)),
  exceed: (evaluation, occasion) => [
    withScore(evaluation, occasion.criterion.maximum + pickBetween(occasion.random, 1, 10), occasion),
  ],
  negative: (evaluation, occasion) => [withScore(evaluation, -pickBetween(occasion.random, 1, 5), occasion)],
  'text-score': (evaluation, { criterion }) => [
    { ...evaluation, score_given: `${scoreOf(evaluation)}/${criterion.maximum}` },
  ],
  'string-score': (evaluation) => [{ ...evaluation, score_given: String(scoreOf(evaluation)) }],
  'half-point': (evaluation, occasion) => {
    const { maximum } = occasion.criterion;
    if (maximum < 0.5) return undefined;
    const half = Math.min(Math.floor(scoreOf(evaluation)), Math.floor(maximum - 0.5)) + 0.5;
    return [withScore(evaluation, half, occasion)];
  },
  'not-applicable': (evaluation, { fit }) => {
    const nothing = hasQuotes(evaluation) ? { quotes: [] } : {};
    const told = fit({ ...evaluation, ...nothing, not_applicable: true, score_given: null });
    return told['not_applicable'] === true ? [told] : undefined;
  },
};

/** Judges a criterion in a wrong way; `undefined` where the kind cannot be shown: in a form without quotes, say. */
export function plantMisbehaviour(
  kind: MisbehaviourKind,
  evaluation: Evaluation,
  occasion: Occasion,
): readonly Evaluation[] | undefined {
  return plants[kind](evaluation, occasion);
}

function scoreOf(evaluation: Evaluation): number {
  return Number(evaluation['score_given']);
}

function leastScore(maximum: number): number {
  return Math.min(1, maximum);
}

/** The evaluation with a score above 0; `undefined` where the maximum leaves no room for one. */
function scoreSomething(evaluation: Evaluation, { criterion }: Occasion): Evaluation | undefined {
  if (scoreOf(evaluation) > 0) return evaluation;
  const least = leastScore(criterion.maximum);
  return least > 0 ? { ...evaluation, score_given: least } : undefined;
}

function hasQuotes(evaluation: Evaluation): boolean {
  return Array.isArray(evaluation['quotes']);
}

/** One wrong thing at a time: whatever the score, a real quote stands by it. */
function withScore(evaluation: Evaluation, score: number, occasion: Occasion): Evaluation {
  const { quotes } = evaluation;
  const bare = Array.isArray(quotes) && quotes.length === 0;
  return { ...evaluation, score_given: score, ...(bare ? { quotes: quoteAnyLine(occasion) } : {}) };
}

function withOnlyQuote(
  evaluation: Evaluation | undefined,
  quote: Quote | undefined,
): readonly Evaluation[] | undefined {
  if (evaluation === undefined || quote === undefined || !hasQuotes(evaluation)) return undefined;
  return [{ ...evaluation, quotes: [quote] }];
}

function withoutId(evaluation: Evaluation, name: string | undefined): readonly Evaluation[] | undefined {
  if (name === undefined) return undefined;
  return [
    {
      ...Object.fromEntries(Object.entries(evaluation).filter(([field]) => field !== 'criterion_id')),
      criterion: name,
    },
  ];
}
