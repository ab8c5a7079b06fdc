import type { Day } from '../domain/call.ts';
import type { Checklist } from '../domain/checklist.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Logger } from '../domain/ports.ts';
import type { JudgedCall } from '../domain/rescoring.ts';
import type { CallRescore, Rescoring } from './rescore-call.ts';
import { rescoreCall } from './rescore-call.ts';

export interface RescorePorts extends Omit<Rescoring, 'checklistOf'> {
  readonly logger: Logger;
  /** Aborted: no further call is begun. */
  readonly stopping: AbortSignal;
}

/** The counts of one day; `changed`, `unchanged`, `notRescorable`, `failed` and `left` add up to `calls`. */
export interface DayRescore {
  readonly day: Day;
  readonly calls: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Answers, phrases or analysis are not stored (any more). */
  readonly notRescorable: number;
  readonly failed: number;
  /** Not reached before a stop. */
  readonly left: number;
  /** Part of `changed`. */
  readonly verdictChanged: number;
  /** Sales calls without a row in `calls`: the next run of the day makes it, without paying. */
  readonly withoutRow: number;
  readonly changedCalls: readonly number[];
  readonly failures: readonly {
    readonly callId: number;
    readonly failureClass: string;
    readonly message: string;
  }[];
}

/** Calls in work at a time: each is a few short statements and some milliseconds of arithmetic. */
const callsAtOnce = 4;

/** Recomputes the days one after the other from stored answers; nothing outside of the database is asked. */
export async function rescoreDays(
  ports: RescorePorts,
  days: readonly Day[],
  onlyCalls: ReadonlySet<number> | null,
): Promise<readonly DayRescore[]> {
  const rescoring = { ...ports, checklistOf: rememberChecklists(ports) };
  const summaries: DayRescore[] = [];
  for (const day of days) {
    const calls = selected(await ports.store.judgedCalls(day), onlyCalls, day);
    summaries.push(await rescoreDay(ports, rescoring, day, calls));
  }
  return summaries;
}

function selected(
  calls: readonly JudgedCall[],
  onlyCalls: ReadonlySet<number> | null,
  day: Day,
): readonly JudgedCall[] {
  if (onlyCalls === null) return calls;
  const found = calls.filter(({ callId }) => onlyCalls.has(callId));
  if (found.length === onlyCalls.size) return found;
  const known = new Set(found.map(({ callId }) => callId));
  const absent = [...onlyCalls].filter((id) => !known.has(id)).join(', ');
  throw new StopRunError(
    'usage',
    `no judgement of these calls of --call is stored for ${day}: ${absent}. Check the ids and the day.`,
  );
}

async function rescoreDay(
  { logger, stopping }: RescorePorts,
  rescoring: Rescoring,
  day: Day,
  calls: readonly JudgedCall[],
): Promise<DayRescore> {
  const results: { readonly callId: number; readonly result: CallRescore }[] = [];
  const waiting = calls.values();
  await Promise.all(
    Array.from({ length: callsAtOnce }, async () => {
      for (const call of waiting) {
        if (stopping.aborted) return;
        const result = await rescoreCall(rescoring, day, call);
        results.push({ callId: call.callId, result });
        if (result.kind !== 'failed') continue;
        const { failureClass, message } = result;
        logger.warn(`rescore: ${message}`, { callId: call.callId, day, stage: 'analysis', failureClass });
      }
    }),
  );
  results.sort((one, other) => one.callId - other.callId);
  return summaryOf(day, calls.length, results);
}

function summaryOf(
  day: Day,
  calls: number,
  results: readonly { readonly callId: number; readonly result: CallRescore }[],
): DayRescore {
  const of = (kind: CallRescore['kind']): number =>
    results.filter(({ result }) => result.kind === kind).length;
  const judged = results.flatMap(({ callId, result }) =>
    result.kind === 'changed' || result.kind === 'unchanged' ? [{ callId, ...result }] : [],
  );
  return {
    day,
    calls,
    changed: of('changed'),
    unchanged: of('unchanged'),
    notRescorable: of('not_rescorable'),
    failed: of('failed'),
    left: calls - results.length,
    verdictChanged: judged.filter(({ verdictChanged }) => verdictChanged).length,
    withoutRow: judged.filter(({ withoutRow }) => withoutRow).length,
    changedCalls: judged.flatMap(({ kind, callId }) => (kind === 'changed' ? [callId] : [])),
    failures: results.flatMap(({ callId, result }) =>
      result.kind === 'failed'
        ? [{ callId, failureClass: result.failureClass, message: result.message }]
        : [],
    ),
  };
}

/** The few check-lists of a day are read once each. */
function rememberChecklists({ store }: RescorePorts): Rescoring['checklistOf'] {
  const known = new Map<string, Promise<Checklist | null>>();
  return (fingerprint) => {
    const checklist = known.get(fingerprint) ?? store.checklist(fingerprint);
    known.set(fingerprint, checklist);
    return checklist;
  };
}
