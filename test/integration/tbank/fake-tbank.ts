import type { ServerResponse } from 'node:http';
import { createCallSource } from '../../../src/clients/tbank/create-call-source.ts';
import type { CallSourceOptions } from '../../../src/clients/tbank/create-call-source.ts';
import type { LogFields, Logger } from '../../../src/domain/ports.ts';
import type { ReceivedRequest, TestServer } from '../../support/http-server.ts';
import { sendJson, startHttpServer } from '../../support/http-server.ts';

export type Answer = (request: ReceivedRequest, response: ServerResponse) => unknown;

export const loginPath = '/v2/bff-core-app/auth/session-start';
export const groupPath = '/v2/bff-core-app/organizational-structures/autocomplete-search';
export const listingPath = '/v2/bff-communication-search/callsessions';
export const transcriptPath = '/v2/bff-core-app/transcription/segment';
export const neverAborted = new AbortController().signal;

export const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    sendJson(response, status, value, headers);
  };

export const html =
  (status = 200): Answer =>
  (_, response) =>
    response
      .writeHead(status, { 'content-type': 'text/html', 'x-correlation-id': 'corr-1' })
      .end('\n<!DOCTYPE html><title>MARKED-BODY</title>');

export const raw =
  (body: string, status = 200): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);

/** Answers in turn; the last one stays. */
export function inTurn(...answers: Answer[]): Answer {
  return (request, response) => (answers.length > 1 ? answers.shift() : answers[0])?.(request, response);
}

export const groups = [
  { id: 5, name: 'Торговые представители', externalId: null, breadCrumbs: 'x', type: 'user' },
  { id: 77, name: 'Торговые представители', externalId: null, breadCrumbs: 'x', type: 'workGroup' },
  { id: 78, name: 'Торговые представители Юг', externalId: null, breadCrumbs: 'x', type: 'workGroup' },
  { id: 6, name: 'МАРКЕР Иванов Торговый', externalId: null, breadCrumbs: 'x', type: 'user' },
];

export function call(id: number, fields: Record<string, unknown> = {}) {
  return {
    segmentId: id,
    startDate: '2026-11-20T10:00:00Z',
    endDate: '2026-11-20T10:02:00Z',
    duration: 120,
    operatorUserId: 501,
    operatorUserLogin: 'malev',
    operatorUserFullName: 'Оператор Малев Сергей',
    callDirection: 'outbound',
    clientPhoneNumber: '+79990000001',
    somethingNew: { a: 1 },
    ...fields,
  };
}

/** A T-Bank that tests change as they go: tokens it takes, and an answer for every address. */
export interface FakeTbank extends TestServer {
  validToken: string;
  login: Answer;
  group: Answer;
  listing: Answer;
  transcript: Answer;
  of(path: string): ReceivedRequest[];
}

export async function startFakeTbank(): Promise<FakeTbank> {
  let logins = 0;
  const state = {
    validToken: '',
    login: ((_, response) => {
      logins += 1;
      state.validToken = `TOKEN-${logins}`;
      sendJson(response, 200, { userId: '1', accessToken: state.validToken, refreshToken: 'MARKED-REFRESH' });
    }) as Answer,
    group: json(groups),
    listing: json({ items: [call(1)], nextPage: null }),
    transcript: json(null),
  };
  const server = await startHttpServer((request, response) => {
    const path = request.path.replace(/\?.*$/u, '');
    if (path === loginPath) return void state.login(request, response);
    if (request.headers.authorization !== `Bearer ${state.validToken}`) {
      sendJson(response, 401, { message: 'MARKED-BODY' }, { 'x-correlation-id': 'corr-401' });
      return;
    }
    if (path === groupPath) return void state.group(request, response);
    if (path === listingPath) return void state.listing(request, response);
    return void state.transcript(request, response);
  });
  return Object.assign(state, {
    url: server.url,
    requests: server.requests,
    connectionCount: 0,
    close: () => server.close(),
    of: (path: string) => server.requests.filter((request) => request.path.startsWith(path)),
  });
}

export interface RecordingLogger extends Logger {
  readonly lines: (readonly [string, LogFields | undefined])[];
}

export function recordingLogger(): RecordingLogger {
  const lines: (readonly [string, LogFields | undefined])[] = [];
  const log = (message: string, fields?: LogFields) => void lines.push([message, fields]);
  return { lines, debug: log, info: log, warn: log, error: log };
}

export function sourceFor(server: TestServer, overrides: Partial<CallSourceOptions> = {}) {
  return createCallSource({
    baseUrl: server.url,
    login: 'night-robot',
    password: 'MARKED-PASSWORD',
    authType: 'tqm',
    authSystem: 'tqm',
    groupName: ' торговые ПРЕДСТАВИТЕЛИ ',
    extraHeaders: {},
    concurrency: 4,
    requestsPerSecond: 10_000,
    logger: recordingLogger(),
    random: () => 0,
    retry: { delay: () => 0 },
    loginSpacingMs: 0,
    requestTimeoutMs: 2000,
    ...overrides,
  });
}

/** What a promise was rejected with; fails when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => ({ resolved: true }),
    (error: unknown) => ({ error }),
  );
  if ('resolved' in outcome) throw new Error('the promise was expected to be rejected');
  return outcome.error;
}
