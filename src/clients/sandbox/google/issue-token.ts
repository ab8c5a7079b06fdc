import { createVerify, randomBytes } from 'node:crypto';
import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import { refuseToken } from './google-errors.ts';
import type { AccessTokens } from './access-tokens.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Google's own audiences are right as well: its client library signs for them whatever `token_uri` says. */
const googleAudiences = ['https://oauth2.googleapis.com/token', 'https://www.googleapis.com/oauth2/v4/token'];
const longestLifetimeSeconds = 3600;
const clockSkewSeconds = 300;
const shortLivedText =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';

export interface TokenIssuer {
  readonly serviceAccountEmail: string;
  readonly publicKey: string;
  readonly tokenUri: () => string;
  readonly now: () => number;
  readonly tokens: AccessTokens;
}

type Claims = Readonly<Record<string, unknown>>;

/** Answers the token endpoint: checks the service account's signed JWT. */
export function issueToken(request: ServiceRequest, issuer: TokenIssuer): Answer {
  if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    refuseToken('invalid_request', 'Content-Type must be application/x-www-form-urlencoded');
  }
  const form = new URLSearchParams(request.body);
  if (form.get('grant_type') !== grantType) {
    refuseToken('unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type') ?? ''}`);
  }
  if (request.fault?.kind === 'clock-off') refuseToken('invalid_grant', shortLivedText);
  const claims = verifyAssertion(form.get('assertion') ?? '', issuer.publicKey);
  checkClaims(claims, issuer);
  const scopes = typeof claims['scope'] === 'string' ? claims['scope'].split(' ').filter(Boolean) : [];
  if (scopes.length === 0) {
    refuseToken('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  }
  const token = `ya29.sandbox-${randomBytes(24).toString('base64url')}`;
  issuer.tokens.add(token, { scopes, expiresAt: issuer.now() + longestLifetimeSeconds * 1000 });
  return jsonAnswer(200, {
    access_token: token,
    expires_in: longestLifetimeSeconds - 1,
    token_type: 'Bearer',
  });
}

function verifyAssertion(assertion: string, publicKey: string): Claims {
  const [header, payload, signature, more] = assertion.split('.');
  if (!header || !payload || !signature || more !== undefined) refuseToken('invalid_grant', 'Invalid JWT');
  const { alg } = decodePart(header);
  if (alg !== 'RS256') refuseToken('invalid_grant', 'Invalid JWT: unsupported algorithm.');
  const valid = createVerify('RSA-SHA256')
    .update(`${header}.${payload}`)
    .verify(publicKey, Buffer.from(signature, 'base64url'));
  if (!valid) refuseToken('invalid_grant', 'Invalid JWT Signature.');
  return decodePart(payload);
}

function decodePart(part: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Claims;
  } catch {
    // Anything that is no JSON object gets the answer below.
  }
  return refuseToken('invalid_grant', 'Invalid JWT');
}

function checkClaims(claims: Claims, issuer: TokenIssuer): void {
  const { iss, aud, iat, exp } = claims;
  if (iss !== issuer.serviceAccountEmail) {
    refuseToken('invalid_grant', 'Invalid grant: account not found');
  }
  if (typeof aud !== 'string' || ![issuer.tokenUri(), ...googleAudiences].includes(aud)) {
    refuseToken('invalid_grant', 'Invalid JWT: Failed audience check.');
  }
  const now = issuer.now() / 1000;
  const reasonable =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    exp > iat &&
    exp - iat <= longestLifetimeSeconds &&
    iat <= now + clockSkewSeconds &&
    exp > now;
  if (!reasonable) refuseToken('invalid_grant', shortLivedText);
}
