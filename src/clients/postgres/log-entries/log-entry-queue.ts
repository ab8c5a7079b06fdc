import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { LogEntry, LogEntrySink } from '../../logs/log-entry.ts';
import { openPool } from '../open-pool.ts';
import { chooseReaction, getSqlState } from '../sql-state.ts';
import { type EntriesOrigin, insertLogEntries, type NumberedEntry } from './insert-log-entries.ts';
import { removeOldLogEntries } from './remove-old-log-entries.ts';

const MOST_WAITING = 1000;
const MOST_AT_ONCE = 100;
const PAUSE_MILLISECONDS = 1_000;
/** Each step of closing takes no longer; an interrupted run has 20 s for everything. */
const LONGEST_STEP_MILLISECONDS = 1_000;

export interface LogEntryQueueOptions extends EntriesOrigin {
  readonly connectionString: string;
  /** LOGGING_KEEP_DAYS. */
  readonly keepDays: number;
}

/** What became of the entries of an invocation. */
export interface LogEntryLoss {
  readonly lost: number;
  /** SQLSTATE or `connection` of the last failure; NULL when nothing failed: the queue was full, or the end was too short. */
  readonly failureClass: string | null;
}

/**
 * Brings warnings and errors into `log_entries` in the background, over a connection of its own. Adding never waits and never
 * fails: what finds the queue full, or a database that will not have it, is lost and counted.
 */
export class LogEntryQueue implements LogEntrySink {
  readonly #options: LogEntryQueueOptions;
  readonly #waiting: NumberedEntry[] = [];
  #pool: Pool | null = null;
  #numbered = 0;
  #lost = 0;
  #failureClass: string | null = null;
  #refused = false;
  #cleaned = false;
  #sending: Promise<void> | null = null;
  readonly #closing = new AbortController();

  constructor(options: LogEntryQueueOptions) {
    this.#options = options;
  }

  add(entry: LogEntry): void {
    this.#numbered += 1;
    if (this.#refused || this.#waiting.length >= MOST_WAITING) this.#lost += 1;
    else this.#waiting.push({ ...entry, number: this.#numbered });
    this.#send();
  }

  /** From now on entries are sent. Until then nobody knows whether the database is meant for this department. */
  begin(): void {
    if (this.#pool !== null) return;
    const { connectionString } = this.#options;
    this.#pool = openPool(connectionString, { applicationName: 'callq log', connections: 1 });
    this.#send();
  }

  /** Sends what is left for a moment, gives the rest up, and closes the connection. */
  async close(): Promise<LogEntryLoss> {
    this.#closing.abort();
    await within(LONGEST_STEP_MILLISECONDS, this.#sending);
    // What was still to be done when the pause ended, once.
    this.#send();
    await within(LONGEST_STEP_MILLISECONDS, this.#sending);
    this.#refuse();
    await within(LONGEST_STEP_MILLISECONDS, this.#pool?.end());
    return { lost: this.#lost, failureClass: this.#failureClass };
  }

  #send(): void {
    if (this.#pool === null || this.#sending !== null) return;
    this.#sending = this.#sendAll(this.#pool).finally(() => {
      this.#sending = null;
    });
  }

  async #sendAll(pool: Pool): Promise<void> {
    const { departmentId, keepDays } = this.#options;
    while (!this.#refused && (!this.#cleaned || this.#waiting.length > 0)) {
      const batch = this.#waiting.slice(0, MOST_AT_ONCE);
      try {
        if (!this.#cleaned) await removeOldLogEntries(pool, departmentId, keepDays);
        this.#cleaned = true;
        if (batch.length > 0) await insertLogEntries(pool, this.#options, batch);
        this.#waiting.splice(0, batch.length);
      } catch (error) {
        this.#failureClass = getSqlState(error) ?? 'connection';
        // No privilege, no such table: that does not pass by itself.
        if (chooseReaction(error) === 'fail') this.#refuse();
        else if (this.#closing.signal.aborted) return;
        else await this.#pause();
      }
    }
  }

  #refuse(): void {
    this.#refused = true;
    this.#lost += this.#waiting.splice(0).length;
  }

  async #pause(): Promise<void> {
    const { signal } = this.#closing;
    await sleep(PAUSE_MILLISECONDS, undefined, { ref: false, signal }).catch(() => undefined);
  }
}

/** The work's end, or that of the time: who closes a log does not wait for a database that hangs. */
async function within(milliseconds: number, work: Promise<void> | null | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeIsUp]).catch(() => undefined);
  clearTimeout(timer);
}
