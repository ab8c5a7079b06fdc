import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, QueryResultRow } from 'pg';
import { CallError, StopRunError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import { type BoundValue, toBindable } from './bind-values.ts';
import type { Outage } from './outage.ts';
import type { Patience } from './patience.ts';
import { type LostAttempt, sendOnce } from './send-once.ts';
import { chooseReaction, getSqlState, MOST_REPEATS, RECONNECT_MILLISECONDS, SQL_STATE } from './sql-state.ts';

const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 2_000;

/** One SQL statement. It must be safe to send twice: a lost connection does not say whether it was carried out. */
export interface Statement {
  /** Prepared under this name once a connection, when it is sent often. */
  readonly name?: string;
  readonly text: string;
}

/** What a statement is sent with, and what is done about one that fails for good. */
export interface StatementContext {
  readonly pool: Pool;
  readonly logger: Logger;
  readonly patience: Patience;
  readonly outage: Outage;
  /** The call whose statement it is: then only this call fails. Undefined: the run stops. */
  readonly callId?: number;
  /**
   * Awaited before every attempt, for statements that only the holder of a department's lock may send: with the connection
   * the lock may be lost, and what is tried again later would change what another run has done meanwhile. Throws StopRunError
   * (`lock_lost`) then. Undefined: the statement needs no lock.
   */
  readonly held?: () => Promise<void>;
}

/**
 * Sends a statement, on its own a transaction, and returns its rows. Conflicts are repeated, a lost connection is
 * tried again for 30 s (the table stands in sql-state.ts). An attempt whose end is unknown is ended before the next.
 * @throws StopRunError when the database is lost, read-only or full; CallError for other failures of a call's statement.
 */
export async function runStatement<Row extends QueryResultRow>(
  context: StatementContext,
  statement: Statement,
  values: readonly BoundValue[],
): Promise<Row[]> {
  const { pool, patience, outage } = context;
  const query = { ...statement, values: values.map(toBindable) };
  let before: LostAttempt | null = null;
  let repeats = 0;
  let lostAt: number | undefined;
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    try {
      await context.held?.();
      const onSend = (attempt: LostAttempt): void => {
        before = attempt;
      };
      const rows = await sendOnce<Row>(pool, patience, { query, before, onSend });
      outage.end();
      return rows;
    } catch (error) {
      if (error instanceof StopRunError) throw error; // out of patience, or the lock is lost
      const reaction = chooseReaction(error);
      if (reaction === 'repeat') repeats += 1;
      if (reaction === 'reconnect') {
        lostAt ??= performance.now();
        outage.begin();
      } else before = null;
      const mayRepeat = reaction === 'repeat' && repeats <= MOST_REPEATS;
      const mayReconnect = reaction === 'reconnect' && lostAt !== undefined && !outage.isOver(lostAt);
      if (!mayRepeat && !mayReconnect) throw explainFailure(context, error);
      context.logger.warn(
        mayRepeat ? 'a database conflict: trying again' : 'the database is lost: trying again',
        {
          callId: context.callId,
          failureClass: getSqlState(error) ?? 'connection',
          delayMs: pause,
        },
      );
      await patience.limit(sleep(pause));
    }
  }
}

function explainFailure({ callId }: StatementContext, error: unknown): unknown {
  const reaction = chooseReaction(error);
  const state = getSqlState(error);
  const suffix = state ? ` (${state})` : '';
  if (reaction === 'reconnect') {
    return stop(`The database has been lost for ${RECONNECT_MILLISECONDS / 1000} s${suffix}.`, error);
  }
  if (state === SQL_STATE.readOnlyTransaction) {
    return stop(`The database is read-only${suffix}: DATA_BASE must name the primary server.`, error);
  }
  if (state === SQL_STATE.diskFull) return stop(`The disk of the database is full${suffix}.`, error);
  if (state === SQL_STATE.insufficientPrivilege) {
    const advice = 'as the owner of the tables, run `callq db roles` (docs/security.md)';
    return stop(`The user of DATA_BASE lacks the rights for a statement${suffix}: ${advice}.`, error);
  }
  if (reaction === 'stop' || (callId === undefined && state !== undefined)) {
    return stop(`The database refuses a statement${suffix}.`, error);
  }
  if (callId === undefined) return error;
  return new CallError(
    'saving',
    state ?? 'unexpected',
    `the database refuses the rows of this call${suffix}`,
    {
      cause: error,
    },
  );
}

function stop(message: string, cause: unknown): StopRunError {
  return new StopRunError('database', message, { cause });
}
