import type { AnalysisProgress, Verdict } from '../domain/analysis.ts';
import type { Checklist } from '../domain/checklist.ts';
import { EvidenceFinder, isChecked, isFound } from '../domain/evidence.ts';
import type { CriterionResult } from '../domain/interpretation.ts';
import type { JudgedCriterion, Projection } from '../domain/ports.ts';
import { scoreOf } from '../domain/score.ts';
import type { Transcript } from '../domain/transcript.ts';

/**
 * The rows of `calls` and its children for a judged call; NULL for one that is not a sales call. Quotes are checked
 * against the words that were said; an unsupported one is marked and never changes a score.
 */
export function projectionOf(
  verdict: Verdict,
  told: Pick<AnalysisProgress, 'recommendations' | 'agreements' | 'declineReasons'>,
  facts: {
    readonly checklist: Checklist;
    readonly transcript: Transcript;
    readonly leastScoredShare: number;
  },
): Projection | null {
  if (verdict.kind !== 'sales') return null;
  const { checklist, transcript, leastScoredShare } = facts;
  const evidence = new EvidenceFinder(transcript);
  return {
    score: scoreOf(checklist, verdict.results, leastScoredShare),
    evaluations: checklist.criteria.map((criterion) => ({
      criterionId: criterion.id,
      category: criterion.category,
      criterion: criterion.name,
      maximum: criterion.maximum,
      ...judged(verdict.results.get(criterion.id), evidence),
    })),
    recommendations: told.recommendations,
    agreements: told.agreements,
    declineReasons: told.declineReasons,
  };
}

function judged(
  result: CriterionResult | undefined,
  evidence: EvidenceFinder,
): Pick<JudgedCriterion, 'state' | 'score' | 'reason' | 'quotes' | 'unsupported'> {
  if (result?.state !== 'scored') {
    const { state, reason } = result ?? { state: 'not_scored', reason: '' };
    return { state, score: null, reason, quotes: [], unsupported: null };
  }
  const quotes = result.quotes.map((quote) => (isChecked(quote) ? quote : evidence.check(quote)));
  const unsupported = result.score > 0 ? !quotes.some(isFound) : null;
  return { state: 'scored', score: result.score, reason: result.reason, quotes, unsupported };
}
