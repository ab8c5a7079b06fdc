import { performance } from 'node:perf_hooks';
import pLimit from 'p-limit';
import { CallError } from '../../domain/errors.ts';
import type { CallSource, Logger } from '../../domain/ports.ts';
import type { Transcript } from '../../domain/transcript.ts';
import { createHttpClient } from '../http/http-client.ts';
import type { RetryPolicy } from '../http/retry.ts';
import type { OperatorGroup } from './find-group.ts';
import { findGroup } from './find-group.ts';
import { listDay } from './list-day.ts';
import { createPacer } from './pacer.ts';
import { parseTranscript } from './parse-transcript.ts';
import { createTbankApi } from './tbank-api.ts';
import { TbankFailure } from './tbank-failure.ts';
import { TbankSession } from './tbank-session.ts';
import { TbankWatch } from './tbank-watch.ts';

export interface CallSourceOptions {
  /** TBANK_BASE_URL, an origin. */
  readonly baseUrl: URL;
  readonly login: string;
  readonly password: string;
  readonly authType: string;
  readonly authSystem: string;
  readonly loginPath?: string;
  /** AGENT_GROUP_NAME. */
  readonly groupName: string;
  /** Sent with every request; they cannot replace CallQ's own. */
  readonly extraHeaders: Readonly<Record<string, string>>;
  /** Requests under way at a time. */
  readonly concurrency: number;
  readonly requestsPerSecond: number;
  /** CALLQ_BREAKER_FAILURES: failures in a row that end the run; 0 or left out: none does. */
  readonly breakerFailures?: number;
  readonly itemsPerPage?: number;
  readonly logger: Logger;
  readonly random: () => number;
  readonly now?: () => Date;
  /** Tests shorten the waits: between tries, between logins, for one request (milliseconds). */
  readonly retry?: Pick<RetryPolicy, 'delay' | 'sleep'>;
  readonly loginSpacingMs?: number;
  readonly requestTimeoutMs?: number;
}

const defaultLoginPath = '/v2/bff-core-app/auth/session-start';
const transcriptPath = '/v2/bff-core-app/transcription/segment?token=';
/** A page of 1000 calls is about 1 MB, a long transcript less. */
const maxBodyBytes = 64 * 1024 * 1024;

export interface TbankCallSource extends CallSource {
  /** The first half of `open`: only logs in. */
  logIn(signal: AbortSignal): Promise<{ readonly isSandbox: boolean }>;
  /** The second half, with any name: from now on this group's calls are listed. */
  chooseGroup(name: string, signal: AbortSignal): Promise<void>;
  /** Ends the connections and whatever is still under way. */
  close(): Promise<void>;
}

/** T-Bank TQM as the source of calls and transcripts. */
export function createCallSource(options: CallSourceOptions): TbankCallSource {
  const { itemsPerPage = 1000, groupName, logger, requestTimeoutMs = 120_000 } = options;
  const http = createHttpClient({
    connectTimeoutMs: 10_000,
    headersTimeoutMs: requestTimeoutMs,
    bodyTimeoutMs: requestTimeoutMs,
    totalTimeoutMs: requestTimeoutMs,
    maxBodyBytes,
    connections: options.concurrency,
  });
  const session = createSession(options, http);
  let group: OperatorGroup | null = null;

  async function chooseGroup(name: string, signal: AbortSignal): Promise<void> {
    group = await findGroup(name, (request) => session.request(request, signal));
  }

  async function open(signal: AbortSignal): Promise<{ readonly isSandbox: boolean }> {
    const opened = await session.open(signal);
    if (group === null) await chooseGroup(groupName, signal);
    return opened;
  }

  return {
    logIn: (signal) => session.open(signal),
    chooseGroup,
    open,
    async *pages(window, signal) {
      if (group === null) await open(signal);
      if (group === null) throw new Error('open() ended without a group');
      const ask: Parameters<typeof listDay>[0]['ask'] = (request) => session.request(request, signal);
      return yield* listDay({ group, window, itemsPerPage, ask, logger });
    },
    transcript: (callId, signal) => readTranscript(session, callId, signal),
    async close() {
      session.close();
      await http.close();
    },
  };
}

function createSession(options: CallSourceOptions, http: ReturnType<typeof createHttpClient>): TbankSession {
  const { logger, now = () => new Date(), loginPath = defaultLoginPath } = options;
  const api = createTbankApi({
    baseUrl: options.baseUrl,
    extraHeaders: options.extraHeaders,
    http,
    inSlot: pLimit(options.concurrency),
    pace: createPacer(options.requestsPerSecond),
    logger,
    random: options.random,
    now,
    retry: options.retry,
    watch: new TbankWatch({
      breakerFailures: options.breakerFailures ?? 0,
      random: options.random,
      delay: options.retry?.delay,
    }),
  });
  return new TbankSession({
    api,
    credentials: { ...options, loginPath },
    logger,
    now,
    clockMs: () => performance.now(),
    loginSpacingMs: options.loginSpacingMs ?? 60_000,
    random: options.random,
  });
}

async function readTranscript(
  session: TbankSession,
  callId: number,
  signal: AbortSignal,
): Promise<Transcript | null> {
  const what = `T-Bank transcript (POST ${transcriptPath})`;
  try {
    const answer = await session.request(
      {
        what,
        method: 'POST',
        path: transcriptPath,
        body: { segmentId: callId },
        absentStatuses: [404],
        callId,
      },
      signal,
    );
    const parsing = parseTranscript(answer.value);
    if (parsing.ok) return parsing.transcript;
    const message = `${what}: the answer is not as documented, field ${parsing.problem}`;
    throw new CallError('transcript', 'bad_response', message);
  } catch (error) {
    if (!(error instanceof TbankFailure)) throw error;
    const status = error.status === null ? {} : { status: error.status };
    throw new CallError('transcript', error.failureClass, error.message, { cause: error, ...status });
  }
}
