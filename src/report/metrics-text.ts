import { coverageOf } from '../domain/coverage.ts';
import type { DayEnding, RunEnding } from '../domain/run-ending.ts';

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const lastSuccess = 'callq_run_last_success_timestamp_seconds';

/**
 * The metrics of a department in Prometheus' text format, all gauges: they say how the last run was, and the next one replaces
 * them. What is unknown has no sample.
 * @param before the text that is replaced; NULL when there is none
 */
export function metricsTextOf(ending: RunEnding, before: string | null): string {
  const department = { department: String(ending.department) };
  const text = metricsOf(ending, before).map(({ name, help, samples }) => {
    const lines = samples.flatMap(([labels, value]) =>
      value === null ? [] : [`${name}{${labelsText({ ...department, ...labels })}} ${value}\n`],
    );
    return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
  });
  return text.join('');
}

function metricsOf(ending: RunEnding, before: string | null): Metric[] {
  const { startedAt, finishedAt, exitCode, days } = ending;
  const [own] = days;
  const finished = finishedAt.getTime() / 1000;
  const one = (name: string, help: string, value: number | null): Metric => ({
    ...{ name, help, samples: [[{}, value]] },
  });
  return [
    {
      ...{ name: 'callq_build_info', help: 'Version of CallQ that ran last.' },
      samples: [[{ version: ending.version }, 1]],
    },
    one('callq_run_last_finish_timestamp_seconds', 'When the last run ended, Unix time.', finished),
    one(
      lastSuccess,
      'When a run last ended with exit code 0, Unix time.',
      exitCode === 0 ? finished : readLastSuccess(before, ending.department),
    ),
    one('callq_run_exit_code', 'Exit code of the last run.', exitCode),
    one(
      'callq_run_duration_seconds',
      'How long the last run took.',
      (finishedAt.getTime() - startedAt.getTime()) / 1000,
    ),
    {
      ...{ name: 'callq_run_calls', help: 'Calls of the last run by what it did about them, all its days.' },
      samples: own === undefined ? [] : callSamples(days),
    },
    {
      ...{ name: 'callq_run_tokens', help: 'Tokens of the last run, all its days.' },
      samples:
        own === undefined
          ? []
          : (['input', 'output'] as const).map((kind) => [{ kind }, tokensOf(days, kind)]),
    },
    one(
      'callq_run_cost_usd',
      'What the last run cost in US dollars, all its days; invented ones left out.',
      costOf(days),
    ),
    one(
      'callq_day_calls_listed',
      'Calls listed on the first day of the last run.',
      own?.balance?.listed ?? null,
    ),
    one('callq_day_calls_failed', 'Failed calls of that day, as they stand.', own?.balance?.failed ?? null),
    one(
      'callq_day_calls_pending',
      'Calls of that day that are left for later.',
      own?.balance?.pending ?? null,
    ),
    one(
      'callq_day_coverage_ratio',
      'Judged calls of that day, sales or not, as a share of all that were listed.',
      coverageOf(own?.balance ?? null),
    ),
    one(
      'callq_day_score_ratio',
      'Average score of the stored calls of that day, as a share of the maximum.',
      typeof own?.averagePercentage === 'number' ? own.averagePercentage / 100 : null,
    ),
  ];
}

function callSamples(days: readonly DayEnding[]): Sample[] {
  return (['analysed', 'kept', 'excluded', 'failed', 'left'] as const).map((action) => [
    { action },
    days.reduce((sum, { actions }) => sum + actions[action], 0),
  ]);
}

function tokensOf(days: readonly DayEnding[], kind: 'input' | 'output'): number | null {
  let sum = 0;
  for (const { tokens } of days) {
    const value = tokens.answers === 0 ? 0 : tokens[kind];
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

function costOf(days: readonly DayEnding[]): number | null {
  if (days.length === 0 || days.some(({ costIsInvented }) => costIsInvented)) return null;
  let sum = 0;
  for (const { tokens, costUsd, answersWithoutCost } of days) {
    if (tokens.answers === 0) continue;
    if (costUsd === null || answersWithoutCost > 0) return null;
    sum += Number(costUsd);
  }
  return sum;
}

/** A run that did not succeed leaves the last success where it was. */
function readLastSuccess(before: string | null, department: number): number | null {
  const pattern = new RegExp(`^${lastSuccess}\\{department="${department}"\\} (\\d+(?:\\.\\d+)?)$`, 'mu');
  const value = pattern.exec(before ?? '')?.[1];
  return value === undefined ? null : Number(value);
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\\n]/gu, '_')}"`)
    .join(',');
}
