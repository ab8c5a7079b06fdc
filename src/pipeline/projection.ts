import type { AnalysisProgress, Verdict } from '../domain/analysis.ts';
import type { Checklist } from '../domain/checklist.ts';
import type { Projection } from '../domain/ports.ts';
import { scoreOf } from '../domain/score.ts';

/** The rows of `calls` and its children for a judged call; NULL for one that is not a sales call. */
export function projectionOf(
  verdict: Verdict,
  progress: AnalysisProgress,
  checklist: Checklist,
): Projection | null {
  if (verdict.kind !== 'sales') return null;
  return {
    score: scoreOf(checklist, verdict.results),
    evaluations: checklist.criteria.map((criterion) => ({
      criterionId: criterion.id,
      category: criterion.category,
      criterion: criterion.name,
      maximum: criterion.maximum,
      result: verdict.results.get(criterion.id) ?? { state: 'not_scored', score: null, reason: '' },
    })),
    recommendations: progress.recommendations,
    agreements: progress.agreements,
    declineReasons: progress.declineReasons,
  };
}
