import { CallError } from '../../../domain/errors.ts';
import type { CallRecord, NewAnalysis } from '../../../domain/ports.ts';
import { toJson } from '../bind-values.ts';
import { runStatement, type StatementContext } from '../run-statement.ts';
import { toChildValues } from './call-children.ts';
import { toLedgerRow } from './ledger-rows.ts';
import type { RunIdentity } from './run-identity.ts';
import { SAVE_CALL } from './save-call-statement.ts';

/**
 * Stores analysis, phrases, projection and ledger of one call, instead of what was there.
 * @throws CallError when another department has stored the call meanwhile.
 */
export async function saveCall(
  context: StatementContext,
  run: RunIdentity,
  record: CallRecord,
): Promise<void> {
  const { call, analysis, transcript, projection } = record;
  const isStored = 'storedId' in analysis;
  const [row] = await runStatement<{ saved: boolean }>(context, SAVE_CALL, [
    ...[call.id, run.departmentId, run.day, run.runId, record.transcriptFingerprint],
    ...(isStored
      ? [analysis.storedId, '[]', null]
      : [null, toAnalysisRows(run, analysis), analysis.answerIds]),
    ...[toJson(transcript.phrases), toCallRows(record), run.zone],
    ...toChildValues(projection, transcript),
    toJson([toLedgerRow({ ...call, callId: call.id, outcome: record.outcome })]),
  ]);
  if (row?.saved) return;
  throw new CallError('saving', 'other_department', 'another department has stored this call meanwhile');
}

function toAnalysisRows(run: RunIdentity, analysis: NewAnalysis): string {
  const { checklist, prompt, instructions, askedModel } = run.fingerprints;
  const { answeringModel, verdict, costUsd, usage, faults, maskerVersion, costSource, latencyMs } = analysis;
  const identity = { checklist, prompt, instructions, asked_model: askedModel };
  return toJson([
    {
      ...identity,
      answering_model: answeringModel,
      verdict,
      ...usage,
      ...faults,
      cost_usd: costUsd,
      masker_version: maskerVersion,
      cost_source: costSource,
      latency_ms: Math.round(latencyMs),
      parts: analysis.parts,
    },
  ]);
}

/** No row for a call that is no sales call. */
function toCallRows({ call, operator, projection }: CallRecord): string {
  if (!projection) return '[]';
  const { startedAt, finishedAt, clientPhone } = call;
  const times = { started_at: startedAt, finished_at: finishedAt };
  return toJson([{ ...times, operator_id: operator.id, phone: clientPhone, ...projection.score }]);
}
