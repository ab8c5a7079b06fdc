import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { LockHeldError, StopRunError } from '../../../domain/errors.ts';
import type { DepartmentLock, Logger } from '../../../domain/ports.ts';
import { untilAborted } from '../../http/until-aborted.ts';
import { explainConnectionError } from '../explain-connection-error.ts';
import { RECONNECT_MILLISECONDS } from '../sql-state.ts';
import { isFinal, type LockOwner, type LockSession, openLockSession } from './lock-session.ts';
import { findOtherTaking, recordTaking } from './lock-takings.ts';

const PAUSE_MILLISECONDS = 500;

/**
 * Takes the department's lock on a connection of its own, which holds it until `release` or the end of the process. A
 * lost connection is made again for 30 s; the lock counts as never lost when nobody else took it in between.
 * @throws LockHeldError saying who holds it since when; DatabaseSetupError when the database cannot be used.
 */
export async function acquireDepartmentLock(
  connectionString: string,
  owner: LockOwner,
  logger: Logger,
): Promise<DepartmentLock> {
  const open = async (
    former: number | null,
    look: (client: Client) => Promise<void>,
  ): Promise<LockSession> => {
    const session = await openLockSession(connectionString, owner, former);
    try {
      await look(session.client);
      return session;
    } catch (error) {
      await session.close();
      throw explainConnectionError(error);
    }
  };
  const session = await open(null, (client) => recordTaking(client, owner));
  const reopen = (former: number | null): Promise<LockSession> =>
    open(former, async (client) => {
      const other = await findOtherTaking(client, owner);
      if (other !== null) throw new LockHeldError(other);
    });
  return new RecoveringLock(session, reopen, logger);
}

class RecoveringLock implements DepartmentLock {
  readonly #reopen: (former: number | null) => Promise<LockSession>;
  readonly #logger: Logger;
  readonly #lost = new AbortController();
  #session: LockSession;
  /** Ends when the lock is held again or lost for good; NULL while it is held. */
  #recovery: Promise<void> | null = null;
  #released = false;

  constructor(session: LockSession, reopen: (former: number | null) => Promise<LockSession>, logger: Logger) {
    this.#session = session;
    this.#reopen = reopen;
    this.#logger = logger;
    this.#watch(session);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async held(stopping: AbortSignal): Promise<void> {
    while (this.#recovery !== null) {
      try {
        await untilAborted(this.#recovery, stopping);
      } catch {
        throw lockLost('The run stops while its lock is lost.');
      }
    }
    this.#lost.signal.throwIfAborted();
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#session.close();
  }

  /** Asked again after each wait: a release can come at any time. */
  #isReleased(): boolean {
    return this.#released;
  }

  #watch(session: LockSession): void {
    const recover = (): void => {
      if (this.#released) return;
      this.#recovery = this.#recover(session).finally(() => {
        this.#recovery = null;
      });
    };
    if (session.lost.aborted) recover();
    else session.lost.addEventListener('abort', recover, { once: true });
  }

  async #recover(former: LockSession): Promise<void> {
    if (isFinal(former.lost.reason)) {
      this.#lose(former.lost.reason);
      return;
    }
    this.#logger.warn(
      "the connection that holds this department's lock is lost: nothing new is begun until it is back",
    );
    await former.close();
    const lostAt = performance.now();
    while (!this.#isReleased()) {
      try {
        const session = await this.#reopen(former.backend);
        if (this.#isReleased()) {
          await session.close();
          return;
        }
        this.#session = session;
        this.#watch(session);
        this.#logger.info("this department's lock is held again, and nobody else had it in between");
        return;
      } catch (error) {
        if (error instanceof LockHeldError) {
          this.#lose(
            lockLost(`The connection that held this department's lock was lost, and then: ${error.message}`),
          );
          return;
        }
        if (performance.now() - lostAt >= RECONNECT_MILLISECONDS) {
          const message =
            "The connection that holds this department's lock was lost, and 30 s did not bring it back.";
          this.#lose(lockLost(message, error));
          return;
        }
        await sleep(PAUSE_MILLISECONDS);
      }
    }
  }

  #lose(reason: StopRunError): void {
    this.#lost.abort(reason);
  }
}

function lockLost(message: string, cause?: unknown): StopRunError {
  return new StopRunError('lock_lost', `${message} Run again: what is stored stays.`, { cause });
}
