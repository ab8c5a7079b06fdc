/** Which of the calls that a day lists a run takes. Only a run that takes all can say that a call has vanished. */
export type Selection =
  | { readonly kind: 'all' }
  /** `--call`: an id that the day does not list stops the run. */
  | { readonly kind: 'chosen'; readonly callIds: ReadonlySet<number> }
  /** Those that the ledger holds as failed, pending or pending_transcript. */
  | { readonly kind: 'unfinished'; readonly limited: LimitedCalls };

/** What becomes of calls that `--limit` left: somebody asked for it by hand, so a night does not take them by itself. */
export type LimitedCalls = 'taken' | 'left';
