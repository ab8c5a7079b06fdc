import type { Environment } from '../../config/load-environment.ts';
import type { Config, ConfigName } from '../../config/parse-config.ts';
import { parseConfig } from '../../config/parse-config.ts';
import { untilAborted } from '../../clients/http/until-aborted.ts';
import { CallError, StopRunError } from '../../domain/errors.ts';
import type { LogFields, Logger } from '../../domain/ports.ts';
import { describeUnexpected } from '../describe-error.ts';
import type { CheckName, Finding, Remark } from './finding.ts';
import { error, listNames, notChecked, warning } from './finding.ts';

/** How long a check may take unless it says otherwise. */
const usualTimeoutMs = 30_000;
/** All of it: what is still under way then is given up. */
const wholeTimeoutMs = 90_000;

/** What a later check builds on. */
export type Seen<Value> = { readonly value: Value } | { readonly without: CheckName };

export interface Check<Name extends ConfigName, Before> {
  readonly name: CheckName;
  /** Without these settings it is not checked. */
  readonly needs: readonly Name[];
  /** What must have been seen before. */
  readonly after: Promise<Seen<Before>>;
  readonly timeoutMs?: number;
  /** A run goes on without it, so that what is wrong is only a warning. */
  readonly isExtra?: boolean;
}

interface Circumstances<Name extends ConfigName, Before> {
  readonly config: Config<Name>;
  readonly before: Before;
  readonly signal: AbortSignal;
  /** For clients: its lines are not printed, only the last failure is told when the time is over. */
  readonly logger: Logger;
}

/** What a check saw and what is built on it. An error among the remarks, or what was not checked, leaves nothing to build on. */
export interface Sight<Value> {
  readonly remarks: readonly Remark[];
  readonly value: Value;
}

export interface ExaminationOptions {
  readonly environment: Environment;
  /** Aborted by SIGINT or SIGTERM. */
  readonly interruption: AbortSignal;
}

/** Checks that run at the same time as far as they do not depend on each other, each with its own end. */
export class Examination {
  readonly #options: ExaminationOptions;
  readonly #whole = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #findings: Promise<readonly Finding[]>[] = [];

  constructor(options: ExaminationOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => {
      this.#whole.abort(new OutOfTime(wholeTimeoutMs, 'for all checks'));
    }, wholeTimeoutMs);
  }

  /** Begins a check as soon as what it builds on was seen. */
  begin<Name extends ConfigName, Before, Value>(
    check: Check<Name, Before>,
    look: (circumstances: Circumstances<Name, Before>) => Promise<Sight<Value>>,
  ): Promise<Seen<Value>> {
    const seen = this.#examine(check, look);
    this.#findings.push(
      seen.then(({ remarks }) => remarks.map((remark) => ({ check: check.name, ...remark }))),
    );
    return seen.then(({ value }) => value);
  }

  /** Line by line in the order in which the checks were begun. Throws the interruption's reason. */
  async *findings(): AsyncGenerator<Finding, void, undefined> {
    try {
      for (const findings of this.#findings) yield* await untilAborted(findings, this.#options.interruption);
    } finally {
      clearTimeout(this.#timer);
      this.#whole.abort();
    }
  }

  async #examine<Name extends ConfigName, Before, Value>(
    { name, needs, after, timeoutMs = usualTimeoutMs, isExtra = false }: Check<Name, Before>,
    look: (circumstances: Circumstances<Name, Before>) => Promise<Sight<Value>>,
  ): Promise<{ remarks: readonly Remark[]; value: Seen<Value> }> {
    const nothing = (...remarks: Remark[]) => ({ remarks, value: { without: name } });
    const before = await after;
    if ('without' in before) return nothing(notChecked(`it needs "${before.without}"`));
    const config = parseConfig(this.#options.environment, needs);
    if (!config.ok) {
      const names = needs.filter((one) => !parseConfig(this.#options.environment, [one]).ok);
      return nothing(notChecked(`it needs ${listNames(names)} (see settings)`));
    }
    const timeout = new AbortController();
    const timer = setTimeout(() => {
      timeout.abort(new OutOfTime(timeoutMs, ''));
    }, timeoutMs);
    const signal = AbortSignal.any([this.#options.interruption, this.#whole.signal, timeout.signal]);
    const memory = new FailureMemory();
    try {
      const circumstances = { config: config.value, before: before.value, signal, logger: memory };
      const { remarks, value } = await untilAborted(look(circumstances), signal);
      const isUseless = remarks.some(({ judgement }) => judgement === 'error' || judgement === 'not_checked');
      return isUseless ? nothing(...remarks) : { remarks, value: { value } };
    } catch (caught) {
      const remarks = remarksOn(caught, memory);
      return nothing(...(isExtra ? remarks.map(({ message }) => warning(message)) : remarks));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A check that builds on two others. */
export async function both<A, B>(one: Promise<Seen<A>>, other: Promise<Seen<B>>): Promise<Seen<[A, B]>> {
  const [a, b] = await Promise.all([one, other]);
  if ('without' in a) return a;
  return 'without' in b ? b : { value: [a.value, b.value] };
}

/** Nothing needs to be seen before. */
export const atOnce: Promise<Seen<null>> = Promise.resolve({ value: null });

class OutOfTime extends Error {
  constructor(limitMs: number, what: string) {
    super(`no verdict within ${limitMs / 1000} s${what === '' ? '' : ` ${what}`}`);
  }
}

/** Messages of CallQ's own errors hold no content; each line of them is a finding of its own. */
function remarksOn(caught: unknown, memory: FailureMemory): readonly Remark[] {
  if (caught instanceof StopRunError || caught instanceof CallError) {
    return caught.message.split('\n').map((line) => error(line));
  }
  if (caught instanceof OutOfTime) return [error(`${caught.message}${memory.last}; try again later`)];
  return [error(describeUnexpected(caught))];
}

/** Keeps what clients warn of, so that a check that runs out of time can say what it was waiting for. */
class FailureMemory implements Logger {
  last = '';

  warn(message: string, { status, failureClass }: LogFields = {}): void {
    const how = status === undefined ? failureClass : `HTTP ${status}`;
    this.last = `; the last thing seen: ${message}${how === undefined ? '' : ` (${how})`}`;
  }

  debug(): void {
    // Not worth keeping.
  }

  info(): void {
    // Not worth keeping.
  }

  error(message: string, fields?: LogFields): void {
    this.warn(message, fields);
  }
}
