import type {
  AnalysisDetails,
  AnswerDetails,
  CallDetails,
  UsageDetails,
} from '../clients/postgres/read-call-details.ts';
import { untagged } from '../domain/checklist-tags.ts';
import type { Score } from '../domain/score.ts';

type ScoredAnalysis = AnalysisDetails & { readonly scores: Score | null };

/** One call as `callq show` prints it. */
export function callText(details: CallDetails & { readonly analyses: readonly ScoredAnalysis[] }): string {
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
  const parts = partsOf(details.analyses.find(({ isCurrent }) => isCurrent)?.answers ?? []);
  for (const evaluation of details.evaluations) lines.push('', ...evaluationLines(evaluation, parts));
  const purgedAt = details.ledger?.purgedAt ?? null;
  if (purgedAt !== null) lines.push('', `Purged ${purgedAt}: what was stored about the call is removed`);
  else if (details.analyses.length === 0) lines.push('', 'Never analysed');
  if (details.analyses.length > 0)
    lines.push('', 'Analyses, newest first', ...details.analyses.flatMap(analysisLines));
  if (details.otherAnswers.length > 0) {
    lines.push('', 'Requests that no analysis came of', ...details.otherAnswers.map(answerLine));
  }
  return `${lines.join('\n')}\n`;
}

function scoreLines(scores: CallDetails['scores']): string[] {
  if (scores === null) return ['  no scores are stored'];
  return scoreTexts(scores).map((text) => `  ${text}`);
}

function scoreTexts(scores: Score): string[] {
  const { total, maximum, percentage, finalPercentage, criticalFailed, scoredShare } = scores;
  return [
    `score ${known(total)} of ${known(maximum)} = ${known(percentage)} %`,
    `final ${known(finalPercentage)} %, critical criterion failed: ${known(criticalFailed)}, scored share ${known(scoredShare)}`,
  ];
}

/** As in the sheet; nothing for a criterion without tags. */
function tagsText(tags: CallDetails['evaluations'][number]['tags']): string {
  if (tags === null) return '';
  return [
    ...(tags.weight === untagged.weight ? [] : [`  [вес ${tags.weight}]`]),
    ...(tags.allowsNotApplicable ? ['  [н/п допустимо]'] : []),
    ...(tags.critical ? ['  [критично]'] : []),
  ].join('');
}

function evaluationLines(
  evaluation: CallDetails['evaluations'][number],
  parts: readonly ShownPart[],
): string[] {
  const { score, maximum, state, reason, unsupported } = evaluation;
  const points = score === null ? state : `${score} of ${known(maximum)}`;
  return [
    `${points}  ${evaluation.category}: ${evaluation.criterion}${tagsText(evaluation.tags)}${unsupported === true ? '  UNSUPPORTED' : ''}`,
    ...(reason === null || reason === '' ? [] : [`    ${reason}`]),
    ...evaluation.quotes.map(({ speaker, quote, finding, phraseIndex, startSecond }) => {
      const place = startSecond === null ? '' : `, ${minutes(startSecond)}, phrase ${known(phraseIndex)}`;
      return `    «${quote}» ${speaker} (${finding}${place}${partsText(phraseIndex, parts)})`;
    }),
  ];
}

interface ShownPart {
  readonly number: number;
  readonly firstPhrase: number;
  readonly lastPhrase: number;
}

/** The parts that these answers are about, in order; none when they are about the whole call. */
function partsOf(answers: readonly AnswerDetails[]): ShownPart[] {
  const parts = new Map<number, ShownPart>();
  for (const { part, firstPhrase, lastPhrase } of answers) {
    if (part === null || firstPhrase === null || lastPhrase === null) continue;
    parts.set(part, { number: part, firstPhrase, lastPhrase });
  }
  return [...parts.values()].sort((one, other) => one.number - other.number);
}

/** Parts overlap: a phrase can stand in two of them. */
function partsText(phraseIndex: number | null, parts: readonly ShownPart[]): string {
  if (phraseIndex === null) return '';
  const holding = parts.filter(
    ({ firstPhrase, lastPhrase }) => firstPhrase <= phraseIndex && phraseIndex <= lastPhrase,
  );
  return holding.length === 0 ? '' : `, part ${holding.map(({ number }) => number).join(' and ')}`;
}

function analysisLines(analysis: ScoredAnalysis): string[] {
  const version = (name: string, fingerprint: string, firstUsedAt: string | null): string =>
    `${name} ${fingerprint.slice(0, 12)} (first used ${known(firstUsedAt)})`;
  const parts = partsOf(analysis.answers);
  return [
    `  ${analysis.id}${analysis.isCurrent ? ' (current)' : ''}  ${analysis.createdAt}  ${analysis.verdict}, run ${analysis.runId}, requests: ${analysis.requests}`,
    `    ${version('check-list', analysis.checklistFingerprint, analysis.checklistFirstUsedAt)}`,
    `    ${version('prompt', analysis.promptFingerprint, analysis.promptFirstUsedAt)}`,
    `    ${version('instructions', analysis.instructionsFingerprint, analysis.instructionsFirstUsedAt)}`,
    `    masker ${analysis.maskerVersion ?? 'off'}, ${usageText(analysis)}`,
    ...judgementLines(analysis),
    ...(parts.length === 0
      ? []
      : [
          `    asked in ${analysis.parts} parts: ${parts
            .map(({ number, firstPhrase, lastPhrase }) => `${number} phrases ${firstPhrase} to ${lastPhrase}`)
            .join(', ')}`,
        ]),
    ...analysis.answers.map(answerLine),
  ];
}

/** What it came to: an earlier one is computed again, and says so when it cannot be. */
function judgementLines({ verdict, scores, faults, rescoreOf, rescoredBy }: ScoredAnalysis): string[] {
  const counted = Object.entries(faults).filter(([, count]) => count !== 0);
  const named = counted.map(([name, count]) => `${name} ${known(count)}`).join(', ');
  return [
    ...(rescoreOf === null ? [] : [`    rescore of ${rescoreOf} by version ${known(rescoredBy)}`]),
    ...(verdict !== 'sales'
      ? []
      : [
          `    ${scores === null ? 'its scores cannot be computed any more' : scoreTexts(scores).join(', ')}`,
        ]),
    `    faults of the answers: ${named === '' ? 'none' : named}`,
  ];
}

function answerLine(answer: AnswerDetails): string {
  const part = answer.part === null ? '' : `part ${answer.part}, `;
  return `    request ${answer.attempt} of run ${answer.runId}, ${answer.receivedAt}: ${part}${usageText(answer)}, ended by ${known(answer.finishReason)}`;
}

function usageText(usage: UsageDetails): string {
  const models = `asked ${usage.askedModel}, answered by ${known(usage.answeringModel)}`;
  const tokens = `tokens ${known(usage.inputTokens)} in (${known(usage.cachedTokens)} cached), ${known(usage.outputTokens)} out (${known(usage.reasoningTokens)} reasoning)`;
  const cost = usage.costUsd === null ? 'unknown' : `${usage.costUsd} USD (${known(usage.costSource)})`;
  return `${models}, ${tokens}, ${known(usage.latencyMs)} ms, cost ${cost}`;
}

function known(value: string | number | boolean | null): string {
  return value === null ? 'unknown' : String(value);
}

/** `3:07` */
function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
