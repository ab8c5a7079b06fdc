import { randomBytes } from 'node:crypto';
import type { ServiceRequest } from '../server/service.ts';
import { refuse } from './tbank-errors.ts';

/** A token is good for one hour. */
const tokenLifetimeMs = 3_600_000;
const mostTokens = 10_000;

/** Access tokens that were given out. */
export class TokenStore {
  readonly #now: () => number;
  readonly #expiry = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(): { token: string; expires: Date } {
    if (this.#expiry.size >= mostTokens) this.#expiry.clear();
    const token = `sandbox-${randomBytes(24).toString('base64url')}`;
    const expires = this.#now() + tokenLifetimeMs;
    this.#expiry.set(token, expires);
    return { token, expires: new Date(expires) };
  }

  /** A new session ends all others. */
  revokeAll(): void {
    this.#expiry.clear();
  }

  /** Refuses a request without a valid bearer token. */
  check(request: ServiceRequest): void {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) refuse(401, 'bearer token is missing');
    if (request.fault?.kind === 'expire') this.#expiry.delete(token);
    const expiry = this.#expiry.get(token);
    if (expiry === undefined || expiry <= this.#now()) {
      this.#expiry.delete(token);
      refuse(401, 'access token is invalid or expired');
    }
  }
}
