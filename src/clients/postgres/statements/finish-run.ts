import type { RunEnd } from '../../../domain/ports.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';

const FINISH_RUN = {
  text: `
    UPDATE runs SET
      finished_at = now(), listed = $2, analysed = $3, kept = $4, excluded = $5, failed = $6, left_over = $7,
      input_tokens = $8, output_tokens = $9, cost_usd = $10, exit_code = $11, error_class = $12,
      possibly_paid_requests = $13, possibly_paid_tokens = $14, possibly_paid_cost_usd = $15,
      average_percentage = (
        SELECT avg(calls.performance_percentage) FROM calls
        WHERE date(calls.start_time) = runs.day AND calls.department_id = runs.department_id
      )
    WHERE id = $1`,
};

/** Fills in the counts of a run. */
export async function finishRun(context: StatementContext, runId: string, end: RunEnd): Promise<void> {
  const { actions, possiblyPaid } = end;
  await runStatement(context, FINISH_RUN, [
    ...[runId, end.listed, actions.analysed, actions.kept, actions.excluded, actions.failed, actions.left],
    ...[end.inputTokens, end.outputTokens, end.costUsd, end.exitCode, end.errorClass],
    ...[possiblyPaid.requests, possiblyPaid.estimatedTokens, possiblyPaid.estimatedCostUsd],
  ]);
}
