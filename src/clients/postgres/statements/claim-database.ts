import { StopRunError } from '../../../domain/errors.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

/** Empty: no call was ever stored or listed; a directory of operators may be there. */
const AS_SANDBOX = `
    SELECT 'sandbox' AS kind
    WHERE $1::boolean OR NOT (
      EXISTS (SELECT FROM calls) OR EXISTS (SELECT FROM call_ledger)
      OR EXISTS (SELECT FROM analyses) OR EXISTS (SELECT FROM model_answers)
    )`;

const MARK_SANDBOX = { text: `INSERT INTO database_mark (kind) ${AS_SANDBOX} ON CONFLICT DO NOTHING` };

const WOULD_BE_SANDBOX = { text: `SELECT kind FROM database_mark UNION ${AS_SANDBOX}` };

const READ_MARK = { text: `SELECT kind FROM database_mark` };

/**
 * Keeps invented and real calls apart.
 * @param claim false: nothing is written, and what a run would do is only looked at
 * @throws StopRunError when the database holds calls of the other kind.
 */
export async function claimDatabase(
  context: StatementContext,
  kind: 'sandbox' | 'real',
  { isEmbedded, claim }: { readonly isEmbedded: boolean; readonly claim: boolean },
): Promise<void> {
  if (kind === 'sandbox' && claim) await runStatement(context, MARK_SANDBOX, [isEmbedded]);
  const [mark] =
    kind === 'sandbox' && !claim
      ? await runStatement<{ kind: string }>(context, WOULD_BE_SANDBOX, [isEmbedded])
      : await runStatement<{ kind: string }>(context, READ_MARK, []);
  const isSandbox = mark?.kind === 'sandbox';
  if (kind === 'sandbox' && !isSandbox && !isEmbedded) {
    throw new StopRunError(
      'sandbox_database',
      'The calls are invented, and this database holds calls that are not. Use --embedded, or an empty database in DATA_BASE.',
    );
  }
  if (kind === 'real' && isSandbox && !isEmbedded) {
    throw new StopRunError(
      'sandbox_database',
      'This database holds invented calls of the sandbox. Name another one in DATA_BASE.',
    );
  }
}
