import type { ServiceRequest } from '../server/service.ts';
import { refuseRead } from './google-errors.ts';

interface Grant {
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

const readScopes = [
  'https://www.googleapis.com/auth/spreadsheets.readonly',
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive.readonly',
  'https://www.googleapis.com/auth/drive',
];
const mostTokens = 10_000;
const readsPerMinute = 60;

/** Tokens of the service account, and how many reads it has left this minute. */
export class AccessTokens {
  readonly #now: () => number;
  readonly #grants = new Map<string, Grant>();
  #reads: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  add(token: string, grant: Grant): void {
    if (this.#grants.size >= mostTokens) this.#grants.clear();
    this.#grants.set(token, grant);
  }

  /** Refuses a read without token (401), without the scope (403) or beyond the quota (429). */
  checkRead(request: ServiceRequest): void {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const grant = token === undefined ? undefined : this.#grants.get(token);
    if (grant === undefined || grant.expiresAt <= this.#now()) refuseRead(401);
    if (!grant.scopes.some((scope) => readScopes.includes(scope))) {
      refuseRead(403, { message: 'Request had insufficient authentication scopes.' });
    }
    this.#reads = this.#reads.filter((time) => time > this.#now() - 60_000);
    if (this.#reads.length >= readsPerMinute) refuseRead(429);
    this.#reads.push(this.#now());
  }

  /** Forgets the reads of this minute. */
  reset(): void {
    this.#reads = [];
  }
}
