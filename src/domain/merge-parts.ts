import type { AnalysisProgress, AnswerReading, Restore, Verdict } from './analysis.ts';
import {
  addAnswer,
  concludeAnalysis,
  isTooLittle,
  newAnalysis,
  notScored,
  tooLittleScored,
} from './analysis.ts';
import type { Checklist, Criterion } from './checklist.ts';
import type { CheckedQuote } from './evidence.ts';
import { EvidenceFinder, isFound } from './evidence.ts';
import type { CriterionResult } from './interpretation.ts';
import { noFaults, sumFaults } from './interpretation.ts';
import type { TranscriptPart } from './split-transcript.ts';
import { isSamePart, phrasesOf } from './split-transcript.ts';
import type { Transcript } from './transcript.ts';

/** How far one part has come; `part` is NULL when the call was asked about as a whole. */
export interface JudgedPart {
  readonly part: TranscriptPart | null;
  readonly progress: AnalysisProgress;
}

/** What all answers about one call come to. */
export interface Conclusion extends Pick<
  AnalysisProgress,
  'recommendations' | 'agreements' | 'declineReasons' | 'faults'
> {
  readonly verdict: Verdict;
}

/** Stored answers → progress of each part, in the order of the parts. The same answers always give the same. */
export function judgedPartsOf(
  answers: readonly { readonly part: TranscriptPart | null; readonly reading: AnswerReading }[],
  checklist: Checklist,
  restore: Restore,
): JudgedPart[] {
  const parts: (TranscriptPart | null)[] = [];
  for (const { part } of answers) {
    if (!parts.some((known) => isSamePart(known, part))) parts.push(part);
  }
  parts.sort((one, other) => (one?.number ?? 0) - (other?.number ?? 0));
  return parts.map((part) => ({
    part,
    progress: answers
      .filter((answer) => isSamePart(answer.part, part))
      .reduce((sofar, { reading }) => addAnswer(sofar, reading, checklist, restore), newAnalysis(checklist)),
  }));
}

/**
 * The judgement of a call from its parts. One part without a usable answer fails the call: half a judgement is none. It is
 * a sales call when one part says so; per criterion the highest score whose quote stands in the phrases of its part counts,
 * and whether enough was judged is asked of all parts together.
 */
export function concludeParts(
  judged: readonly JudgedPart[],
  checklist: Checklist,
  transcript: Transcript,
): Conclusion {
  const told = judged.map(({ progress }) => progress);
  return {
    verdict: verdictOf(judged, checklist, transcript),
    recommendations: withoutRepeats(told.flatMap(({ recommendations }) => recommendations)),
    agreements: withoutRepeats(told.flatMap(({ agreements }) => agreements)),
    declineReasons: withoutRepeats(told.flatMap(({ declineReasons }) => declineReasons)),
    faults: told.reduce((sum, { faults }) => sumFaults(sum, faults), noFaults),
  };
}

function verdictOf(judged: readonly JudgedPart[], checklist: Checklist, transcript: Transcript): Verdict {
  const unusable = judged.find(({ progress }) => progress.isSalesCall === null);
  if (unusable !== undefined) return concludeAnalysis(unusable.progress, checklist);
  const sales = judged.filter(({ progress }) => progress.isSalesCall === true);
  const [first] = sales;
  if (first === undefined) return { kind: 'not_sales' };
  // Asked as a whole: an unsupported quote never changes a score.
  if (first.part === null) return concludeAnalysis(first.progress, checklist);
  const told = sales.map(({ progress }) => progress.results);
  if (isTooLittle(told, checklist)) return tooLittleScored;
  const checkers = sales.map(({ part, progress }) => ({
    results: progress.results,
    check: checkerOf(part, transcript),
  }));
  const results = checklist.criteria.map(
    (criterion) => [criterion.id, mergeCriterion(criterion, checkers)] as const,
  );
  return { kind: 'sales', results: new Map(results) };
}

type Scored = Extract<CriterionResult, { state: 'scored' }>;
type Checker = (result: Scored) => readonly CheckedQuote[];

/** Quotes are looked for in the phrases that the model saw, not in the rest of the call. */
function checkerOf(part: TranscriptPart | null, transcript: Transcript): Checker {
  const finder = new EvidenceFinder(phrasesOf(transcript, part));
  const offset = part?.firstPhrase ?? 0;
  return ({ quotes }) =>
    quotes.map((quote) => {
      const checked = finder.check(quote);
      const { phraseIndex } = checked;
      return { ...checked, phraseIndex: phraseIndex === null ? null : phraseIndex + offset };
    });
}

/**
 * Never a sum, never an average. Of equal scores the earliest part's counts. What no part supports is not scored, also where
 * every part says that it does not apply: none of them heard the whole call.
 */
function mergeCriterion(
  criterion: Criterion,
  parts: readonly { readonly results: AnalysisProgress['results']; readonly check: Checker }[],
): CriterionResult {
  let best: Scored | null = null;
  for (const { results, check } of parts) {
    const result = results.get(criterion.id);
    if (result?.state !== 'scored' || (best !== null && result.score <= best.score)) continue;
    const quotes = check(result);
    if (quotes.some(isFound)) best = { ...result, quotes };
  }
  return best ?? notScored;
}

/** The same in every field, letter by letter, is said once: where it was said first. */
function withoutRepeats<Entry extends object>(entries: readonly Entry[]): Entry[] {
  const said = new Map<string, Entry>();
  for (const entry of entries) {
    const key = JSON.stringify(entry);
    if (!said.has(key)) said.set(key, entry);
  }
  return [...said.values()];
}
