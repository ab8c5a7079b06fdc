import { StopRunError } from '../../domain/errors.ts';

/**
 * The database cannot be used as it is: not reachable, not migrated, holding columns of unusable types, or the
 * embedded server does not start. A person has to act before a run makes sense (exit 2). The message lists every
 * problem found, one a line, and never a connection string or a row.
 */
export class DatabaseSetupError extends StopRunError {
  /** Each problem by itself, for callers that print a list. */
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const list = typeof problems === 'string' ? [problems] : problems;
    super('database', list.join('\n'), options);
    this.problems = list;
  }
}
