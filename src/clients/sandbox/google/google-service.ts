import type { Service } from '../server/service.ts';
import { googleError } from './google-errors.ts';
import { issueToken, type TokenIssuer } from './issue-token.ts';
import { readValues } from './read-values.ts';

/** The imitated Google: token endpoint and Sheets. */
export function createGoogleService(issuer: TokenIssuer): Service {
  return {
    name: 'google',
    bodyLimit: 64 * 1024,
    everyAnswer: { 'x-callq-sandbox': 'true' },
    errorAnswer: (status, headers) => googleError(status, {}, headers),
    routes: [
      {
        sort: 'token',
        method: 'POST',
        path: /^\/token$/,
        label: '/token',
        answer: (request) => issueToken(request, issuer),
      },
      {
        sort: 'values',
        method: 'GET',
        path: /^\/v4\/spreadsheets\/([^/]+)\/values\/([^/]+)$/,
        label: '/v4/spreadsheets/{id}/values/{range}',
        answer: (request) => {
          issuer.tokens.checkRead(request);
          return readValues(request);
        },
      },
    ],
  };
}
