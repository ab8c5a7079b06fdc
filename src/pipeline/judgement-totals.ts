import type { QuoteFinding } from '../domain/evidence.ts';
import type { AnswerFaults } from '../domain/interpretation.ts';
import { noFaults, sumFaults } from '../domain/interpretation.ts';
import type { Projection } from '../domain/ports.ts';

/** What the judgements of a run were worth: faults of the answers by name, quotes by what code found, unsupported scores. */
export class JudgementTotals {
  faults: AnswerFaults = noFaults;
  readonly quotes: Record<QuoteFinding, number> = { exact: 0, close: 0, wrong_speaker: 0, not_found: 0 };
  /** Entries among the quotes that are none, such as one of a speaker who is neither operator nor client. */
  droppedQuotes = 0;
  /** Scores above 0. */
  scoredAboveZero = 0;
  /** Scores above 0 without a quote that was found. */
  unsupported = 0;

  add(faults: AnswerFaults, projection: Projection | null): void {
    this.faults = sumFaults(this.faults, faults);
    for (const { quotes, unsupported } of projection?.evaluations ?? []) {
      for (const { finding } of quotes) this.quotes[finding] += 1;
      if (unsupported !== null) this.scoredAboveZero += 1;
      if (unsupported === true) this.unsupported += 1;
    }
  }
}
