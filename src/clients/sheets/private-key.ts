import { createPrivateKey } from 'node:crypto';

const pemPattern = /-----BEGIN ((?:RSA )?PRIVATE KEY)-----([\s\S]*?)-----END \1-----/u;

/**
 * The RSA key of a service account as clean PEM, or NULL when no key can be made of the text. Keys pass through shells, YAML
 * and env files on their way; newlines that became `\n`, quotes around the key, spaces, nothing at all or a bare `n`
 * (a shell ate the backslash) are put right.
 */
export function rebuildPrivateKey(text: string): string | null {
  const match = pemPattern.exec(text.replace(/\\+r?\\*n/gu, '\n').replace(/\\+r/gu, ''));
  const [, label, armoured] = match ?? [];
  if (label === undefined || armoured === undefined) return null;
  const body = armoured.replace(/\s/gu, '');
  for (const candidate of [body, withoutStrayLetters(body)]) {
    const pem = candidate === null ? null : usablePem(label, candidate);
    if (pem !== null) return pem;
  }
  return null;
}

/** `n` is a base64 letter itself, so it is only taken for a newline where PEM has one: after every 64 letters. */
function withoutStrayLetters(body: string): string | null {
  const lines = /^n((?:.{64}n)*.{1,64})n$/u.exec(body)?.[1];
  return lines?.replace(/(.{64})n/gu, '$1') ?? null;
}

function usablePem(label: string, body: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(body)) return null;
  const lines = body.match(/.{1,64}/gu) ?? [];
  const pem = `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa' ? pem : null;
  } catch {
    return null; // The error says nothing that helps, and could quote the key.
  }
}
