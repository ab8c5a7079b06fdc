import type { Checklist } from './checklist.ts';
import type { CriterionResult } from './interpretation.ts';
import { thousandths } from './thousandths.ts';

/** The arithmetic of docs/scoring.md. Unknown is NULL, never 0. */
export interface Score {
  /** Sum of the scores given; NULL when nothing was scored. */
  readonly total: number | null;
  /** Sum of the maxima of the scored criteria only; NULL when nothing was scored. */
  readonly maximum: number | null;
  /** 100 · total / maximum rounded down; NULL when the maximum is 0 or nothing was scored. */
  readonly percentage: number | null;
  /**
   * The same with weights, rounded down to hundredths; 0 when a critical criterion scored 0; NULL when too little of the
   * weighted maximum was scored.
   */
  readonly finalPercentage: number | null;
  /** A critical criterion scored 0; NULL when none did but one was not scored. */
  readonly criticalFailed: boolean | null;
  /** Scored part of the weighted maximum of all criteria that apply, 0…1; NULL when that maximum is 0. */
  readonly scoredShare: number | null;
}

/** Plain sums over scored criteria; what is not applicable or not scored leaves numerator and denominator. */
export function scoreOf(
  checklist: Checklist,
  results: ReadonlyMap<string, CriterionResult>,
  leastScoredShare: number,
): Score {
  const plain = { total: 0, maximum: 0, scored: 0 };
  const weighted = { total: 0, maximum: 0, applicable: 0 };
  let criticalFailed: boolean | null = false;
  for (const criterion of checklist.criteria) {
    const result = results.get(criterion.id);
    if (result?.state === 'not_applicable') continue;
    const maximum = thousandths(criterion.maximum);
    const weight = thousandths(criterion.weight);
    weighted.applicable += maximum * weight;
    const isCritical = criterion.critical && maximum > 0;
    if (result?.state !== 'scored') {
      if (isCritical) criticalFailed ||= null;
      continue;
    }
    const score = thousandths(result.score);
    plain.total += score;
    plain.maximum += maximum;
    plain.scored += 1;
    weighted.total += score * weight;
    weighted.maximum += maximum * weight;
    if (isCritical && score === 0) criticalFailed = true;
  }
  const scoredShare = weighted.applicable === 0 ? null : weighted.maximum / weighted.applicable;
  const enough = scoredShare !== null && scoredShare >= leastScoredShare && weighted.maximum > 0;
  return {
    total: plain.scored === 0 ? null : plain.total / 1000,
    maximum: plain.scored === 0 ? null : plain.maximum / 1000,
    percentage: plain.maximum === 0 ? null : Math.floor((100 * plain.total) / plain.maximum),
    finalPercentage: criticalFailed
      ? 0
      : enough
        ? Math.floor((10_000 * weighted.total) / weighted.maximum) / 100
        : null,
    criticalFailed,
    scoredShare: scoredShare === null ? null : Math.round(scoredShare * 10_000) / 10_000,
  };
}
