import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readServiceAccountKey } from '../../../../src/clients/sheets/service-account-key.ts';
import { StopRunError } from '../../../../src/domain/errors.ts';

const pem = (type: 'pkcs1' | 'pkcs8') =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type, format: 'pem' },
  }).privateKey;
const key = pem('pkcs8');
const oldKey = pem('pkcs1');
const ellipticKey = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;
const keyBody = key.replaceAll(/-----.*-----|\n/gu, '');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callq-key-'));
});
afterAll(() => rm(folder, { recursive: true }));

const json = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({ type: 'service_account', client_email: 'r@p.example', private_key: key, ...fields });
const publicPart = (text: string) =>
  createPublicKey(createPrivateKey(text)).export({ format: 'pem', type: 'spki' });

async function problem(serviceAccount: string): Promise<string> {
  const error: unknown = await readServiceAccountKey(serviceAccount, folder).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StopRunError);
  expect((error as StopRunError).errorClass).toBe('google_key');
  const { message } = error as StopRunError;
  expect(message).toContain('JSON_AUTH');
  expect(message).not.toContain(keyBody.slice(0, 20));
  expect((error as StopRunError).cause).toBeUndefined();
  return message;
}

describe('a service-account key that can be used', () => {
  const bareLetters = key.replaceAll('\n', 'n').replaceAll('BEGINn', 'BEGIN ');
  it.each([
    ['unchanged', key],
    ['of the older RSA kind', oldKey],
    ['with lost newlines', key.replaceAll('\n', '')],
    ['with spaces for newlines', key.replaceAll('\n', ' ')],
    ['with escaped newlines', key.replaceAll('\n', String.raw`\n`)],
    ['with newlines escaped twice', key.replaceAll('\n', String.raw`\\n`)],
    ['with escaped Windows newlines', key.replaceAll('\n', String.raw`\r\n`)],
    ['with Windows newlines', key.replaceAll('\n', '\r\n')],
    ['quoted', `"${key}"`],
    ['quoted and escaped', `'"${key.replaceAll('\n', String.raw`\n`)}"'`],
    ['indented by YAML', key.replaceAll('\n', '\n    ')],
    ['with a bare n for every newline', bareLetters],
  ])('%s', async (_, damaged) => {
    const { privateKey } = await readServiceAccountKey(json({ private_key: damaged }), folder);
    expect(publicPart(privateKey)).toBe(publicPart(damaged.includes('RSA') ? oldKey : key));
  });

  it.each([
    ['with BOM', `\ufeff${json()}`],
    ['in the quotes that docker --env-file keeps', `'${json()}'`],
    ['whose \\n an env file expanded inside the JSON', json().replaceAll(String.raw`\n`, '\n')],
    ['with white space around it', `\n  ${json()}  \n`],
  ])('inline JSON %s', async (_, text) => {
    await expect(readServiceAccountKey(text, folder)).resolves.toMatchObject({ clientEmail: 'r@p.example' });
  });

  it.each([
    ['UTF-8', Buffer.from(json())],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${json()}`)],
    ['UTF-16 as PowerShell writes it', Buffer.from(`\ufeff${json()}`, 'utf16le')],
  ])('a file in %s, relative to the working directory', async (name, content) => {
    const file = `${name}.json`;
    await writeFile(join(folder, file), content);
    await expect(readServiceAccountKey(file, folder)).resolves.toMatchObject({ clientEmail: 'r@p.example' });
    await expect(readServiceAccountKey(join(folder, file), '/')).resolves.toBeDefined();
  });

  it("tokens come from the key's token_uri, from Google when it names none", async () => {
    const own = await readServiceAccountKey(json({ token_uri: 'http://127.0.0.1:9/t' }), folder);
    expect(own.tokenUri).toBe('http://127.0.0.1:9/t');
    expect((await readServiceAccountKey(json(), folder)).tokenUri).toBe(
      'https://oauth2.googleapis.com/token',
    );
  });

  it('tokens may come by plain http from where sheets are read by plain http, and from nowhere else', async () => {
    const key = json({ token_uri: 'http://host.docker.internal:9001/token' });
    const allowed = await readServiceAccountKey(key, folder, new URL('http://host.docker.internal:9001'));
    expect(allowed.tokenUri).toBe('http://host.docker.internal:9001/token');
    for (const baseUrl of ['https://host.docker.internal:9001', 'http://other.internal:9001']) {
      await expect(readServiceAccountKey(key, folder, new URL(baseUrl))).rejects.toThrow('https address');
    }
  });
});

describe('a service-account key that cannot be used says why, without quoting it', () => {
  it('missing file', async () => {
    const message = await problem('nowhere/key.json');
    expect(message).toContain('there is no such file');
    expect(message).toContain('nowhere/key.json');
  });

  it('a folder', async () => {
    await mkdir(join(folder, 'sub'));
    expect(await problem('sub')).toContain('folder');
  });

  it('no JSON, inline and in a file', async () => {
    expect(await problem('{"type": "service_account"')).toContain('not JSON');
    await writeFile(join(folder, 'bare.json'), key);
    expect(await problem('bare.json')).toContain('not JSON');
  });

  it('the bare key as the setting is not shown as a path', async () => {
    expect(await problem(key)).toContain('its value is no path');
    expect(await problem(keyBody)).toContain('its value is no path');
  });

  it.each([
    ['an OAuth client', { type: undefined, installed: {} }, 'type'],
    ["a user's credentials", { type: 'authorized_user' }, 'type'],
    ['no e-mail', { client_email: '' }, 'client_email'],
    ['no key', { private_key: undefined }, 'private_key'],
    ['no address', { token_uri: 'oauth2' }, 'token_uri'],
    ['a file address', { token_uri: 'file:///etc/passwd' }, 'token_uri'],
    ['plain http to a stranger', { token_uri: 'http://tokens.example/' }, 'https'],
    ['a name that only begins like this machine', { token_uri: 'http://127.evil.example/' }, 'https'],
  ])('%s', async (_, fields, named) => {
    expect(await problem(json(fields))).toContain(named);
  });

  it('JSON that is no object', async () => {
    await writeFile(join(folder, 'list.json'), '[1]');
    expect(await problem('list.json')).toContain('not a service-account key');
  });

  it.each([
    ['cut off', key.slice(0, 800)],
    ['cut off but closed', `${key.slice(0, 800)}\n-----END PRIVATE KEY-----`],
    ['altered', key.replace(keyBody.slice(100, 140), 'A'.repeat(40)).replace('MII', 'XXX')],
    ['encrypted', key.replaceAll('PRIVATE KEY', 'ENCRYPTED PRIVATE KEY')],
    ['not RSA', ellipticKey],
    ['empty', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----'],
    ['no PEM', keyBody],
  ])('a key that is %s', async (_, damaged) => {
    expect(await problem(json({ private_key: damaged }))).toContain('broken');
  });
});
