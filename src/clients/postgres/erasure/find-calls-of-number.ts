import type { PhoneHasher } from '../../../domain/phone-register.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const FIND_BY_HASH = {
  text: `SELECT DISTINCT call_id::text AS "callId" FROM call_ledger WHERE phone_hmac = $1`,
};

/** Digits decide which rows are worth a closer look: a number is stored as T-Bank wrote it. */
const FIND_BY_DIGITS = {
  text: `
    SELECT id::text AS "callId", phone_number AS phone FROM calls
    WHERE regexp_replace(phone_number, '\\D', '', 'g') LIKE '%' || $1::text || '%'`,
};

/** Enough of the end of a number to leave few candidates, however the beginning is written. */
const tellingDigits = 7;

/** The calls of a number in all departments, by the ledger's hash and by the number in `calls`. */
export async function findCallsOfNumber(
  context: StatementContext,
  phone: string,
  hasher: PhoneHasher,
): Promise<number[]> {
  const wanted = hasher.hash(phone);
  const byHash = await runStatement<{ callId: string }>(context, FIND_BY_HASH, [wanted]);
  const byDigits = await runStatement<{ callId: string; phone: string }>(context, FIND_BY_DIGITS, [
    phone.replace(/\D/gu, '').slice(-tellingDigits),
  ]);
  const same = byDigits.filter((row) => hasher.hash(row.phone) === wanted);
  return [...new Set([...byHash, ...same].map(({ callId }) => Number(callId)))].sort(
    (one, other) => one - other,
  );
}

const COUNT_UNLINKABLE = {
  text: `
    SELECT count(DISTINCT stored.call_id)::integer AS count
    FROM (SELECT call_id FROM model_answers UNION SELECT call_id FROM call_phrases) AS stored
    WHERE NOT EXISTS (SELECT FROM calls WHERE calls.id = stored.call_id AND phone_number IS NOT NULL)
      AND NOT EXISTS (
        SELECT FROM call_ledger WHERE call_ledger.call_id = stored.call_id AND phone_hmac IS NOT NULL
      )`,
};

/** Calls with answers or phrases that no number leads to: they were listed without a key. */
export async function countUnlinkable(context: StatementContext): Promise<number> {
  const [row] = await runStatement<{ count: number }>(context, COUNT_UNLINKABLE, []);
  return row?.count ?? 0;
}
