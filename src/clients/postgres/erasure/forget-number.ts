import type { PhoneHasher } from '../../../domain/phone-register.ts';
import { forgotten } from '../../../domain/phone-register.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import { readPhoneRegister } from '../statements/read-phone-register.ts';
import {
  countCalls,
  eraseCalls,
  type LedgerErasure,
  noRows,
  type RowCounts,
  sumRows,
} from './erase-calls.ts';
import { countUnlinkable, findCallsOfNumber } from './find-calls-of-number.ts';
import { findMentions, type Mentions } from './find-mentions.ts';

/** What was, or in a dry run would be, removed, and what was found and stays. */
export interface ForgetReport {
  readonly calls: number;
  readonly rows: RowCounts;
  /** Other calls in whose texts the number stands in digits; they stay. */
  readonly mentionedIn: readonly number[];
  /** So many of them in each table; a call can stand in several. */
  readonly mentions: Readonly<Record<keyof Mentions, number>>;
  /** Calls with answers or phrases that no number leads to. */
  readonly unlinkable: number;
  /** Calls that were found and not reached before a stop. */
  readonly left: number;
}

/** Calls removed by one transaction. */
const callsAtOnce = 100;

const REMEMBER = {
  text: 'INSERT INTO forgotten_numbers (phone_hmac) VALUES ($1) ON CONFLICT DO NOTHING',
};

/** What is left is what a run writes about a listed call of a forgotten number: that it was listed, and is not taken. */
const LEDGER: LedgerErasure = {
  where: 'call_id = ANY ($1::bigint[])',
  set: `state = '${forgotten.state}', action = '${forgotten.action}', reason = '${forgotten.reason}', failure_stage = NULL, failure_class = NULL,
    operator_name = NULL, operator_login = NULL, started_at = NULL, duration_seconds = NULL, phone_hmac = NULL,
    updated_at = now()`,
};

/**
 * Removes everything of a number in all departments. The hash is kept first: whatever happens meanwhile, the calls do not come
 * back, and a second start removes the rest.
 * @param options.phone E.164
 * @throws StopRunError (`forget_key`) when the key is not the database's.
 */
export async function forgetNumber(
  context: StatementContext,
  options: {
    readonly phone: string;
    /** The number without its country code, digits only. */
    readonly nationalDigits: string;
    readonly hasher: PhoneHasher;
    readonly dryRun: boolean;
    readonly stopping: AbortSignal;
  },
): Promise<ForgetReport> {
  const { phone, hasher, dryRun, stopping } = options;
  await readPhoneRegister(context, hasher, { claim: !dryRun });
  if (!dryRun) await runStatement(context, REMEMBER, [hasher.hash(phone)]);
  const callIds = await findCallsOfNumber(context, phone, hasher);
  const erased = dryRun ? await countCalls(context, callIds, null, LEDGER) : null;
  let rows = erased ?? noRows;
  let done = dryRun ? callIds.length : 0;
  while (done < callIds.length && !stopping.aborted) {
    const batch = callIds.slice(done, done + callsAtOnce);
    rows = sumRows(rows, await eraseCalls(context, batch, null, LEDGER));
    done += batch.length;
  }
  const own = new Set(callIds);
  const mentions = Object.entries(await findMentions(context, options.nationalDigits)).map(
    ([place, found]) => [place, found.filter((callId) => !own.has(callId))] as const,
  );
  return {
    calls: callIds.length,
    rows,
    mentionedIn: [...new Set(mentions.flatMap(([, found]) => found))].sort((one, other) => one - other),
    mentions: Object.fromEntries(
      mentions.map(([place, found]) => [place, found.length]),
    ) as ForgetReport['mentions'],
    unlinkable: await countUnlinkable(context),
    left: callIds.length - done,
  };
}
