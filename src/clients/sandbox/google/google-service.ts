import type { Service } from '../server/service.ts';
import { googleError } from './google-errors.ts';
import { issueToken, type TokenIssuer } from './issue-token.ts';
import { changeSheet, readSheets } from './change-sheet.ts';
import { readValues } from './read-values.ts';
import { createScriptRoutes } from './script-routes.ts';
import { Workbooks } from './workbooks.ts';
import { writeValues } from './write-values.ts';

/** The imitated Google: token endpoint, Sheets, and one Apps Script web app. */
export function createGoogleService(issuer: TokenIssuer): Service {
  const workbooks = new Workbooks();
  return {
    name: 'google',
    bodyLimit: 10 * 1024 * 1024,
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
          return readValues(request, workbooks);
        },
      },
      {
        sort: 'sheets',
        method: 'GET',
        path: /^\/v4\/spreadsheets\/([^/:]+)$/,
        label: '/v4/spreadsheets/{id}',
        answer: (request) => {
          issuer.tokens.checkRead(request);
          return readSheets(request, workbooks);
        },
      },
      {
        sort: 'change',
        method: 'POST',
        path: /^\/v4\/spreadsheets\/([^/:]+):batchUpdate$/,
        label: '/v4/spreadsheets/{id}:batchUpdate',
        answer: (request) => {
          issuer.tokens.checkWrite(request);
          return changeSheet(request, workbooks);
        },
      },
      {
        sort: 'write',
        method: 'POST',
        path: /^\/v4\/spreadsheets\/([^/]+)\/values:batchUpdate$/,
        label: '/v4/spreadsheets/{id}/values:batchUpdate',
        answer: (request) => {
          issuer.tokens.checkWrite(request);
          return writeValues(request, workbooks);
        },
      },
      ...createScriptRoutes(),
    ],
  };
}
