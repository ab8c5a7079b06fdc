import { createPublicKey, verify } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ReceivedRequest, TestServer } from '../../support/http-server.ts';
import { sendJson, startHttpServer } from '../../support/http-server.ts';

export type Answer = (request: ReceivedRequest, response: ServerResponse) => void;

export interface FakeGoogle extends TestServer {
  /** Answers of the token address, in order; the last one stays. Without any a good token is given. */
  tokenAnswers: Answer[];
  /** Answers of the sheet reads, in order; the last one stays. Without any the sheets are served. */
  readAnswers: Answer[];
  readonly tokenRequests: readonly ReceivedRequest[];
  readonly reads: readonly ReceivedRequest[];
}

export const accessToken = 'ya29.MARKED-ACCESS-TOKEN';

export const apiError =
  (code: number, status: string, message: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    sendJson(response, code, { error: { code, message, status } }, headers);
  };

export const tokenError =
  (description: string, status = 400): Answer =>
  (_, response) => {
    sendJson(response, status, { error: 'invalid_grant', error_description: description });
  };

export const html =
  (status: number): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>MARKED-BODY</title>');
  };

/** Token address and Sheets API on one port; it verifies the signed request and the read's form as Google does. */
export async function startFakeGoogle(
  privateKey: string,
  sheets: Readonly<Record<string, unknown[][]>>,
): Promise<FakeGoogle> {
  const state = { tokenAnswers: [] as Answer[], readAnswers: [] as Answer[] };
  const tokenRequests: ReceivedRequest[] = [];
  const reads: ReceivedRequest[] = [];
  const next = (answers: Answer[]) => (answers.length > 1 ? answers.shift() : answers[0]);
  const server: TestServer = await startHttpServer((request, response) => {
    if (request.path === '/some/token') {
      tokenRequests.push(request);
      (next(state.tokenAnswers) ?? giveToken(privateKey, `${server.url.origin}/some/token`))(
        request,
        response,
      );
    } else {
      reads.push(request);
      (next(state.readAnswers) ?? serveSheet(sheets))(request, response);
    }
  });
  return Object.assign(state, {
    url: server.url,
    requests: server.requests,
    connectionCount: 0,
    close: () => server.close(),
    tokenRequests,
    reads,
  });
}

const giveToken =
  (privateKey: string, audience: string): Answer =>
  ({ body }, response) => {
    const form = new URLSearchParams(body);
    const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const publicKey = createPublicKey(privateKey);
    const signed = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${claims}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    );
    const claim = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const ok =
      signed &&
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      claim['aud'] === audience &&
      claim['iss'] === 'robot@project.iam.gserviceaccount.com' &&
      claim['scope'] === 'https://www.googleapis.com/auth/spreadsheets.readonly' &&
      Number(claim['exp']) - Number(claim['iat']) <= 3600;
    if (ok) sendJson(response, 200, { access_token: accessToken, expires_in: 3599, token_type: 'Bearer' });
    else sendJson(response, 400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
  };

const serveSheet =
  (sheets: Readonly<Record<string, unknown[][]>>): Answer =>
  (request, response) => {
    const url = new URL(request.path, 'http://host');
    const [, id, range = ''] = /^\/v4\/spreadsheets\/([^/]+)\/values\/([^/]+)$/u.exec(url.pathname) ?? [];
    const [, name = '', columns] = /^'(.*)'!(A:[BD])$/u.exec(decodeURIComponent(range)) ?? [];
    const rows = sheets[name.replaceAll("''", "'")];
    if (request.headers.authorization !== `Bearer ${accessToken}`) {
      apiError(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')(request, response);
    } else if (id !== 'SPREADSHEET-1') {
      apiError(404, 'NOT_FOUND', 'Requested entity was not found.')(request, response);
    } else if (rows === undefined || url.searchParams.get('valueRenderOption') !== 'UNFORMATTED_VALUE') {
      apiError(400, 'INVALID_ARGUMENT', `Unable to parse range: ${range}`)(request, response);
    } else {
      const values = rows.length === 0 ? {} : { values: rows };
      sendJson(response, 200, { range: `'${name}'!${columns ?? ''}`, majorDimension: 'ROWS', ...values });
    }
  };
