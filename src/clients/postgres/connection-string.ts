/*
 * DATA_BASE was made for the old program, whose driver forgave more than `new URL` does: a password with `/`, `#`
 * or a lone `%`, and names of drivers in the scheme.
 */

const SCHEME = /^postgres(?:ql)?(?:\+\w+)?:\/\//i;
const PLACE = /^(\[[^\]]*\]|[^:/?]*)(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/s;

/** The parts of a connection string, decoded. */
interface Parts {
  readonly user: string;
  readonly password: string | undefined;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly options: URLSearchParams;
}

/** The same connection as a URL that `pg` takes; text that is no such URL comes back as it is. */
export function normaliseConnectionString(text: string): string {
  const parts = readParts(text);
  if (!parts) return text;
  const { options } = parts;
  // libpq's word for the authorities that the system knows. It has no weaker form than verify-full.
  if (options.get('sslrootcert') === 'system') {
    options.delete('sslrootcert');
    options.set('sslmode', 'verify-full');
  }
  // libpq's meaning of sslmode, which the old program had: `require` encrypts and does not ask for a known CA.
  if (options.has('sslmode') && !options.has('uselibpqcompat')) options.set('uselibpqcompat', 'true');
  const password = parts.password === undefined ? '' : `:${encodeURIComponent(parts.password)}`;
  const user = parts.user || password ? `${encodeURIComponent(parts.user)}${password}@` : '';
  const place = `${parts.host}${parts.port && `:${parts.port}`}/${encodeURIComponent(parts.database)}`;
  const query = options.toString();
  return `postgresql://${user}${place}${query && `?${query}`}`;
}

/** Host, port and name of the database, for people; never user or password. */
export function describeDatabase(text: string): string {
  const parts = readParts(text);
  if (!parts) return 'database';
  const host = (parts.options.get('host') ?? decode(parts.host)) || 'localhost';
  const port = (parts.options.get('port') ?? parts.port) || '5432';
  return `${host}:${port}/${parts.database}`;
}

/** What protects the connection on its way to `host`; NULL: a socket of this machine, which nobody can listen to. */
export interface Protection {
  readonly host: string;
  /** verified: encrypted, and the server has shown who it is; encrypted: to whoever answers. */
  readonly level: 'verified' | 'encrypted' | 'plain';
}

/** What `normaliseConnectionString` makes the driver do. Text that is no such URL counts as plain. */
export function describeProtection(text: string): Protection | null {
  const parts = readParts(normaliseConnectionString(text));
  const host = parts === undefined ? '' : (parts.options.get('host') ?? decode(parts.host));
  if (parts === undefined) return { host, level: 'plain' };
  if (host.startsWith('/')) return null;
  const mode =
    parts.options.get('sslmode') ?? (parts.options.get('ssl') === 'true' ? 'verify-full' : 'disable');
  if (mode === 'disable') return { host, level: 'plain' };
  const isUnverified = mode === 'prefer' || (mode === 'require' && !parts.options.has('sslrootcert'));
  return { host, level: isUnverified ? 'encrypted' : 'verified' };
}

function readParts(text: string): Parts | undefined {
  const scheme = SCHEME.exec(text.trim());
  if (!scheme) return undefined;
  const rest = text.trim().slice(scheme[0].length);
  const at = rest.lastIndexOf('@');
  const found = PLACE.exec(rest.slice(at + 1));
  if (!found) return undefined;
  const [user = '', ...password] = at === -1 ? [] : rest.slice(0, at).split(':');
  const [, host = '', port = '', database = '', options = ''] = found;
  return {
    user: decode(user),
    password: password.length === 0 ? undefined : decode(password.join(':')),
    host,
    port,
    database: decode(database),
    options: new URLSearchParams(options),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone % was meant as it stands.
  }
}
