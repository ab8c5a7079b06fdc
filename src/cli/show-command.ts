import { StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import type { CallDetails } from '../clients/postgres/read-call-details.ts';
import { readCallDetails } from '../clients/postgres/read-call-details.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export interface ShowOptions extends EnvironmentOptions {
  readonly json?: boolean;
}

/** `callq show CALL_ID`: scores, reasons, quotes with their time, cost, versions, history of analyses. */
export async function showCommand(host: Host, callId: number, options: ShowOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE']);
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq show',
      readOnly: true,
    });
    await assertSchemaCurrent(pool);
    const details = await readCallDetails(pool, callId);
    if (details === null) {
      throw new StopRunError('usage', `the database knows no call ${callId}: no run has listed it.`);
    }
    host.stdout.write(options.json === true ? `${JSON.stringify(details)}\n` : detailsText(details));
    return exitCodes.done;
  });
}

function detailsText(details: CallDetails): string {
  const lines = [`Call ${details.callId}, department ${details.departmentId}`];
  if (details.startTime !== null)
    lines.push(`  ${details.startTime}, ${details.operator ?? 'operator unknown'}`);
  if (details.ledger !== null) {
    const { day, state, action, reason } = details.ledger;
    lines.push(
      `  listed on ${day}: ${state}, ${action} by the last run${reason === null ? '' : ` (${reason})`}`,
    );
  }
  lines.push(...scoreLines(details.scores));
  for (const evaluation of details.evaluations) lines.push('', ...evaluationLines(evaluation));
  lines.push('', 'Analyses, newest first', ...details.analyses.flatMap(analysisLines), '');
  return lines.join('\n');
}

function scoreLines(scores: CallDetails['scores']): string[] {
  if (scores === null) return ['  no scores are stored'];
  const { total, maximum, percentage, finalPercentage, criticalFailed, scoredShare } = scores;
  return [
    `  score ${known(total)} of ${known(maximum)} = ${known(percentage)} %`,
    `  final ${known(finalPercentage)} %, critical criterion failed: ${known(criticalFailed)}, scored share ${known(scoredShare)}`,
  ];
}

function evaluationLines(evaluation: CallDetails['evaluations'][number]): string[] {
  const { score, maximum, state, reason, unsupported } = evaluation;
  const points = score === null ? state : `${score} of ${known(maximum)}`;
  return [
    `${points}  ${evaluation.category}: ${evaluation.criterion}${unsupported === true ? '  UNSUPPORTED' : ''}`,
    ...(reason === null || reason === '' ? [] : [`    ${reason}`]),
    ...evaluation.quotes.map(({ speaker, quote, finding, phraseIndex, startSecond }) => {
      const place = startSecond === null ? '' : `, ${minutes(startSecond)}, phrase ${known(phraseIndex)}`;
      return `    «${quote}» ${speaker} (${finding}${place})`;
    }),
  ];
}

function analysisLines(analysis: CallDetails['analyses'][number]): string[] {
  const short = (fingerprint: string): string => fingerprint.slice(0, 12);
  const models = `asked ${analysis.askedModel}, answered by ${known(analysis.answeringModel)}`;
  const tokens = `${known(analysis.inputTokens)} in (${known(analysis.cachedTokens)} cached), ${known(analysis.outputTokens)} out (${known(analysis.reasoningTokens)} reasoning)`;
  const cost =
    analysis.costUsd === null ? 'unknown' : `${analysis.costUsd} USD (${known(analysis.costSource)})`;
  return [
    `  ${analysis.id}${analysis.isCurrent ? ' (current)' : ''}  ${analysis.createdAt}  ${analysis.verdict}, run ${analysis.runId}, ${analysis.requests} requests, ${models}`,
    `    check-list ${short(analysis.checklistFingerprint)}, prompt ${short(analysis.promptFingerprint)}, instructions ${short(analysis.instructionsFingerprint)}, masker ${analysis.maskerVersion ?? 'off'}`,
    `    tokens ${tokens}, ${known(analysis.latencyMs)} ms, cost ${cost}`,
  ];
}

function known(value: string | number | boolean | null): string {
  return value === null ? 'unknown' : String(value);
}

/** `3:07` */
function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
