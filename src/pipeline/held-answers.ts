import type { AnswerReading } from '../domain/analysis.ts';
import { sumCosts } from '../domain/cost.ts';
import type { AboutPart, NewAnalysis } from '../domain/ports.ts';
import type { CostSource, KnownCost } from '../domain/price-table.ts';
import type { ReadyCall } from './fetch-transcripts.ts';
import type { OutgoingTranscript } from './outgoing-transcript.ts';
import type { RunContext } from './run-context.ts';

/** A ready call with what its questions and answers are made of. */
export interface Subject extends ReadyCall {
  readonly transcriptFingerprint: string;
  readonly out: OutgoingTranscript;
}

/** An answer in hand: stored already, and read. */
export interface HeldAnswer extends AboutPart {
  readonly id: string;
  readonly reading: AnswerReading;
  readonly cost: KnownCost;
  readonly latencyMs: number;
}

/** Answers that an earlier run received and paid for but came to no analysis with. */
export async function earlierAnswers(context: RunContext, subject: Subject): Promise<HeldAnswer[]> {
  if (!subject.answered) return [];
  const { call, transcriptFingerprint, out } = subject;
  const answers = await context.store.unusedAnswers(call.id, transcriptFingerprint, out.maskerVersion);
  return answers.map((answer) => ({
    id: answer.id,
    part: answer.part,
    reading: context.model.read(answer),
    cost: answer.cost,
    latencyMs: answer.latencyMs,
  }));
}

/** What answers took and cost together. */
export function sumsOf(
  held: readonly HeldAnswer[],
): Pick<NewAnalysis, 'answeringModel' | 'usage' | 'costUsd' | 'costSource' | 'latencyMs' | 'answerIds'> {
  const sum = (key: keyof AnswerReading['usage']): number | null =>
    held.reduce<number | null>((total, { reading }) => {
      const tokens = reading.usage[key];
      return total === null || tokens === null ? null : total + tokens;
    }, 0);
  return {
    answeringModel: held.findLast(({ reading }) => reading.problem === null)?.reading.answeringModel ?? null,
    usage: { input: sum('input'), cached: sum('cached'), output: sum('output'), reasoning: sum('reasoning') },
    costUsd: sumCosts(held.map((answer) => answer.cost.usd)),
    costSource: sourceOf(held),
    latencyMs: held.reduce((total, answer) => total + answer.latencyMs, 0),
    answerIds: held.map((answer) => answer.id),
  };
}

/** The weakest source of its answers: a sum is known as well as its least known part. */
function sourceOf(held: readonly HeldAnswer[]): CostSource {
  const sources = held.map(({ cost }) => cost.source);
  if (sources.includes('unknown')) return 'unknown';
  return sources.includes('price_table') ? 'price_table' : 'header';
}
