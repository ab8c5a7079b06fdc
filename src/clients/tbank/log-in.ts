import * as z from 'zod';
import { StopRunError } from '../../domain/errors.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { describeBrokenField } from './shape.ts';
import type { TbankAnswer, TbankApi } from './tbank-api.ts';
import { failureOfStatus, TbankFailure } from './tbank-failure.ts';

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly authType: string;
  readonly authSystem: string;
  readonly loginPath: string;
}

export interface Login {
  readonly accessToken: string;
  /** The server says that its calls are invented. */
  readonly isSandbox: boolean;
}

/** A login that T-Bank refused. Nobody may try again: repeated wrong logins can lock the account. */
export class LoginRefusedError extends StopRunError {}

const loginAnswerSchema = z.object({ accessToken: z.string().min(1) });

/** One login; only an answer that is no verdict (5xx, 429, a broken connection) is tried again. Throws StopRunError. */
export async function logIn(
  api: TbankApi,
  credentials: Credentials,
  now: () => Date,
  signal: AbortSignal,
): Promise<Login> {
  const { login, password, authType, authSystem, loginPath } = credentials;
  const what = `T-Bank login (POST ${loginPath})`;
  // "authentification" is T-Bank's spelling.
  const body = { login, password, authentificationType: authType, authSystem };
  let answer: TbankAnswer;
  try {
    answer = await api.request(
      { what, method: 'POST', path: loginPath, body },
      async (send) => finalWhenForbidden(what, await send({}), now()),
      signal,
    );
  } catch (error) {
    throw error instanceof TbankFailure ? stopForLogin(error) : error;
  }
  const parsing = loginAnswerSchema.safeParse(answer.value);
  if (!parsing.success) {
    const field = describeBrokenField(parsing.error);
    throw new StopRunError('tbank_response', `${what}: the answer is not as documented, field ${field}`);
  }
  return {
    accessToken: parsing.data.accessToken,
    isSandbox: answer.headers['x-callq-sandbox'] !== undefined,
  };
}

/** Even with a page: nobody can tell a blocked burst from a refused password here. */
function finalWhenForbidden(what: string, response: HttpResponse, now: Date): HttpResponse {
  if (response.status !== 403) return response;
  throw failureOfStatus(what, response, now).asFinal();
}

function stopForLogin(failure: TbankFailure): StopRunError {
  const { status, message } = failure;
  const options = { cause: failure };
  if (status === 401 || status === 403) {
    const advice =
      'check LOGIN and PASSWORD (and AUTH_TYPE, AUTH_SYSTEM); it is not tried again, since repeated wrong logins can lock the account';
    return new LoginRefusedError('login', `${message}: T-Bank refused the login; ${advice}`, options);
  }
  const advice = failure.isRetryable
    ? 'also after several tries; run again later'
    : 'check TBANK_BASE_URL and TBANK_LOGIN_PATH';
  return new StopRunError('login', `${message}: ${advice}`, options);
}
