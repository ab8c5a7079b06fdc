import { StopRunError } from '../../../domain/errors.ts';
import type { PhoneHasher, PhoneRegister } from '../../../domain/phone-register.ts';
import { createPhoneRegister } from '../../../domain/phone-register.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const READ_FORGOTTEN = {
  text: `
    SELECT (SELECT check_value FROM forget_key) AS "checkValue",
      coalesce((SELECT array_agg(phone_hmac) FROM forgotten_numbers), '{}') AS forgotten`,
};

const CLAIM_KEY = {
  text: 'INSERT INTO forget_key (check_value) VALUES ($1) ON CONFLICT DO NOTHING',
};

/**
 * The numbers that were forgotten. The first key that is used is the key of the database.
 * @param options.claim false: nothing is written (dry run)
 * @throws StopRunError (`forget_key`) when the key is another one, or numbers were forgotten and there is none.
 */
export async function readPhoneRegister(
  context: StatementContext,
  hasher: PhoneHasher | null,
  options: { readonly claim: boolean },
): Promise<PhoneRegister> {
  if (hasher !== null && options.claim) await runStatement(context, CLAIM_KEY, [hasher.checkValue]);
  const [row] = await runStatement<{ checkValue: string | null; forgotten: string[] }>(
    context,
    READ_FORGOTTEN,
    [],
  );
  const { checkValue = null, forgotten = [] } = row ?? {};
  if (hasher === null && forgotten.length > 0) {
    throw new StopRunError(
      'forget_key',
      'CALLQ_FORGET_KEY is not set, and numbers were forgotten in this database: without the key their calls would come back. Set the key that callq forget was used with.',
    );
  }
  if (hasher !== null && checkValue !== null && checkValue !== hasher.checkValue) {
    throw new StopRunError(
      'forget_key',
      'CALLQ_FORGET_KEY is another key than this database was first used with, so forgotten numbers would not be recognised. Set that key again; docs/retention.md says what a lost key means.',
    );
  }
  return createPhoneRegister(hasher, new Set(forgotten));
}
