import { untilAborted } from '../http/until-aborted.ts';
import type { ServiceAccountKey } from './service-account-key.ts';
import { GoogleFailure } from './google-failure.ts';

/** One attempt each; retrying is the caller's. Every rejection is a GoogleFailure or the reason of the aborted signal. */
export interface GoogleConnection {
  /** Gets an access token; the reads use it. */
  authorize(): Promise<void>;
  /** The body of `spreadsheets.values.get`, unvalidated. */
  readValues(spreadsheetId: string, range: string): Promise<unknown>;
}

export interface GoogleConnectionOptions {
  readonly key: ServiceAccountKey;
  /** Origin of the Sheets API. */
  readonly baseUrl: URL;
  /** For one exchange from the first byte to the last. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The address that Google's library asks for tokens, whatever the key says. */
const hardCodedTokenAddress = 'https://oauth2.googleapis.com/token';
const readScope = 'https://www.googleapis.com/auth/spreadsheets.readonly';
/** A sheet of this size is no check-list. */
const maxBodyBytes = 32 * 1024 * 1024;
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Loads Google's library (0.1 s), which is why it is not imported at the top. */
export async function connectToGoogle(options: GoogleConnectionOptions): Promise<GoogleConnection> {
  const { auth, sheets } = await import('@googleapis/sheets');
  const { key, signal } = options;
  const tokenAddress = new URL(key.tokenUri);
  const jwt = new auth.JWT({
    email: key.clientEmail,
    key: key.privateKey,
    scopes: [readScope],
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
