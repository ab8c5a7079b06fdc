import { withRetries } from '../http/retry.ts';
import type { GoogleConnection } from './google-connection.ts';
import { connectToGoogle } from './google-connection.ts';
import { GoogleFailure } from './google-failure.ts';
import type { GoogleRetryOptions } from './google-retry-policy.ts';
import { googleRetryPolicy } from './google-retry-policy.ts';
import { readServiceAccountKey } from './service-account-key.ts';
import type { SheetAddress } from './stop-messages.ts';
import { stopForSheet, stopForToken } from './stop-messages.ts';

/** How Google is reached. */
export interface SpreadsheetOptions extends GoogleRetryOptions {
  /** JSON_AUTH: the path of the service-account key or the JSON itself. */
  readonly serviceAccount: string;
  /** Where a relative path of the key starts. */
  readonly workingDirectory: string;
  /** For one exchange with Google, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Exchanges with Google under one token, with the patience that goes with it. */
export interface GoogleTalk {
  /** Whom spreadsheets are shared with. */
  readonly clientEmail: string;
  /** Sends it until it is answered; throws StopRunError, which names the sheet and says what to do. */
  exchange<Result>(
    address: SheetAddress,
    request: (google: GoogleConnection) => Promise<Result>,
  ): Promise<Result>;
}

const usualTimeoutsMs = { read: 30_000, write: 60_000 } as const;

/** Reads the key and gets a token with it, for reading or also for writing; the signal is that of the exchanges, too. */
export async function openGoogleTalk(
  options: SpreadsheetOptions,
  access: 'read' | 'write',
  signal: AbortSignal,
): Promise<GoogleTalk> {
  const { baseUrl, timeoutMs = usualTimeoutsMs[access] } = options;
  const key = await readServiceAccountKey(options.serviceAccount, options.workingDirectory, baseUrl);
  const google = await connectToGoogle({ key, baseUrl, timeoutMs, signal, access });
  const policy = googleRetryPolicy(options);
  await withRetries(() => google.authorize(), policy, signal).catch((error: unknown) => {
    throw error instanceof GoogleFailure ? stopForToken(error, key) : error;
  });
  return {
    clientEmail: key.clientEmail,
    exchange: async (address, request) => {
      try {
        return await withRetries(() => request(google), policy, signal);
      } catch (error) {
        throw error instanceof GoogleFailure ? stopForSheet(error, address, key, access) : error;
      }
    },
  };
}
