import type { Answer } from '../server/answer.ts';
import type { Route, Service, ServiceRequest } from '../server/service.ts';
import type { CallPlanner } from '../world/call-plan.ts';
import type { Credentials } from '../world/credentials.ts';
import { findGroups } from './find-groups.ts';
import { listCalls } from './list-calls.ts';
import { logIn } from './log-in.ts';
import { readTranscript } from './read-transcript.ts';
import { tbankError } from './tbank-errors.ts';
import { TokenStore } from './token-store.ts';

const loginPaths = ['/v2/bff-core-app/auth/session-start', '/auth/session-start', '/rest/auth/session-start'];

export interface TbankParts {
  readonly planner: CallPlanner;
  readonly credentials: Credentials;
  /** The clock, in milliseconds; decides when tokens expire. */
  readonly now: () => number;
}

/** The imitated T-Bank TQM. */
export function createTbankService({ planner, credentials, now }: TbankParts): Service {
  const tokens = new TokenStore(now);
  const protect =
    (answer: (request: ServiceRequest) => Answer) =>
    (request: ServiceRequest): Answer => {
      tokens.check(request);
      return answer(request);
    };
  return {
    name: 'tbank',
    bodyLimit: 64 * 1024,
    everyAnswer: { 'x-callq-sandbox': 'true', 'x-correlation-id': 'sandbox-correlation-id' },
    errorAnswer: (status, headers) => tbankError(status, `sandbox: status ${status}`, headers),
    routes: [
      ...loginPaths.map((path) =>
        route('login', 'POST', path, (request) => logIn(request, credentials, tokens)),
      ),
      route(
        'groups',
        'GET',
        '/v2/bff-core-app/organizational-structures/autocomplete-search',
        protect(findGroups),
      ),
      route(
        'calls',
        'POST',
        '/v2/bff-communication-search/callsessions',
        protect((request) => listCalls(request, planner)),
      ),
      route(
        'transcript',
        'POST',
        '/v2/bff-core-app/transcription/segment',
        protect((request) => readTranscript(request, planner)),
      ),
    ],
  };
}

function route(sort: string, method: 'GET' | 'POST', path: string, answer: Route['answer']): Route {
  return { sort, method, path: new RegExp(`^${path}$`), label: path, answer };
}
