import * as z from 'zod';

/** A whole number within bounds, from text. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): z.ZodType<number, string> {
  const right =
    maximum === Number.MAX_SAFE_INTEGER
      ? `must be a whole number of ${minimum} or more`
      : `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,15}$/u, right)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, right);
}

export const positiveNumber = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,6})?$/u, 'must be a number above 0')
  .transform(Number)
  .refine((value) => value > 0, 'must be a number above 0');

/** A share from 0 to 1. */
export const share = z
  .string()
  .trim()
  .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/u, 'must be a number from 0 to 1, such as 0.6')
  .transform(Number);

const booleans = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

export const trueOrFalse = z.string().transform((text, context) => {
  const value = booleans.get(text.trim().toLowerCase());
  if (value !== undefined) return value;
  context.addIssue('must be true or false');
  return z.NEVER;
});

/** One of a few words, any case. */
export function oneOf<const Word extends string>(...words: readonly Word[]): z.ZodType<Word, string> {
  return z.string().transform((text, context) => {
    const word = words.find((known) => known === text.trim().toLowerCase());
    if (word !== undefined) return word;
    context.addIssue(`must be ${words.join(' or ')}`);
    return z.NEVER;
  });
}

/** Python's level names, any case. */
export const logLevel = z.string().transform((text, context) => {
  const levels: Record<string, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> = {
    DEBUG: 'debug',
    INFO: 'info',
    WARNING: 'warn',
    WARN: 'warn',
    ERROR: 'error',
    CRITICAL: 'fatal',
    FATAL: 'fatal',
  };
  const level = levels[text.trim().toUpperCase()];
  if (level !== undefined) return level;
  context.addIssue('must be DEBUG, INFO, WARNING, ERROR or CRITICAL');
  return z.NEVER;
});

export const timeZone = z
  .string()
  .trim()
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return /^[A-Za-z]/u.test(zone);
    } catch {
      return false;
    }
  }, 'must be an IANA time zone such as Europe/Moscow');

/** Where a service is: an origin without a path. Keys and calls leave the house here, so plain http is for private names only. */
export const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    context.addIssue('must be an origin such as https://example.org');
    return z.NEVER;
  }
  if (!/^\/?$/u.test(url.pathname) || url.search !== '' || url.hash !== '' || url.username !== '') {
    context.addIssue(
      'must be an origin only, without path, query or user: /v1, /v2 and /v4 are added by CallQ',
    );
    return z.NEVER;
  }
  if (url.protocol === 'http:' && !isPrivateHost(url.hostname)) {
    context.addIssue(httpsOnly);
    return z.NEVER;
  }
  return new URL(url.origin);
});

/** Address of somebody who is told: with path and query, which may be a secret. */
export const webAddress = z.string().transform((text, context) => {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/u.test(url.protocol) || url.username !== '' || url.hash !== '') {
    context.addIssue('must be an address such as https://example.org/path, without user, password or #');
    return z.NEVER;
  }
  if (url.protocol === 'http:' && !isPrivateHost(url.hostname)) {
    context.addIssue(httpsOnly);
    return z.NEVER;
  }
  return url;
});

export const botToken = z
  .string()
  .trim()
  .regex(/^\d{1,20}:[\w-]{10,100}$/u, 'must look like 123456:letters-and-digits, as @BotFather gives it');

export const chatId = z
  .string()
  .trim()
  .regex(/^(-?\d{1,20}|@\w{1,64})$/u, 'must be the number of a chat or @name of a channel');

/** Path of a file or folder. In an env file no shell turns ~ into the home folder, and a folder of that name would be made. */
export const localPath = z
  .string()
  .trim()
  .min(1)
  .regex(/^(?!~)/u, 'must not begin with ~, which only a shell knows: write the path in full');

/** node_exporter reads files of this ending only. */
export const metricsFile = localPath.regex(/[^/\\]\.prom$/u, 'must be the path of a file that ends in .prom');

const httpsOnly = 'must begin with https:// (plain http only for loopback and private names)';

/** Loopback and names that only a private network knows. */
export function isPrivateHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/^\[|\]$/gu, '');
  return (
    !/[.:]/u.test(name) ||
    /\.(local|localhost|internal|lan|home\.arpa)$/u.test(name) ||
    /^(127|10)(\.\d+){3}$/u.test(name) ||
    /^192\.168(\.\d+){2}$/u.test(name) ||
    /^172\.(1[6-9]|2\d|3[01])(\.\d+){2}$/u.test(name) ||
    /^(::1|f[cd][0-9a-f]{2}:.*|fe80:.*)$/u.test(name)
  );
}

/** The spelling of SQLAlchemy (`postgresql+psycopg2://`) is accepted: env files of the old program may hold it. */
export const databaseUrl = z.string().transform((text, context) => {
  const url = text.trim().replace(/^postgres(ql)?(\+[a-z0-9_]+)?:\/\//u, 'postgresql://');
  // Not parsed as a URL: a password may hold characters that break one, and a socket has no host.
  if (/^postgresql:\/\/.*\/[^/?]+(\?.*)?$/u.test(url)) return url;
  context.addIssue('must look like postgresql://user:password@host:5432/database');
  return z.NEVER;
});

const headersRight =
  'must be a JSON object of header names and texts, such as {"Origin":"https://example.org"}';

export const extraHeaders = z.string().transform((text, context): Readonly<Record<string, string>> => {
  try {
    const headers = z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/u), z.string().regex(/^[^\r\n\0]*$/u))
      .safeParse(JSON.parse(text));
    if (headers.success) return headers.data;
  } catch {
    // not JSON: said below
  }
  context.addIssue(headersRight);
  return z.NEVER;
});

export const requestPath = z
  .string()
  .trim()
  .regex(/^\/[\w/.-]+$/u, 'must be a path that begins with /');

/** A key that cannot be found by trying; spaces around it do not count. */
export const longKey = z
  .string()
  .trim()
  .refine(
    (key) => new TextEncoder().encode(key).length >= 32,
    'must be at least 32 bytes long: make one with `openssl rand -hex 32`',
  );
