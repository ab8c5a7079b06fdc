import { StopRunError } from '../../domain/errors.ts';
import type { AppsScript } from '../../domain/export-ports.ts';
import type { HttpClient, HttpResponse } from '../http/http-client.ts';
import { createHttpClient } from '../http/http-client.ts';
import { TransportError } from '../http/http-errors.ts';
import { decodeBody } from '../http/json-body.ts';
import { judgePage } from './judge-page.ts';
import { nextAddress } from './next-address.ts';

export interface AppsScriptOptions {
  /** APPS_SCRIPT_URL. Whoever has it can call the function: shown with its host only. */
  readonly url: URL;
  /** APPS_SCRIPT_FUNCTION */
  readonly action: string;
  /** Whether plain http may be spoken with this name: a private one. */
  readonly mayBePlain: (hostname: string) => boolean;
  /** For the whole call with its redirects, in milliseconds; Google ends a function after 6 minutes. */
  readonly timeoutMs?: number;
}

const longestCallMs = 7 * 60_000;
const mostRedirects = 10;
/** Enough to tell a login page or an error page. */
const maxBodyBytes = 256 * 1024;

/**
 * The department's web app: `GET <url>?action=<function>`. Asked once: a function that ran may have changed something. The
 * only place of CallQ where redirects are followed, because Google answers with one.
 */
export function createAppsScript(options: AppsScriptOptions): AppsScript {
  const { url, action, mayBePlain, timeoutMs = longestCallMs } = options;
  return {
    call: async (signal) => {
      const client = createHttpClient({
        connectTimeoutMs: 15_000,
        headersTimeoutMs: timeoutMs,
        bodyTimeoutMs: 30_000,
        totalTimeoutMs: timeoutMs,
        maxBodyBytes,
        connections: 1,
        overflow: 'cut',
      });
      const overdue = AbortSignal.timeout(timeoutMs);
      try {
        const address = new URL(url);
        address.searchParams.set('action', action);
        await callFunction({ client, mayBePlain }, address, AbortSignal.any([signal, overdue]));
      } catch (error) {
        signal.throwIfAborted();
        throw stopForCall(overdue.aborted ? overdue.reason : error, url.host, timeoutMs);
      } finally {
        await client.close();
      }
    },
  };
}

async function callFunction(
  { client, mayBePlain }: { readonly client: HttpClient } & Pick<AppsScriptOptions, 'mayBePlain'>,
  first: URL,
  signal: AbortSignal,
): Promise<void> {
  let address = first;
  for (let redirects = 0; ; redirects += 1) {
    const response = await client.send({ method: 'GET', url: address }, signal);
    const next = nextAddress(address, response, mayBePlain);
    if (next === null) {
      judge(response, address);
      return;
    }
    if (redirects === mostRedirects) {
      throw scriptError(first.host, `redirects more than ${mostRedirects} times; check APPS_SCRIPT_URL`);
    }
    address = next;
  }
}

function judge(response: HttpResponse, { host, pathname }: URL): void {
  const problem = judgePage({ status: response.status, host, pathname, body: decodeBody(response.body) });
  if (problem !== null) throw scriptError(host, problem);
}

function scriptError(host: string, what: string): StopRunError {
  return new StopRunError('apps_script', `The Apps Script function (${host}) ${what}`);
}

function stopForCall(error: unknown, host: string, timeoutMs: number): unknown {
  const isTimeout =
    (error instanceof TransportError && error.kind === 'timeout') ||
    (error instanceof Error && error.name === 'TimeoutError');
  if (isTimeout) {
    return scriptError(
      host,
      `did not end within ${Math.round(timeoutMs / 1000)} s; it may still be running: see its executions in the Apps Script project`,
    );
  }
  if (error instanceof TransportError) {
    return scriptError(host, `could not be reached, ${error.message}; check APPS_SCRIPT_URL and the network`);
  }
  return error;
}
