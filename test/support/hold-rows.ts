import type { TestDatabase } from './test-database.ts';

/** Rows that nobody else can change or remove for a while, so that a program stands still half-way. */
export interface HeldRows {
  /** Resolves when somebody waits for them. */
  waitedFor(): Promise<void>;
  /** Ends the connections that wait for them. */
  terminateWaiting(): Promise<void>;
  release(): Promise<void>;
}

const WAITING = `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** No program holds the lock of a department in this database. */
export const noLock = `NOT EXISTS (
  SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
  WHERE datname = current_database() AND locktype = 'advisory'
)`;

/** @param select such as `SELECT FROM calls WHERE id = 5` */
export async function holdRows(database: TestDatabase, select: string): Promise<HeldRows> {
  const client = await database.pool.connect();
  await client.query('BEGIN');
  await client.query(`${select} FOR UPDATE`);
  return {
    waitedFor: () => waitUntil(database, `EXISTS (SELECT FROM ${WAITING})`),
    async terminateWaiting() {
      await database.pool.query(`SELECT pg_terminate_backend(pid) FROM ${WAITING}`);
    },
    async release() {
      await client.query('ROLLBACK');
      client.release();
    },
  };
}

/** Asks the database until the condition holds, at most some thousand times. */
export async function waitUntil({ pool }: TestDatabase, condition: string): Promise<void> {
  for (let asked = 0; asked < 2000; asked += 1) {
    const { rows } = await pool.query<{ holds: boolean }>(`SELECT ${condition} AS holds`);
    if (rows[0]!.holds) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never came to hold: ${condition}`);
}
