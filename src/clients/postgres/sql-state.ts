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

/** Every code of this class is about the connection itself. */
const CONNECTION_CLASS = '08';

/** What to do about an error of the database. */
export type Reaction = 'repeat' | 'reconnect' | 'stop' | 'fail';

/** Whatever is not listed makes the statement fail. */
const REACTIONS: Readonly<Record<string, Reaction>> = {
  [SQL_STATE.serializationFailure]: 'repeat',
  [SQL_STATE.deadlockDetected]: 'repeat',
  [SQL_STATE.adminShutdown]: 'reconnect',
  [SQL_STATE.crashShutdown]: 'reconnect',
  [SQL_STATE.cannotConnectNow]: 'reconnect',
  [SQL_STATE.tooManyConnections]: 'reconnect',
  [SQL_STATE.readOnlyTransaction]: 'stop',
  [SQL_STATE.diskFull]: 'stop',
  [SQL_STATE.insufficientPrivilege]: 'stop',
  [SQL_STATE.undefinedTable]: 'stop',
  [SQL_STATE.undefinedColumn]: 'stop',
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
  if (state !== undefined) {
    return state.startsWith(CONNECTION_CLASS) ? 'reconnect' : (REACTIONS[state] ?? 'fail');
  }
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return error instanceof Error && !isOurs ? 'reconnect' : 'fail';
}
