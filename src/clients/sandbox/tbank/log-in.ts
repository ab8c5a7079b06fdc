import { randomBytes } from 'node:crypto';
import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import type { Credentials } from '../world/credentials.ts';
import { readJsonBody } from './read-json-body.ts';
import { refuse } from './tbank-errors.ts';
import type { TokenStore } from './token-store.ts';

const fields = ['login', 'password', 'authentificationType', 'authSystem'];

/** Answers session-start. */
export function logIn(request: ServiceRequest, credentials: Credentials, tokens: TokenStore): Answer {
  const body = readJsonBody(request, fields);
  for (const field of fields) {
    if (typeof body[field] !== 'string') refuse(400, `${field} must be a string`);
  }
  if (body['authentificationType'] !== 'tqm' || body['authSystem'] !== 'tqm') {
    refuse(400, 'unknown authentificationType or authSystem');
  }
  if (body['login'] !== credentials.login || body['password'] !== credentials.password) {
    refuse(401, 'wrong login or password');
  }
  if (request.fault?.kind === 'one-session') tokens.revokeAll();
  const { token, expires } = tokens.issue();
  return jsonAnswer(200, {
    userId: '90417',
    accessToken: token,
    refreshToken: randomBytes(24).toString('base64url'),
    userLogin: credentials.login,
    accessTokenExpiredDate: expires.toISOString(),
    sessionSource: 'sandbox',
  });
}
