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
const writeScopes = [
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive',
  'https://www.googleapis.com/auth/drive.file',
];
const mostTokens = 10_000;
/** Of reads, and as many of writes. */
const requestsPerMinute = 60;

/** Tokens of the service account, and how many reads and writes it has left this minute. */
export class AccessTokens {
  readonly #now: () => number;
  readonly #grants = new Map<string, Grant>();
  readonly #recent: Record<'Read' | 'Write', number[]> = { Read: [], Write: [] };

  constructor(now: () => number) {
    this.#now = now;
  }

  add(token: string, grant: Grant): void {
    if (this.#grants.size >= mostTokens) this.#grants.clear();
    this.#grants.set(token, grant);
  }

  /** Refuses a read without token (401), without the scope (403) or beyond the quota (429). */
  checkRead(request: ServiceRequest): void {
    this.#check(request, 'Read', readScopes);
  }

  /** The same for a write. */
  checkWrite(request: ServiceRequest): void {
    this.#check(request, 'Write', writeScopes);
  }

  /** Forgets the requests of this minute. */
  reset(): void {
    this.#recent.Read = [];
    this.#recent.Write = [];
  }

  #check(request: ServiceRequest, kind: 'Read' | 'Write', allowed: readonly string[]): void {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const grant = token === undefined ? undefined : this.#grants.get(token);
    if (grant === undefined || grant.expiresAt <= this.#now()) refuseRead(401);
    if (!grant.scopes.some((scope) => allowed.includes(scope))) {
      refuseRead(403, {
        message: 'Request had insufficient authentication scopes.',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' },
        ],
      });
    }
    const recent = this.#recent[kind].filter((time) => time > this.#now() - 60_000);
    this.#recent[kind] = recent;
    if (recent.length >= requestsPerMinute) {
      refuseRead(429, {
        message: `Quota exceeded for quota metric '${kind} requests' and limit '${kind} requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:417000000001'.`,
      });
    }
    recent.push(this.#now());
  }
}
