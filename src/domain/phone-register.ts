import type { CallOutcome } from './call-state.ts';

/** Where a listed call of a forgotten number stands: nothing about it is fetched, so it has no transcript for us. */
export const forgotten = {
  action: 'excluded',
  state: 'no_transcript',
  reason: 'forgotten',
} as const satisfies CallOutcome;

/** Recognises numbers by a hash under a key that is kept outside of the database (CALLQ_FORGET_KEY). */
export interface PhoneHasher {
  /** Tells one key from another; gives nothing away about it. */
  readonly checkValue: string;
  /** The same for every way of writing a number; NULL for what is none. Hex. */
  hash(phone: string): string | null;
}

/** What a run knows about numbers: hashes to write into the ledger, and which were forgotten. */
export interface PhoneRegister {
  /** NULL without a number or without a key. */
  hashOf(phone: string | null): string | null;
  /** The number was forgotten: its calls are not taken, nothing about them is fetched. */
  isForgotten(phone: string | null): boolean;
}

/** @param hasher NULL without a key: then nothing is hashed, and nothing can be forgotten */
export function createPhoneRegister(
  hasher: PhoneHasher | null,
  forgottenHashes: ReadonlySet<string>,
): PhoneRegister {
  const hashOf = (phone: string | null): string | null =>
    phone === null ? null : (hasher?.hash(phone) ?? null);
  return {
    hashOf,
    isForgotten: (phone) => forgottenHashes.has(hashOf(phone) ?? ''),
  };
}
