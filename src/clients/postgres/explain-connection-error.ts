import { LockHeldError, StopRunError } from '../../domain/errors.ts';
import { DatabaseSetupError } from './database-setup-error.ts';
import { chooseReaction, getSqlState, SQL_STATE } from './sql-state.ts';

const ADVICE_BY_STATE: Readonly<Record<string, string>> = {
  [SQL_STATE.invalidPassword]: 'it refuses the password of DATA_BASE.',
  [SQL_STATE.invalidAuthorization]:
    'it refuses this user, host or missing encryption (pg_hba.conf; `?sslmode=require` in DATA_BASE encrypts).',
  [SQL_STATE.invalidCatalogName]: 'it has no database of that name. Create it, then run `callq db migrate`.',
  [SQL_STATE.tooManyConnections]: 'it has no connection left.',
  [SQL_STATE.cannotConnectNow]: 'it is starting or stopping. Try again in a minute.',
  [SQL_STATE.readOnlyTransaction]: 'it is read-only. DATA_BASE must name the primary server.',
  [SQL_STATE.diskFull]: 'its disk is full.',
  [SQL_STATE.insufficientPrivilege]:
    'the user of DATA_BASE lacks the rights for this; as the owner of the tables, run `callq db roles` (docs/security.md).',
};

const UNKNOWN_AUTHORITY =
  'its certificate is signed by an authority that is not known here: name the file with the certificate of that authority, `sslrootcert=FILE`, in DATA_BASE.';

const NO_ANSWER =
  'it does not answer: check host and port of DATA_BASE, and whether a firewall lets this machine or container in.';

const ADVICE_BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. In a container, localhost is the container itself.',
  ENOTFOUND: 'no such host.',
  EAI_AGAIN: 'the host name cannot be resolved.',
  ENOENT: 'no such socket.',
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: 'its certificate has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name than the one in DATA_BASE.',
  ETIMEDOUT: NO_ANSWER,
  EHOSTUNREACH: NO_ANSWER,
  ECONNRESET: 'it closed the connection.',
};

/** What the driver says without a code. */
const ADVICE_BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  // pg and pg-pool, each in its own words.
  [/^timeout expired$|connection timeout|timeout exceeded when trying to connect/u, NO_ANSWER],
  [
    /^ENOENT.* open '|^EACCES.* open '/u,
    'a file that sslrootcert, sslcert or sslkey of DATA_BASE names cannot be read.',
  ],
  [
    /requires specifying a CA with sslrootcert/u,
    '`sslmode=verify-ca` in DATA_BASE needs `sslrootcert=FILE`.',
  ],
  [
    /does not support SSL connections/u,
    'it takes no encrypted connections: switch TLS on there (`ssl = on`), or take sslmode out of DATA_BASE.',
  ],
];

/**
 * An error of the first statements of a command, for a person: what to look at, and the server's code, never the
 * connection string. Errors that already say so, and those that are not about the connection, pass unchanged.
 */
export function explainConnectionError(error: unknown): unknown {
  if (error instanceof StopRunError || error instanceof LockHeldError) return error;
  const state = getSqlState(error);
  const code = state ?? findSystemCode(error);
  const advice =
    findByMessage(error) ??
    (state ? ADVICE_BY_STATE[state] : undefined) ??
    (code ? ADVICE_BY_CODE[code] : undefined);
  if (!advice && chooseReaction(error) !== 'reconnect') return error;
  const message = `The database cannot be used: ${advice ?? 'the connection fails.'}${code ? ` (${code})` : ''}`;
  return new DatabaseSetupError(message, { cause: error });
}

/** A host with several addresses gives an AggregateError, whose parts have the codes. */
function findSystemCode(error: unknown): string | undefined {
  const parts = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const candidates = [...parts, error];
  for (const candidate of candidates) {
    const code = (candidate as { code?: unknown } | null)?.code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

function findByMessage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return ADVICE_BY_MESSAGE.find(([pattern]) => pattern.test(error.message))?.[1];
}
