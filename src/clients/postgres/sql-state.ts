/** PostgreSQL error codes by name (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export const SQL_STATE = {
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  invalidCatalogName: '3D000',
  duplicateDatabase: '42P04',
  undefinedTable: '42P01',
  undefinedColumn: '42703',
  insufficientPrivilege: '42501',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  readOnlyTransaction: '25006',
  diskFull: '53100',
  tooManyConnections: '53300',
  lockNotAvailable: '55P03',
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
} as const;

/** Classes of codes, their first two characters. */
const CLASS = { connectionException: '08' } as const;

/** What to do about an error of the database. */
export type Reaction = 'repeat' | 'reconnect' | 'stop' | 'fail';

/** How often a transaction is repeated at most. */
export const MOST_REPEATS = 3;
/** How long a lost database is tried again, in milliseconds. */
export const RECONNECT_MILLISECONDS = 30_000;

/**
 * The one table of what is done about an error, by its SQLSTATE or the class that is its first two characters:
 * `repeat` the transaction up to 3 times, `reconnect` for 30 s, `stop` the run. Without an SQLSTATE the connection was
 * lost: `reconnect`. Whatever is not listed makes the call fail whose statement it is (`fail`), and a statement that
 * is about no single call ends the run. docs/database.md explains it.
 */
const REACTIONS: Readonly<Record<string, Reaction>> = {
  [SQL_STATE.serializationFailure]: 'repeat',
  [SQL_STATE.deadlockDetected]: 'repeat',
  [SQL_STATE.adminShutdown]: 'reconnect',
  // A backend that crashed takes all others with it, and the server comes back by itself like after 57P01.
  [SQL_STATE.crashShutdown]: 'reconnect',
  [SQL_STATE.cannotConnectNow]: 'reconnect',
  // No connection was had; one may be free in a moment.
  [SQL_STATE.tooManyConnections]: 'reconnect',
  [CLASS.connectionException]: 'reconnect',
  [SQL_STATE.readOnlyTransaction]: 'stop',
  [SQL_STATE.diskFull]: 'stop',
  // No call's fault: every further answer would be paid for and lost.
  [SQL_STATE.insufficientPrivilege]: 'stop',
};

/** The error's SQLSTATE; undefined when the server did not get to say one. */
export function getSqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // With a digit, unlike the system's EPIPE.
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** Whether the error is PostgreSQL's with one of these codes. */
export function hasSqlState(error: unknown, ...states: readonly string[]): boolean {
  const state = getSqlState(error);
  return state !== undefined && states.includes(state);
}

/** Without an SQLSTATE the connection was lost, unless the error is one of our own making. */
export function chooseReaction(error: unknown): Reaction {
  const state = getSqlState(error);
  if (state !== undefined) return REACTIONS[state] ?? REACTIONS[state.slice(0, 2)] ?? 'fail';
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return error instanceof Error && !isOurs ? 'reconnect' : 'fail';
}
