import type { ServiceStatistics } from '../sandbox-statistics.ts';

/** A request that is being served. */
export interface Ticket {
  readonly counted: boolean;
  readonly generation: number;
  done: boolean;
}

/** Counts requests, answers and requests in flight of one service. */
export class RequestMeter {
  readonly #countedSorts: ReadonlySet<string>;
  #generation = 0;
  #requests = 0;
  #inFlight = 0;
  #peak = 0;
  #byPath: Record<string, number> = {};
  #byStatus: Record<string, number> = {};

  constructor(countedSorts: readonly string[]) {
    this.#countedSorts = new Set(countedSorts);
  }

  begin(sort: string, label: string): Ticket {
    this.#byPath[label] = (this.#byPath[label] ?? 0) + 1;
    const counted = this.#countedSorts.has(sort);
    if (counted) {
      this.#requests += 1;
      this.#inFlight += 1;
      this.#peak = Math.max(this.#peak, this.#inFlight);
    }
    return { counted, generation: this.#generation, done: false };
  }

  /** Notes the end of a request once; `undefined` means that nothing was answered. */
  end(ticket: Ticket, status: number | undefined): void {
    if (ticket.done || !ticket.counted) return;
    ticket.done = true;
    this.#inFlight -= 1;
    if (ticket.generation !== this.#generation) return;
    const key = status === undefined ? 'none' : String(status);
    this.#byStatus[key] = (this.#byStatus[key] ?? 0) + 1;
  }

  /** Zeroes the counts; requests that are still running stay in flight. */
  reset(): void {
    this.#generation += 1;
    this.#requests = 0;
    this.#peak = this.#inFlight;
    this.#byPath = {};
    this.#byStatus = {};
  }

  statistics(): ServiceStatistics {
    return {
      requests: this.#requests,
      requestsByPath: { ...this.#byPath },
      answersByStatus: { ...this.#byStatus },
      inFlight: this.#inFlight,
      peakInFlight: this.#peak,
    };
  }
}
