import { chooseTechnique } from './choose-technique.ts';
import { findAgreements, type Agreement } from './find-agreements.ts';
import { findDeclineReasons, type DeclineReason } from './find-decline-reasons.ts';
import { hearTechnique, type Heard, type HeardLine } from './hear-technique.ts';
import type { AskedCriterion, PromptLine, ReadPrompt } from './read-prompt.ts';
import { salesStems, type Technique } from './techniques.ts';

interface Evaluation {
  readonly category: string;
  readonly criterion: string;
  readonly criterion_id?: string;
  readonly score_given: number;
  readonly max_score: number;
  readonly reason: string;
  readonly quotes: readonly { readonly speaker: string; readonly text: string }[];
}

interface Recommendation {
  readonly category: string;
  readonly issue: string;
  readonly recommendation: string;
  readonly priority: 'high' | 'medium' | 'low';
}

/** The answer of a scorer, in the form that the contract describes. */
export interface Verdict {
  readonly is_sales_call: boolean;
  readonly evaluations: readonly Evaluation[];
  readonly recommendations: readonly Recommendation[];
  readonly agreements: readonly Agreement[];
  readonly decline_reasons?: readonly DeclineReason[];
}

/** So many different words of buying make a sales call. */
const salesWords = 2;
const mostQuotes = 2;

/** Scores a conversation by rules. What the conversation says about scoring is only words: no rule listens to it. */
export function scoreCall({ criteria, transcript, asksDeclineReasons }: ReadPrompt): Verdict {
  const spoken = transcript
    .filter(({ speaker }) => speaker === 'operator')
    .map((line) => ({ line, lower: line.text.toLowerCase() }));
  if (!isSalesCall(spoken)) {
    const nothing = asksDeclineReasons ? { decline_reasons: [] } : {};
    return { is_sales_call: false, evaluations: [], recommendations: [], agreements: [], ...nothing };
  }
  const agreements = findAgreements(transcript);
  const ordered = agreements.some(({ amount }) => amount !== null);
  const reasons = asksDeclineReasons ? { decline_reasons: findDeclineReasons(transcript, { ordered }) } : {};
  const sample = longestLine(spoken);
  const judged = criteria.map((criterion) => {
    const technique = chooseTechnique(criterion);
    const heard = hearTechnique(technique, spoken);
    return { criterion, technique, heard };
  });
  return {
    is_sales_call: true,
    evaluations: judged.map((entry) => writeEvaluation(entry, sample)),
    recommendations: recommend(judged),
    agreements,
    ...reasons,
  };
}

function isSalesCall(spoken: readonly HeardLine[]): boolean {
  const all = spoken.map(({ lower }) => lower).join('\n');
  let words = 0;
  for (const stem of salesStems) {
    if (all.includes(stem)) words += 1;
    if (words >= salesWords) return true;
  }
  return false;
}

interface Judged {
  readonly criterion: AskedCriterion;
  readonly technique: Technique;
  readonly heard: Heard;
}

function longestLine(spoken: readonly HeardLine[]): PromptLine | undefined {
  let longest: PromptLine | undefined;
  for (const { line } of spoken) if (line.text.length > (longest?.text.length ?? 0)) longest = line;
  return longest;
}

/** A score above 0 always has a quote; where nothing bad was heard, the longest phrase stands for the good speech. */
function writeEvaluation(
  { criterion, technique, heard }: Judged,
  sample: PromptLine | undefined,
): Evaluation {
  const steps = Number.isInteger(criterion.maximum) ? 1 : 2;
  const heardLines = heard.found.map(({ line }) => line.line);
  const lines = heardLines.length === 0 && heard.share > 0 && sample !== undefined ? [sample] : heardLines;
  return {
    category: criterion.category,
    criterion: criterion.name,
    ...(criterion.id === undefined ? {} : { criterion_id: criterion.id }),
    score_given: Math.round(criterion.maximum * heard.share * steps) / steps,
    max_score: criterion.maximum,
    reason: writeReason(technique, heard),
    quotes: [...new Set(lines)].slice(0, mostQuotes),
  };
}

function writeReason(technique: Technique, { found, missing }: Heard): string {
  const name = technique.signs[0]?.name ?? '';
  if (technique.counted === 'absence') {
    return found.length === 0
      ? 'Речь грамотная и вежливая, слова-паразиты не найдены.'
      : `Найдены ${name}: фраз ${found.length}, например «${found[0]?.line.line.text ?? ''}».`;
  }
  if (technique.counted === 'lines') {
    return found.length === 0
      ? `Не найдено: ${name}.`
      : `Найдено: ${name}, фраз ${found.length} из ${technique.enough} ожидаемых.`;
  }
  const parts = [
    found.length > 0 ? `Найдено: ${found.map(({ sign }) => sign.name).join(', ')}.` : '',
    missing.length > 0 ? `Не найдено: ${missing.map((sign) => sign.name).join(', ')}.` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** One to three recommendations for what weighs most. */
function recommend(judged: readonly Judged[]): Recommendation[] {
  const weakest = [...judged]
    .sort((one, other) => lost(other) - lost(one))
    .filter((entry, place) => place === 0 || lost(entry) > 0)
    .slice(0, 3);
  return weakest.map(({ criterion, technique, heard }) => ({
    category: criterion.category,
    issue:
      heard.share === 1
        ? `Критерий «${criterion.name}» выполнен, уровень стоит сохранить.`
        : `Критерий «${criterion.name}» выполнен на ${Math.round(heard.share * 100)} %.`,
    recommendation: technique.recommendation,
    priority: heard.share < 0.34 ? 'high' : heard.share < 0.67 ? 'medium' : 'low',
  }));
}

function lost({ criterion, heard }: Judged): number {
  return criterion.maximum * (1 - heard.share);
}
