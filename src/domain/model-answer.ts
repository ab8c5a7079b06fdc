import * as z from 'zod';

import { cleanLine, cleanText } from './clean-text.ts';
import type { Speaker } from './transcript.ts';

/** Priorities of recommendations; what the model says otherwise becomes `medium`. */
export const priorities = ['high', 'medium', 'low'] as const;
type Priority = (typeof priorities)[number];

export interface Recommendation {
  readonly category: string;
  readonly issue: string;
  readonly recommendation: string;
  readonly priority: Priority;
}

export interface Agreement {
  /** Money agreed on, in roubles; NULL when the call names none. */
  readonly amount: number | null;
  readonly agreement: string;
}

export interface DeclineReason {
  readonly reasonType: string;
  readonly reasonDescription: string;
  readonly productCategory: string | null;
}

/** Words of the call that the model gives as evidence for a score. */
export interface Quote {
  readonly speaker: Speaker;
  /** One line, never blank. */
  readonly text: string;
}

/** One entry of `evaluations`, before it is matched to the check-list. */
export interface Evaluation {
  readonly criterionId: string | null;
  readonly category: string;
  readonly criterion: string;
  /** NULL when the answer holds no usable number; "7" is 7, while "7/10", true and text are not. */
  readonly score: number | null;
  readonly notApplicable: boolean;
  readonly reason: string;
  /** At most three; entries that are no quotes are dropped. */
  readonly quotes: readonly Quote[];
}

export type ModelAnswer =
  | { readonly isSalesCall: false }
  | {
      readonly isSalesCall: true;
      readonly evaluations: readonly Evaluation[];
      readonly recommendations: readonly Recommendation[];
      readonly agreements: readonly Agreement[];
      readonly declineReasons: readonly DeclineReason[];
    };

/** Why an answer cannot be used: a class for ledger and log, and a short note that tells the model what to mend. */
export interface AnswerProblem {
  readonly failureClass: string;
  readonly note: string;
}

export type AnswerParsing =
  | {
      readonly ok: true;
      readonly answer: ModelAnswer;
      /** Entries of `quotes` that are no quotes: no words, or a speaker who is neither operator nor client. */
      readonly droppedQuotes: number;
    }
  | { readonly ok: false; readonly problem: AnswerProblem };

/** Text that may be absent or null: then it is empty. */
const optionalText = z
  .string()
  .nullish()
  .transform((value) => cleanText(value ?? '').trim());
/** Models write numbers as strings or leave them out; whatever is no plain number is unknown. */
const looseNumber = z.unknown().optional().transform(plainNumber);

/** Of more quotes than these only the first count. */
const mostQuotes = 3;
/** Longer quotes are cut for everybody to see, in characters: a quote is a sentence, not the call. */
const longestQuote = 500;

/** At the end of a word where there is one: half a word was not said. */
function cutQuote(text: string): string {
  if (text.length <= longestQuote) return text;
  const beginning = text.slice(0, longestQuote - 1).toWellFormed();
  const end = text[longestQuote - 1] === ' ' ? beginning.length : beginning.lastIndexOf(' ');
  return `${end > 0 ? beginning.slice(0, end) : beginning}…`;
}

/** As the schema names them, or as a model writes them that knows no schema; case does not matter. */
const speakers = { operator: 'operator', client: 'client', оператор: 'operator', клиент: 'client' } as const;
const speaker = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(Object.keys(speakers) as (keyof typeof speakers)[]))
  .transform((name): Speaker => speakers[name]);

const quote = z
  .object({
    speaker,
    text: z.string().transform((value) => cutQuote(cleanLine(value))),
  })
  .transform((entry): Quote => entry);

/** Quotes never fail an answer: they are checked against the transcript, and one that is no quote supports nothing. */
const quotes = z
  .array(quote.nullable().catch(null))
  .nullish()
  .catch(null)
  .transform((entries) => {
    const given = entries ?? [];
    const kept = given.filter((entry): entry is Quote => entry !== null && entry.text !== '');
    return { kept: kept.slice(0, mostQuotes), dropped: given.length - kept.length };
  });

const evaluation = z
  .object({
    criterion_id: optionalText.catch(''),
    category: optionalText,
    criterion: optionalText,
    score_given: looseNumber,
    // Neither yes nor no: then the score beside it is not to be trusted either, and the criterion is asked for again.
    not_applicable: z
      .union([z.boolean(), z.literal('unclear')])
      .nullish()
      .catch('unclear'),
    reason: optionalText.catch(''),
    quotes,
  })
  .transform((entry): { readonly read: Evaluation; readonly droppedQuotes: number } => ({
    read: {
      criterionId: entry.criterion_id === '' ? null : entry.criterion_id,
      category: entry.category,
      criterion: entry.criterion,
      score: entry.not_applicable === 'unclear' ? null : entry.score_given,
      notApplicable: entry.not_applicable === true,
      reason: entry.reason,
      quotes: entry.quotes.kept,
    },
    droppedQuotes: entry.quotes.dropped,
  }));

const recommendation = z
  .object({
    category: optionalText,
    issue: optionalText,
    recommendation: optionalText,
    priority: z.enum(priorities).catch('medium'),
  })
  .transform((entry): Recommendation => entry);

const agreement = z
  .object({ amount: looseNumber, agreement: optionalText })
  .transform((entry): Agreement => entry);

const declineReason = z
  .object({ reason_type: optionalText, reason_description: optionalText, product_category: optionalText })
  .transform((entry): DeclineReason => ({
    reasonType: entry.reason_type,
    reasonDescription: entry.reason_description,
    productCategory: entry.product_category === '' ? null : entry.product_category,
  }));

const salesAnswer = z.object({
  evaluations: z.array(evaluation),
  recommendations: z.array(recommendation),
  agreements: z.array(agreement),
  decline_reasons: z.array(declineReason).nullish(),
});

const firstVerdict = z.object({ is_sales_call: z.boolean() });
const followUpVerdict = z.object({ is_sales_call: z.boolean().default(true) });

/** A follow-up answer owes only the evaluations it was asked for. */
const followUpAnswer = salesAnswer.extend({
  recommendations: salesAnswer.shape.recommendations.nullish().catch([]),
  agreements: salesAnswer.shape.agreements.nullish().catch([]),
  decline_reasons: salesAnswer.shape.decline_reasons.catch([]),
});

/**
 * A JSON value → the model's answer, covering only what is used; unknown fields are ignored.
 * @param isFollowUp the model was asked only for missing evaluations
 */
export function parseModelAnswer(value: unknown, isFollowUp = false): AnswerParsing {
  const verdict = (isFollowUp ? followUpVerdict : firstVerdict).safeParse(value);
  if (!verdict.success) {
    return refused(
      'no_verdict',
      'Поле `is_sales_call` должно быть логическим значением JSON: true или false, без кавычек.',
    );
  }
  if (!verdict.data.is_sales_call) return { ok: true, answer: { isSalesCall: false }, droppedQuotes: 0 };
  const parsed = (isFollowUp ? followUpAnswer : salesAnswer).safeParse(value);
  if (!parsed.success) {
    const fields = parsed.error.issues.slice(0, 5).map((issue) => issue.path.join('.'));
    return refused('wrong_shape', `Эти поля пропущены или имеют неверный тип: ${fields.join(', ')}.`);
  }
  const { evaluations, recommendations, agreements, decline_reasons: declineReasons } = parsed.data;
  return {
    ok: true,
    answer: {
      isSalesCall: true,
      evaluations: evaluations.map(({ read }) => read),
      recommendations: (recommendations ?? []).filter((entry) => entry.recommendation !== ''),
      agreements: (agreements ?? []).filter((entry) => entry.agreement !== ''),
      declineReasons: (declineReasons ?? []).filter((entry) => entry.reasonDescription !== ''),
    },
    droppedQuotes: evaluations.reduce((sum, { droppedQuotes }) => sum + droppedQuotes, 0),
  };
}

function refused(failureClass: string, note: string): AnswerParsing {
  return { ok: false, problem: { failureClass, note } };
}

/**
 * A number, or text that is nothing but one; else NULL. Three digits behind a separator may be thousands ("48,500"), so
 * that text is no plain number.
 */
function plainNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*-?\d{1,15}([.,]\d+)?\s*$/u.test(value)) return null;
  if (/[.,]\d{3}\s*$/u.test(value)) return null;
  return Number(value.trim().replace(',', '.'));
}
