import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import { expectRefusal } from '../support/refusal.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;
let key: Record<string, string>;

beforeAll(async () => {
  night = await startNight({ calls: 20 });
  key = JSON.parse(night.environment['JSON_AUTH']!) as Record<string, string>;
  const files: Record<string, string | Buffer> = {
    'bom.json': `\uFEFF${JSON.stringify(key)}`,
    'utf-16.json': Buffer.from(`\uFEFF${JSON.stringify(key)}`, 'utf16le'),
    'page.json': '<html>',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(night.folder, name), text);
});
afterAll(() => night.end());

/** The key with another private key, or one that took some way through shells and env files. */
function withPrivateKey(change: (pem: string) => string): string {
  return JSON.stringify({ ...key, private_key: change(key['private_key']!) });
}

function anotherPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

describe('a service-account key that cannot be used stops the run before any request to the model', () => {
  it.each<[string, () => string, RegExp]>([
    ['no file', () => 'absent.json', /JSON_AUTH.*absent\.json.*no such file/],
    ['a file without JSON', () => 'page.json', /JSON_AUTH.*page\.json.*is not JSON/],
    ['cut off', () => '{"type":"service_account', /JSON_AUTH is not JSON/],
    ['of another sort', () => '{"type":"authorized_user"}', /JSON_AUTH is not a service-account key/],
    [
      'a broken private key',
      () => withPrivateKey((pem) => pem.slice(0, 400) + pem.slice(500)),
      /private_key of JSON_AUTH is broken/,
    ],
    ['a revoked private key', () => withPrivateKey(anotherPrivateKey), /JSON_AUTH was revoked/],
  ])('%s', async (_name, jsonAuth, message) => {
    await expectRefusal(night, { JSON_AUTH: jsonAuth() }, { errorClass: 'google_key', messages: [message] });
  });

  it('a clock that is off', async () => {
    const late = await startSandbox({ calls: 20, faults: ['google:clock-off@100%'] });
    try {
      const expected = { errorClass: 'google_clock', messages: [/this machine's clock is off/] };
      await expectRefusal(night, late.environment(1), expected);
      expect(late.statistics().llm.requests).toBe(0);
    } finally {
      await late.close();
    }
  });
});

describe('a service-account key that can be mended is accepted', () => {
  it.each<[string, () => string]>([
    ['a file with a byte-order mark', () => 'bom.json'],
    ['a file in UTF-16', () => 'utf-16.json'],
    ['line breaks lost', () => withPrivateKey((pem) => pem.replaceAll('\n', ''))],
    ['line breaks escaped twice', () => withPrivateKey((pem) => pem.replaceAll('\n', String.raw`\n`))],
    ['quotes of a docker env file', () => `'${JSON.stringify(key)}'`],
  ])('%s', async (_name, jsonAuth) => {
    const { exitCode, day } = await night.runJson(['--dry-run'], { JSON_AUTH: jsonAuth() });
    expect([exitCode, day.wouldAsk?.calls]).toEqual([0, 12]);
  });
});
