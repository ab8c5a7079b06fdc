import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Pool } from 'pg';

import type { SandboxNight } from './sandbox-night.ts';
import { someDay } from './sandbox-night.ts';

/** What must stand in no output, with a name for each. */
export type Secrets = ReadonlyMap<string, string>;

/** Credentials, phone numbers, lines and judgements of a night that went well. */
export async function collectSecrets({
  sandbox,
  pool,
  environment,
}: Pick<SandboxNight, 'sandbox' | 'environment'> & { readonly pool: Pool }): Promise<Secrets> {
  const secrets = new Map<string, string>();
  const add = (name: string, texts: readonly string[], shortest: number): void => {
    for (const text of texts) if (text.length >= shortest) secrets.set(text, name);
  };
  const { PASSWORD = '', TOKEN_LLM = '', JSON_AUTH = '' } = environment;
  add('password', [PASSWORD], 8);
  add('key', [TOKEN_LLM, createHash('sha256').update(TOKEN_LLM).digest('hex')], 8);
  const { private_key: privateKey = '' } = JSON.parse(JSON_AUTH) as { private_key?: string };
  add('private key', privateKey.split('\n').slice(1, -2), 40);
  add('token', ['ya29.sandbox', 'eyJhbGciOi', 'Bearer ', 'assertion='], 7);
  const listed = await readListing({ sandbox, environment });
  const phones = listed.flatMap(({ clientPhoneNumber }) => clientPhoneNumber ?? []);
  add('phone number', [...phones, ...phones.map((phone) => phone.replace(/\D/gu, '').slice(-10))], 10);
  const texts = async (name: string, query: string): Promise<void> => {
    const { rows } = await pool.query<{ text: string }>(query);
    add(
      name,
      rows.map(({ text }) => text),
      15,
    );
  };
  await texts('transcript line', 'SELECT text FROM call_phrases');
  await texts('judgement', 'SELECT reason AS text FROM call_evaluations');
  return secrets;
}

/** What T-Bank lists on `someDay` for department 1, as it lists it. */
export async function readListing({
  sandbox,
  environment,
}: Pick<SandboxNight, 'sandbox' | 'environment'>): Promise<
  { readonly segmentId: number; readonly clientPhoneNumber?: string | null }[]
> {
  const { LOGIN: login = '', PASSWORD: password = '' } = environment;
  const post = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<unknown> => {
    const request = { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(sandbox.urls.tbank + path, {
      ...request,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return response.json();
  };
  const credentials = { login, password, authentificationType: 'tqm', authSystem: 'tqm' };
  const session = (await post('/v2/bff-core-app/auth/session-start', credentials)) as { accessToken: string };
  const filters = {
    date: { min: `${someDay} 00:00:00`, max: `${someDay} 23:59:59` },
    agent: [{ id: 77, type: 'workGroup', title: 'Торговые представители' }],
    isNGramSearch: false,
  };
  const listing = (await post(
    '/v2/bff-communication-search/callsessions',
    { filters, paging: { page: 1, itemsPerPage: 1000, itemsCount: 0 } },
    { authorization: `Bearer ${session.accessToken}` },
  )) as { items: { segmentId: number; clientPhoneNumber?: string | null }[] };
  return listing.items;
}

/** Names of the secrets that a text holds, with what stands before them; empty when it holds none. */
export function findSecrets(text: string, secrets: Secrets): string[] {
  const plain = text.replaceAll(String.raw`\"`, '"');
  const found: string[] = [];
  for (const [secret, name] of secrets) {
    const at = plain.indexOf(secret);
    if (at !== -1) found.push(`${name}: …${plain.slice(Math.max(0, at - 120), at)}`);
  }
  return found;
}

/** Everything that was written into the log folder of a night. */
export async function readLogFiles(folder: string): Promise<string> {
  const files = await readdir(join(folder, 'logs'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, 'logs', file), 'utf8')));
  return texts.join('\n');
}
