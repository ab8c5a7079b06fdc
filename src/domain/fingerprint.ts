import { createHash } from 'node:crypto';

/** SHA-256 in hex of a canonical text. */
export function fingerprint(canonicalText: string): string {
  return createHash('sha256').update(canonicalText, 'utf8').digest('hex');
}
