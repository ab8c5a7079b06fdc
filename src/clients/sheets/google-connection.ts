import { untilAborted } from '../http/until-aborted.ts';
import type { ServiceAccountKey } from './service-account-key.ts';
import { GoogleFailure } from './google-failure.ts';

/** One attempt each; retrying is the caller's. Every rejection is a GoogleFailure or the reason of the aborted signal. */
export interface GoogleConnection {
  /** Gets an access token; the reads use it. */
  authorize(): Promise<void>;
  /** The body of `spreadsheets.values.get`, unvalidated. */
  readValues(spreadsheetId: string, range: string): Promise<unknown>;
  /** The body of `spreadsheets.get`, cut to the properties of the sheets: names, ids and sizes; unvalidated. */
  readSheets(spreadsheetId: string): Promise<unknown>;
  /** `spreadsheets.batchUpdate`: sizes and formats, all of the changes or none. */
  changeSheet(spreadsheetId: string, changes: readonly SheetChange[]): Promise<void>;
  /** `values.batchUpdate`, RAW: text stays text, whatever it begins with. */
  writeValues(spreadsheetId: string, ranges: readonly WrittenRange[]): Promise<void>;
}

/** A change as `spreadsheets.batchUpdate` has it. */
export type SheetChange =
  | {
      readonly appendDimension: {
        readonly sheetId: number;
        readonly dimension: 'ROWS' | 'COLUMNS';
        readonly length: number;
      };
    }
  | {
      readonly repeatCell: {
        /** From 0, the end not included. */
        readonly range: {
          readonly sheetId: number;
          readonly startRowIndex: number;
          readonly endRowIndex: number;
          readonly startColumnIndex: number;
          readonly endColumnIndex: number;
        };
        readonly cell: {
          readonly userEnteredFormat: {
            readonly numberFormat: { readonly type: string; readonly pattern: string };
          };
        };
        readonly fields: string;
      };
    };

export interface WrittenRange {
  readonly range: string;
  /** An empty text empties the cell; NULL would leave it as it is, and is therefore not written. */
  readonly values: readonly (readonly (string | number)[])[];
}

export interface GoogleConnectionOptions {
  readonly key: ServiceAccountKey;
  /** Origin of the Sheets API. */
  readonly baseUrl: URL;
  /** For one exchange from the first byte to the last. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What the token may be used for: asked for writing only by who writes. */
  readonly access: 'read' | 'write';
}

/** The address that Google's library asks for tokens, whatever the key says. */
const hardCodedTokenAddress = 'https://oauth2.googleapis.com/token';
const scopes = {
  read: 'https://www.googleapis.com/auth/spreadsheets.readonly',
  write: 'https://www.googleapis.com/auth/spreadsheets',
};
/** A sheet of this size is no check-list. */
const maxBodyBytes = 32 * 1024 * 1024;
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Loads Google's library (0.1 s), which is why it is not imported at the top. */
export async function connectToGoogle(options: GoogleConnectionOptions): Promise<GoogleConnection> {
  const { auth, sheets } = await import('./google-library.ts');
  const { key, signal } = options;
  const tokenAddress = new URL(key.tokenUri);
  const jwt = new auth.JWT({
    email: key.clientEmail,
    key: key.privateKey,
    scopes: [scopes[options.access]],
    // The library hard-codes the audience too; claims given here overrule its own.
    additionalClaims: { aud: key.tokenUri },
    // Off: an environment variable could make the library print requests, tokens included.
    useAuthRequestParameters: false,
    transporterOptions: { timeout: options.timeoutMs, redirect: 'manual', noProxy: loopbackHosts },
  });
  jwt.transporter.interceptors.request.add({
    resolved: (request) => {
      if (request.url.href === hardCodedTokenAddress) {
        request.url = tokenAddress;
        if (loopbackHosts.includes(tokenAddress.hostname)) delete request.agent; // a proxy cannot reach it
      }
      // The library retries by itself (tokens and reads, three times, deaf to Retry-After): once is enough, and that is ours.
      request.retry = false;
      request.retryConfig = { retry: 0 };
      return Promise.resolve(Object.assign(request, { size: maxBodyBytes }));
    },
  });
  const api = sheets({
    version: 'v4',
    auth: jwt,
    rootUrl: `${options.baseUrl.origin}/`,
    // Given, so that no environment variable decides it.
    universeDomain: 'googleapis.com',
  });
  return {
    authorize: async () => {
      const token = await attempt(() => jwt.authorize(), signal);
      // A proxy's page with status 200: the library takes it for an answer without a token, and would read without one.
      if (typeof token.access_token !== 'string') throw GoogleFailure.noToken();
    },
    readValues: async (spreadsheetId, range) => {
      const response = await attempt(
        () => api.spreadsheets.values.get({ spreadsheetId, range, valueRenderOption: 'UNFORMATTED_VALUE' }),
        signal,
      );
      return response.data;
    },
    readSheets: async (spreadsheetId) => {
      const fields = 'sheets.properties(sheetId,title,gridProperties(rowCount,columnCount))';
      const response = await attempt(() => api.spreadsheets.get({ spreadsheetId, fields }), signal);
      return response.data;
    },
    changeSheet: async (spreadsheetId, changes) => {
      const requestBody = { requests: [...changes] };
      await confirmed(() => api.spreadsheets.batchUpdate({ spreadsheetId, requestBody }), signal);
    },
    writeValues: async (spreadsheetId, ranges) => {
      const data = ranges.map(({ range, values }) => ({ range, values: values.map((row) => [...row]) }));
      const requestBody = { valueInputOption: 'RAW', data };
      await confirmed(() => api.spreadsheets.values.batchUpdate({ spreadsheetId, requestBody }), signal);
    },
  };
}

/**
 * An abort ends the waiting, not the request: the library gets no signal, because one that is aborted before it sends makes
 * its fetch emit an error that nobody can catch, and the process ends with it. Its own timeout ends what is left behind.
 */
async function attempt<Result>(request: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  try {
    return await untilAborted(request(), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw GoogleFailure.of(error);
  }
}

/** A write counts when Google's own answer says so: a proxy's page with status 200 is none. */
async function confirmed(
  request: () => Promise<{ readonly data: unknown }>,
  signal: AbortSignal,
): Promise<void> {
  const { data } = await attempt(request, signal);
  if (typeof data !== 'object' || data === null) throw GoogleFailure.unconfirmed(data);
}
