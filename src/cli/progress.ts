import type { CallOutcome } from '../domain/call-state.ts';
import type { Logger } from '../domain/ports.ts';
import type { RunObserver } from '../pipeline/tally.ts';
import type { StatusLine } from './status-line.ts';

const redrawEveryMs = 200;
const logEveryMs = 30_000;
const barWidth = 24;

/** Shows how far a run is: a bar on a terminal, a log line every so often without one. */
export class Progress implements RunObserver {
  readonly #day: string;
  readonly #now: () => Date;
  readonly #display: { readonly line: StatusLine } | { readonly logger: Logger };
  readonly #timer: NodeJS.Timeout;
  readonly #begun: number;
  #listed = 0;
  #listingEnded = false;
  #settled = 0;
  #analysed = 0;
  #failed = 0;

  constructor(
    day: string,
    now: () => Date,
    display: { readonly line: StatusLine } | { readonly logger: Logger },
  ) {
    this.#day = day;
    this.#now = now;
    this.#display = display;
    this.#begun = now().getTime();
    this.#timer = setInterval(
      () => {
        this.#show();
      },
      'line' in display ? redrawEveryMs : logEveryMs,
    );
    this.#timer.unref();
  }

  listed(count: number): void {
    this.#listed += count;
  }

  listingEnded(): void {
    this.#listingEnded = true;
  }

  settled(outcome: CallOutcome): void {
    this.#settled += 1;
    if (outcome.action === 'analysed') this.#analysed += 1;
    if (outcome.action === 'failed') this.#failed += 1;
  }

  end(): void {
    clearInterval(this.#timer);
    if ('line' in this.#display) this.#display.line.clear();
  }

  #show(): void {
    if ('line' in this.#display) this.#display.line.show(this.#text());
    else this.#display.logger.info(`progress: ${this.#text()}`, { day: this.#day });
  }

  #text(): string {
    const share = this.#listed === 0 ? 0 : this.#settled / this.#listed;
    const filled = Math.round(share * barWidth);
    const bar = 'line' in this.#display ? `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ` : '';
    const total = `${this.#listed}${this.#listingEnded ? '' : '+'}`;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    return `${bar}${this.#day}: ${this.#settled} of ${total} calls, ${this.#analysed} analysed${failed}${this.#pace()}`;
  }

  /** Calls per minute and the time left at that pace; a guess, therefore only once all calls are listed. */
  #pace(): string {
    const seconds = (this.#now().getTime() - this.#begun) / 1000;
    if (seconds < 1 || this.#settled === 0) return '';
    const perSecond = this.#settled / seconds;
    const left = (this.#listed - this.#settled) / perSecond;
    return `, ${Math.round(perSecond * 60)}/min${this.#listingEnded ? `, ${duration(left)} left` : ''}`;
  }
}

/** `1 h 02 min`, `3 min 05 s`, `12 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${whole} s`;
}
