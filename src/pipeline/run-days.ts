import type { Day } from '../domain/call.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Selection } from '../domain/selection.ts';
import { AnalysisAllowance } from './analysis-allowance.ts';
import type { Gathered } from './gather.ts';
import { gather } from './gather.ts';
import type { PlannedDay } from './plan-days.ts';
import { planEarlierDays, planUnfinishedDays } from './plan-days.ts';
import type { SharedByDays } from './run-day.ts';
import { runDay } from './run-day.ts';
import type { RunPorts, RunRequest } from './run-request.ts';
import type { RunSummary } from './run-summary.ts';
import { SpendingLimit } from './spending-limit.ts';
import { StopControl } from './stop-control.ts';

/** What became of the days of an invocation. */
export interface DaysRun {
  /** In the order in which they were run: earlier days come after the night's own. */
  readonly summaries: readonly RunSummary[];
  /** Asked for and not reached. */
  readonly notBegun: readonly Day[];
  /** Of those asked for with `--only-unfinished`: what is missing on them is not known, as no run has listed them to their end. */
  readonly neverListed: readonly Day[];
}

/** The days one after the other; a stop ends them all. Days that were not begun have no summary. */
export async function runDays(ports: RunPorts, request: RunRequest): Promise<DaysRun> {
  const control = new StopControl();
  const unlink = linkStops(ports, control);
  const allowance = new AnalysisAllowance(request.analysisLimit);
  const spending = { limit: new SpendingLimit(request.spendingLimits), prices: request.prices };
  try {
    const gathered = await gatherOrRecord(ports, request, control);
    if (gathered === null) {
      return { summaries: [], notBegun: request.days.map(({ day }) => day), neverListed: [] };
    }
    const shared = { ...gathered, control, allowance, spending };
    const { planned, neverListed } = await planOwnDays(ports, request);
    const own = await runPlanned(ports, request, shared, planned);
    const earlier = await runPlanned(ports, request, shared, await finishEarlier(ports, request, control));
    return {
      summaries: [...own, ...earlier],
      notBegun: planned.slice(own.length).map(({ day }) => day.day),
      neverListed,
    };
  } finally {
    unlink();
    control.dispose();
  }
}

async function runPlanned(
  ports: RunPorts,
  request: RunRequest,
  shared: SharedByDays,
  planned: readonly PlannedDay[],
): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const day of planned) {
    if (shared.control.reason !== null) break;
    summaries.push(await runDay(ports, request, day, shared));
  }
  return summaries;
}

async function planOwnDays(
  ports: RunPorts,
  { days, daysNamed, onlyCalls, onlyUnfinished }: RunRequest,
): Promise<{ readonly planned: readonly PlannedDay[]; readonly neverListed: readonly Day[] }> {
  if (onlyUnfinished) return planUnfinishedDays(ports, days, { named: daysNamed });
  const selection: Selection = onlyCalls === null ? { kind: 'all' } : { kind: 'chosen', callIds: onlyCalls };
  return { planned: days.map((day) => ({ day, selection })), neverListed: [] };
}

/** The night's own day goes first: trouble with an older one must not cost it. Calls that waited too long wait no more. */
async function finishEarlier(
  ports: RunPorts,
  { days, earlierDays, dryRun }: RunRequest,
  control: StopControl,
): Promise<readonly PlannedDay[]> {
  if (earlierDays === null || control.reason !== null) return [];
  const before = (earlierDays[0] ?? days[0])?.day;
  if (before !== undefined && !dryRun) {
    const count = await ports.store.giveUpTranscripts(before, () => ports.lock.held(control.taking));
    if (count > 0) {
      ports.logger.info('calls whose transcript never came wait no longer: no_transcript', { count });
    }
  }
  return planEarlierDays(ports, earlierDays);
}

/** NULL when interrupted meanwhile. A run that cannot start leaves its row all the same, so that the night is no gap. */
async function gatherOrRecord(
  ports: RunPorts,
  request: RunRequest,
  control: StopControl,
): Promise<Gathered | null> {
  try {
    return await gather(ports, request, control.taking);
  } catch (error) {
    if (control.reason === 'interrupted') return null;
    const stop = control.error ?? error;
    // A database that belongs to other calls is left as it is.
    const mayRecord =
      !request.dryRun && !(stop instanceof StopRunError && stop.errorClass === 'sandbox_database');
    if (stop instanceof StopRunError && mayRecord) await recordFailedStart(ports, request, stop);
    throw stop;
  }
}

async function recordFailedStart(ports: RunPorts, request: RunRequest, error: StopRunError): Promise<void> {
  // What was left of a day has a row of the run that left it.
  const days = request.onlyUnfinished ? [] : request.days;
  for (const { day } of days) {
    try {
      const store = await ports.store.beginRun(
        {
          ...request.identity,
          day,
          selection: request.onlyCalls === null ? 'all' : 'chosen',
          fingerprints: null,
          yardstick: null,
        },
        // A row of its own, and nothing else is written: it needs no lock, which may be what it failed for.
        () => Promise.resolve(),
      );
      const actions = { analysed: 0, kept: 0, excluded: 0, failed: 0, left: 0 };
      await store.finish({
        listed: 0,
        actions,
        inputTokens: null,
        outputTokens: null,
        costUsd: null,
        possiblyPaid: { requests: 0, estimatedTokens: 0, estimatedCostUsd: '0' },
        exitCode: 2,
        errorClass: error.errorClass,
      });
    } catch {
      return; // the database is the problem: the error that is already on its way says so
    }
  }
}

function linkStops(ports: RunPorts, control: StopControl): () => void {
  const interrupt = (): void => {
    control.interrupt();
  };
  const loseLock = (): void => {
    control.stopBecauseOf(ports.lock.lost.reason as StopRunError);
  };
  ports.interruption.addEventListener('abort', interrupt, { once: true });
  ports.lock.lost.addEventListener('abort', loseLock, { once: true });
  if (ports.interruption.aborted) interrupt();
  if (ports.lock.lost.aborted) loseLock();
  return () => {
    ports.interruption.removeEventListener('abort', interrupt);
    ports.lock.lost.removeEventListener('abort', loseLock);
  };
}
