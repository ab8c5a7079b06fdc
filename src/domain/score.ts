import type { Checklist } from './checklist.ts';
import type { CriterionResult } from './interpretation.ts';

export interface Score {
  /** Sum of the scores given; NULL when nothing was scored. */
  readonly total: number | null;
  /** Sum of the maxima of the scored criteria only; NULL when nothing was scored. */
  readonly maximum: number | null;
  /** 100 · total / maximum rounded down; NULL when the maximum is 0 or nothing was scored. */
  readonly percentage: number | null;
}

/** Plain sums over scored criteria; what is not applicable or not scored leaves numerator and denominator. */
export function scoreOf(checklist: Checklist, results: ReadonlyMap<string, CriterionResult>): Score {
  let total = 0;
  let maximum = 0;
  let scored = 0;
  for (const criterion of checklist.criteria) {
    const result = results.get(criterion.id);
    if (result?.state !== 'scored') continue;
    total += thousandths(result.score);
    maximum += thousandths(criterion.maximum);
    scored += 1;
  }
  if (scored === 0) return { total: null, maximum: null, percentage: null };
  return {
    total: total / 1000,
    maximum: maximum / 1000,
    percentage: maximum === 0 ? null : Math.floor((100 * total) / maximum),
  };
}

/** Sums of 0.1 and the like stay exact, so that 7/10 is 70 and not 69. */
function thousandths(value: number): number {
  return Math.round(value * 1000);
}
