export type Speaker = 'operator' | 'client';

export interface Turn {
  readonly speaker: Speaker;
  readonly text: string;
}

/** A conversation in its true order. */
export type Dialogue = readonly Turn[];
