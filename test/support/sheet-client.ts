// Reads and writes the sandbox's sheets with plain fetch, as the people who share the spreadsheet would.
import { createSign } from 'node:crypto';

import type { Sandbox } from '../../src/clients/sandbox/start-sandbox.ts';

type Cell = string | number | boolean;

export interface SheetClient {
  /** All rows, unformatted. */
  read(range?: string): Promise<Cell[][]>;
  /** Writes a block that begins at this cell, such as `A5`. */
  write(corner: string, values: readonly (readonly (Cell | null)[])[]): Promise<void>;
}

export interface KeyFile {
  readonly client_email: string;
  readonly private_key: string;
  readonly token_uri: string;
}

/** A tab of department 1's spreadsheet, or of another one. */
export async function openSheet(sandbox: Sandbox, tab: string, spreadsheet?: string): Promise<SheetClient> {
  const environment = sandbox.environment(1);
  const id = spreadsheet ?? environment['REQUIREMENTS_SHEET_ID']!;
  const token = await askToken(JSON.parse(environment['JSON_AUTH']!) as KeyFile);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const base = `${sandbox.urls.google}/v4/spreadsheets/${id}/values`;
  const send = async (url: string, init: RequestInit): Promise<{ values?: Cell[][] }> => {
    const response = await fetch(url, { ...init, headers });
    const body = (await response.json()) as { values?: Cell[][]; error?: { message: string } };
    if (!response.ok) throw new Error(`${response.status} ${body.error?.message ?? ''}`);
    return body;
  };
  return {
    read: async (range = 'A1:ZZ') => {
      const address = encodeURIComponent(`'${tab}'!${range}`);
      const { values = [] } = await send(`${base}/${address}?valueRenderOption=UNFORMATTED_VALUE`, {});
      return values;
    },
    write: async (corner, values) => {
      const [, letter = '', row = ''] = /^([A-Z])(\d+)$/u.exec(corner)!;
      const width = Math.max(...values.map(({ length }) => length));
      const last = String.fromCharCode(letter.charCodeAt(0) + width - 1);
      const range = `'${tab}'!${corner}:${last}${Number(row) + values.length - 1}`;
      await send(`${base}:batchUpdate`, {
        method: 'POST',
        body: JSON.stringify({ valueInputOption: 'RAW', data: [{ range, values }] }),
      });
    },
  };
}

/** A token for reading and writing. */
export async function askToken(key: KeyFile): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: key.client_email,
    aud: key.token_uri,
    scope: 'https://www.googleapis.com/auth/spreadsheets',
    iat: now,
    exp: now + 3600,
  };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(key.private_key, 'base64url')}`;
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const response = await fetch(key.token_uri, {
    method: 'POST',
    body: new URLSearchParams({ grant_type, assertion }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
