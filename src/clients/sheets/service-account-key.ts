import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { StopRunError } from '../../domain/errors.ts';
import { rebuildPrivateKey } from './private-key.ts';

/** What CallQ uses of a Google service-account key. */
export interface ServiceAccountKey {
  /** The address that the spreadsheet must be shared with. */
  readonly clientEmail: string;
  /** PEM, checked to be an RSA key. */
  readonly privateKey: string;
  /** Where tokens are asked for; as it stands in the key, because it is the audience of the signed request too. */
  readonly tokenUri: string;
}

const googleTokenUri = 'https://oauth2.googleapis.com/token';

const keySchema = z.object({
  type: z.literal('service_account'),
  client_email: z.string().trim().min(1),
  private_key: z.string().min(1),
  token_uri: z.url({ protocol: /^https?$/u }).optional(),
});

/**
 * `serviceAccount` is JSON_AUTH: the path of the key file (relative to the working directory) or the JSON itself. Throws
 * StopRunError `google_key`, which says what is wrong and never quotes the key.
 * @param baseUrl where sheets are read: when that is a private host and plain http, tokens may be asked for there as well
 */
export async function readServiceAccountKey(
  serviceAccount: string,
  workingDirectory: string,
  baseUrl?: URL,
): Promise<ServiceAccountKey> {
  const setting = withoutQuotes(withoutByteOrderMark(serviceAccount).trim());
  const inline = setting.startsWith('{');
  const where = inline ? 'JSON_AUTH' : `the file that JSON_AUTH names (${shownPath(setting)})`;
  const text = inline ? setting : await readKeyFile(resolve(workingDirectory, setting), where);
  const content = parseKeyJson(text);
  if (content === undefined) {
    throw keyError(
      `${where} is not JSON: it must hold the key as downloaded from Google Cloud, starting with "{"`,
    );
  }
  return parseKey(content, where, baseUrl);
}

function parseKey(content: unknown, where: string, baseUrl?: URL): ServiceAccountKey {
  const parsing = keySchema.safeParse(content);
  if (!parsing.success) {
    const fields = [...new Set(parsing.error.issues.map((issue) => issue.path.join('.')))].filter(Boolean);
    const kind = fields.includes('type') ? ' (its "type" is not "service_account")' : '';
    throw keyError(
      `${where} is not a service-account key${kind}: missing or wrong ${fields.join(', ') || 'top level'}; create a JSON key of a service account in Google Cloud`,
    );
  }
  const privateKey = rebuildPrivateKey(parsing.data.private_key);
  if (privateKey === null) {
    throw keyError(
      `private_key of ${where} is broken: it cannot be read as an RSA private key (cut off, encrypted or altered); download a new JSON key and use it unchanged`,
    );
  }
  const tokenUri = parsing.data.token_uri ?? googleTokenUri;
  if (!isSafeAddress(new URL(tokenUri), baseUrl)) {
    throw keyError(
      `token_uri of ${where} must be an https address: plain http is for this machine and the host of GOOGLE_SHEETS_BASE_URL only`,
    );
  }
  return { clientEmail: parsing.data.client_email, privateKey, tokenUri };
}

async function readKeyFile(path: string, where: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw keyError(`${where} cannot be read: ${readFailure(error)}`);
  }
  // Windows tools save "Unicode" as UTF-16 with a byte-order mark.
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return withoutByteOrderMark(new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes)).trim();
}

function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  return code;
}

/** The parsed JSON, or undefined. Line breaks inside strings (an env file expanded the `\n`) are put right. */
function parseKeyJson(text: string): unknown {
  const repaired = text.replace(/"(?:[^"\\]|\\[\s\S])*"/gu, (literal) =>
    literal.replace(/\r?\n/gu, String.raw`\n`),
  );
  for (const candidate of [text, repaired]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // The error would quote the key.
    }
  }
  return undefined;
}

/** A setting that is no path, such as the bare key, must not reach a message. */
function shownPath(path: string): string {
  return path.length <= 200 && !/PRIVATE KEY|[\n{}"]/u.test(path) ? path : 'its value is no path';
}

function withoutByteOrderMark(text: string): string {
  return text.replace(/^\ufeff/u, '');
}

/** `docker --env-file` keeps the quotes that a shell takes away. */
function withoutQuotes(text: string): string {
  return /^(['"])([\s\S]*)\1$/u.exec(text)?.[2]?.trim() ?? text;
}

function isSafeAddress(url: URL, baseUrl?: URL): boolean {
  return (
    url.protocol === 'https:' ||
    (baseUrl?.protocol === 'http:' && url.hostname === baseUrl.hostname) ||
    /^(?:localhost|\[::1\]|127\.[\d.]+)$/u.test(url.hostname)
  );
}

function keyError(message: string): StopRunError {
  return new StopRunError('google_key', message);
}
