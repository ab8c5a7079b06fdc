import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** What the sandbox lets in. Everything is invented; the RSA key is new in every process. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly gatewayKey: string;
  readonly serviceAccountEmail: string;
  readonly privateKey: string;
  readonly publicKey: string;
}

export const askedModel = 'callq-sandbox';
export const answeringModel = 'callq-sandbox-rule-scorer';

/** Operators' groups in T-Bank by department. */
export const agentGroups = {
  1: { id: 77, name: 'Торговые представители' },
  2: { id: 78, name: 'Офис-менеджеры' },
} as const;

let keyPair: Promise<{ privateKey: string; publicKey: string }> | undefined;

/** One key per process: making it takes longer than starting all servers, and tests start many. */
function makeKeyPair(): Promise<{ privateKey: string; publicKey: string }> {
  keyPair ??= promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return keyPair;
}

/** Makes the credentials; the key is made off the main thread. */
export async function createCredentials(): Promise<Credentials> {
  const { privateKey, publicKey } = await makeKeyPair();
  return {
    login: 'callq-sandbox',
    password: 'sandbox-password',
    gatewayKey: 'sk-callq-sandbox-key',
    serviceAccountEmail: 'callq@sandbox.iam.gserviceaccount.com',
    privateKey,
    publicKey,
  };
}
