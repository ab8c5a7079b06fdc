import { StopRunError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import { sleepFor } from '../http/retry.ts';
import type { Credentials } from './log-in.ts';
import { logIn, LoginRefusedError } from './log-in.ts';
import type { TbankAnswer, TbankApi, TbankRequest } from './tbank-api.ts';
import { failureOfStatus } from './tbank-failure.ts';
import { untilAborted } from '../http/until-aborted.ts';

export interface TbankSessionOptions {
  readonly api: TbankApi;
  readonly credentials: Credentials;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Monotonic, in milliseconds. */
  readonly clockMs: () => number;
  /** Logins are at least this far apart, in milliseconds. */
  readonly loginSpacingMs: number;
  /** Numbers from 0 up to 1, for taking turns. */
  readonly random: () => number;
}

/** So many tokens in a row that T-Bank refuses before a single request went through are no coincidence. */
const mostUselessTokens = 3;
/** A token that lived for fewer login spacings than this did not expire: somebody else logged in with the same LOGIN. */
const shortLife = 10;

interface Token {
  readonly text: string;
  readonly obtainedAtMs: number;
  /** A request went through with it. */
  proven: boolean;
}

/**
 * The login and its token, shared by all requests. Tokens can expire several times a night and there is no refresh, so a
 * refused token means a new login: one for everybody, and not before a minute has passed since the last one.
 *
 * T-Bank may end the older session of an account when another run logs in (the departments share one). Whoever is ended so
 * leaves the other a turn of half a minute to a minute before it takes the account back: both come through the night, which
 * they would not if each logged in as soon as its own minute is over.
 */
export class TbankSession {
  readonly #options: TbankSessionOptions;
  /** Logins are nobody's own: they end when the session does. */
  readonly #closing = new AbortController();
  #token: Token | null = null;
  #uselessTokens = 0;
  #loginUnderWay: Promise<Token> | null = null;
  /** Set once and for all: see LoginRefusedError. */
  #refusal: LoginRefusedError | null = null;
  #isSandbox = false;

  constructor(options: TbankSessionOptions) {
    this.#options = options;
  }

  /** Logs in when nobody has yet; says whether the server's calls are invented. */
  async open(signal: AbortSignal): Promise<{ readonly isSandbox: boolean }> {
    if (this.#token === null) await this.#newToken(signal);
    return { isSandbox: this.#isSandbox };
  }

  /** Throws TbankFailure when the request failed for good, StopRunError when the login did. */
  async request(request: TbankRequest, signal: AbortSignal): Promise<TbankAnswer> {
    return this.#options.api.request(
      request,
      async (send) => {
        let token = this.#token ?? (await this.#newToken(signal));
        let renewed = false;
        for (;;) {
          const response = await send({ authorization: `Bearer ${token.text}` });
          if (response.status !== 401) {
            token.proven = true;
            return response;
          }
          const current = this.#currentToken();
          if (current !== null && current !== token) {
            token = current; // replaced while the request was under way: no reason for a login
          } else if (renewed) {
            throw failureOfStatus(request.what, response, this.#options.now());
          } else {
            token = await this.#newToken(signal);
            renewed = true;
          }
        }
      },
      signal,
    );
  }

  close(): void {
    this.#closing.abort(new Error('The T-Bank session was closed.'));
  }

  /** Fields change during an await, which the compiler does not expect. */
  #currentToken(): Token | null {
    return this.#token;
  }

  /** One login for all who wait; each stops waiting at its own signal. */
  async #newToken(signal: AbortSignal): Promise<Token> {
    signal.throwIfAborted();
    if (this.#refusal !== null) throw this.#refusal;
    this.#loginUnderWay ??= this.#logInAgain().finally(() => {
      this.#loginUnderWay = null;
    });
    return untilAborted(this.#loginUnderWay, signal);
  }

  async #logInAgain(): Promise<Token> {
    const { api, credentials, clockMs, now } = this.#options;
    if (this.#token !== null) await this.#waitForNextLogin(this.#token);
    try {
      const login = await logIn(api, credentials, now, this.#closing.signal);
      this.#isSandbox ||= login.isSandbox;
      this.#token = { text: login.accessToken, obtainedAtMs: clockMs(), proven: false };
      return this.#token;
    } catch (error) {
      if (error instanceof LoginRefusedError) this.#refusal = error;
      throw error;
    }
  }

  async #waitForNextLogin(last: Token): Promise<void> {
    const { clockMs, loginSpacingMs, logger, random } = this.#options;
    this.#uselessTokens = last.proven ? 0 : this.#uselessTokens + 1;
    if (this.#uselessTokens >= mostUselessTokens) {
      throw new StopRunError(
        'login',
        'T-Bank refuses every token that it has just given (HTTP 401): is LOGIN in use by another program at the same time?',
      );
    }
    const ageMs = clockMs() - last.obtainedAtMs;
    const isTaken = ageMs < shortLife * loginSpacingMs;
    const turnMs = isTaken ? loginSpacingMs * (0.5 + 0.5 * random()) : 0;
    const delayMs = Math.max(0, Math.ceil(loginSpacingMs - ageMs), Math.ceil(turnMs));
    const hint = isTaken ? ' (does another program use the same LOGIN? they take turns)' : '';
    logger.info(`T-Bank no longer takes its token: logging in again${hint}`, { stage: 'tbank', delayMs });
    if (delayMs > 0) await sleepFor(delayMs, this.#closing.signal);
  }
}
