import type { Token } from '../speech.ts';

/** A phrase and what was said around it. */
export interface AddressContext {
  readonly tokens: readonly Token[];
  /** An address was spoken of in one of the two phrases before. */
  readonly asked: boolean;
  /** An address stands before it in this phrase. */
  readonly found: boolean;
  /** The beginnings of the names of streets that the call has told with a house. */
  readonly streets: ReadonlySet<string>;
  /** The same speaker's next phrase begins with the house. */
  readonly continued: boolean;
}

/** Indexes of the first and last token of an address. */
export interface Place {
  readonly first: number;
  readonly last: number;
}
