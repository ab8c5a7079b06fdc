import type { MaskedKind } from './placeholders.ts';

/** A piece of a phrase's text. */
export interface Span {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A value that is to be replaced, in one or more pieces. */
export interface Finding {
  readonly kind: MaskedKind;
  /** The same for every way of writing or saying the same value. */
  readonly key: string;
  readonly spans: readonly Span[];
}
