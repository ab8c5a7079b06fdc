import type { Estimate } from '../domain/estimate.ts';
import { addSums, estimateMean, isEnough } from '../domain/estimate.ts';
import type {
  AgreementRows,
  CallRow,
  CoverageRows,
  CriterionRow,
  DeclineReasonRow,
  DepartmentRow,
  OperatorRow,
  RecommendationRow,
  ReportScope,
  TellingCallRow,
  TrendRow,
  VersionRow,
} from '../domain/report-rows.ts';
import type { Coaching } from './coaching.ts';
import { coachingByKey } from './coaching.ts';
import { groupRows } from './group-rows.ts';
import { criterionKey } from './page-names.ts';

/** Everything the index page shows, as rows. */
export interface ReportRows {
  readonly scope: ReportScope;
  /** Wall time of building, `YYYY-MM-DD HH:MM`. */
  readonly builtAt: string;
  readonly version: string;
  readonly trendFrom: string;
  readonly department: DepartmentRow;
  readonly coverage: CoverageRows;
  readonly trend: readonly TrendRow[];
  readonly versions: readonly VersionRow[];
  readonly criteria: readonly CriterionRow[];
  readonly telling: readonly TellingCallRow[];
  readonly operators: readonly OperatorRow[];
  readonly recommendations: readonly RecommendationRow[];
  readonly agreements: AgreementRows;
  readonly declineReasons: readonly DeclineReasonRow[];
  /** May be cut: the newest. */
  readonly calls: readonly CallRow[];
}

export interface ReportModel extends ReportRows {
  /** All calls of the scope, also those that `calls` leaves out. */
  readonly allCalls: number;
  readonly score: Estimate;
  /** Weakest first; those without a single score last. */
  readonly criteriaByScore: readonly CriterionSummary[];
  /** Best first; those with few calls last, by name. */
  readonly operatorsByScore: readonly OperatorSummary[];
  /** Final percentages are more than the others rounded otherwise: some criterion is weighted or critical, or was in a call. */
  readonly weighted: boolean;
  readonly names: ReadonlyMap<number, string>;
  /** By the key of the criterion. */
  readonly coaching: ReadonlyMap<string, Coaching>;
}

/** A criterion over some operators. */
export interface CriterionSummary {
  readonly key: string;
  readonly category: string;
  readonly name: string;
  readonly score: Estimate;
  readonly notApplicable: number;
  readonly notScored: number;
  readonly aboveZero: number;
  readonly unsupported: number;
  readonly byOperator: ReadonlyMap<number, Estimate>;
}

export interface OperatorSummary extends OperatorRow {
  readonly fullName: string;
  /** From 1; NULL below five scored calls. */
  readonly place: number | null;
  readonly scoreEstimate: Estimate;
  readonly finalEstimate: Estimate;
  /** Lowest average of five scores or more; NULL: none has as many. */
  readonly weakest: { readonly criterion: CriterionSummary; readonly estimate: Estimate } | null;
}

export function buildModel(rows: ReportRows): ReportModel {
  const criteriaByScore = summariseCriteria(rows.criteria);
  return {
    ...rows,
    allCalls: rows.operators.reduce((sum, { calls }) => sum + calls, 0),
    score: estimateMean(addSums(rows.operators.map(({ score }) => score))),
    criteriaByScore,
    operatorsByScore: rankOperators(rows.operators, criteriaByScore),
    weighted:
      rows.criteria.some(({ weighted }) => weighted) ||
      rows.operators.some(({ criticalFailed }) => criticalFailed > 0),
    names: new Map(rows.operators.map((operator) => [operator.operatorId, operatorName(operator)])),
    coaching: coachingByKey(rows.telling),
  };
}

/** Rows of any operators → one summary per criterion, weakest first. */
export function summariseCriteria(rows: readonly CriterionRow[]): readonly CriterionSummary[] {
  const rowsByKey = groupRows(rows, criterionKey);
  const summaries = [...rowsByKey].map(([key, own]): CriterionSummary => {
    const total = (field: 'notApplicable' | 'notScored' | 'aboveZero' | 'unsupported'): number =>
      own.reduce((sum, row) => sum + row[field], 0);
    const byOperator = groupRows(own, ({ operatorId }) => operatorId);
    return {
      key,
      category: own[0]?.category ?? '',
      name: own[0]?.criterion ?? '',
      score: estimateMean(addSums(own)),
      notApplicable: total('notApplicable'),
      notScored: total('notScored'),
      aboveZero: total('aboveZero'),
      unsupported: total('unsupported'),
      byOperator: new Map([...byOperator].map(([id, part]) => [id, estimateMean(addSums(part))])),
    };
  });
  return summaries.sort((one, other) => byMean(one.score, other.score) || compareText(one.name, other.name));
}

/** Lower first, unknown last. */
export function byMean(one: Estimate, other: Estimate): number {
  return (one.mean ?? Number.MAX_VALUE) - (other.mean ?? Number.MAX_VALUE);
}

function rankOperators(
  operators: readonly OperatorRow[],
  criteria: readonly CriterionSummary[],
): readonly OperatorSummary[] {
  const summaries = operators.map((operator) => ({
    ...operator,
    fullName: operatorName(operator),
    scoreEstimate: estimateMean(operator.score),
    finalEstimate: estimateMean(operator.finalScore),
    weakest: weakestOf(operator.operatorId, criteria),
  }));
  const [many, few] = [
    summaries.filter(({ scoreEstimate }) => isEnough(scoreEstimate)),
    summaries.filter(({ scoreEstimate }) => !isEnough(scoreEstimate)),
  ];
  many.sort((one, other) => byMean(other.scoreEstimate, one.scoreEstimate));
  few.sort((one, other) => compareText(one.fullName, other.fullName));
  // Equal averages share a place.
  const placeOf = (mean: number | null): number =>
    1 + many.filter(({ scoreEstimate }) => (scoreEstimate.mean ?? 0) > (mean ?? 0)).length;
  return [
    ...many.map((operator) => ({ ...operator, place: placeOf(operator.scoreEstimate.mean) })),
    ...few.map((operator) => ({ ...operator, place: null })),
  ];
}

/** Rows of the old program may name nobody, or somebody who is not in the directory. */
function operatorName({ operatorId, fullName }: OperatorRow): string {
  return fullName ?? (operatorId === 0 ? 'Оператор не указан' : `Оператор ${operatorId}`);
}

function weakestOf(operatorId: number, criteria: readonly CriterionSummary[]): OperatorSummary['weakest'] {
  let weakest: OperatorSummary['weakest'] = null;
  for (const criterion of criteria) {
    const estimate = criterion.byOperator.get(operatorId);
    if (isEnough(estimate) && (weakest === null || byMean(estimate, weakest.estimate) < 0))
      weakest = { criterion, estimate };
  }
  return weakest;
}

function compareText(one: string, other: string): number {
  return one.localeCompare(other, 'ru');
}
