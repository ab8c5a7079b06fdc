import { clockText, pointsText, shortText } from './figures.ts';
import type { PageElement } from './report-pages.ts';
import { plainText } from './report-pages.ts';

/** A call of a list, with its operator's name and its start as the page writes them. */
export interface Told {
  readonly key: string;
  readonly call_id: string;
  readonly operator_id: number;
  readonly name: string;
  readonly start: string;
  readonly score: string;
  readonly max_score: string;
  readonly reason: string | null;
}

/** One with a quote that was found. */
export interface ToldQuote extends Told {
  readonly quote: string;
  readonly second: number;
  readonly phrase_index: number;
}

/** The columns `name` and `start`. */
export const callNames = "full_name AS name, to_char(start_time, 'DD.MM.YYYY HH24:MI') AS start";

/** What a line of a list says: link, points, words, and where the link leads. */
export function partsOf(line: PageElement): string[] {
  const parts = ['a', '.together', '.said'].map((part) => plainText(line.querySelector(part)));
  return [...parts, (line.querySelector('a')?.getAttribute('href') ?? '').split('#')[1] ?? ''];
}

/** What the line of a weak call has to say; without a name on its operator's own page. */
export function weakParts(call: Told, name: string | null): string[] {
  const link = name === null ? call.start : `${name}, ${call.start}`;
  return [link, pointsOf(call), shortText(call.reason ?? ''), `c${call.call_id}-k-${call.key}`];
}

/** What the line of a good example has to say. */
export function goodParts(call: ToldQuote, name: string | null): string[] {
  const link = `${name === null ? '' : `${name}, `}${call.start}, на ${clockText(call.second)}`;
  return [link, pointsOf(call), `«${shortText(call.quote)}»`, `c${call.call_id}-${call.phrase_index}`];
}

function pointsOf({ score, max_score: maximum }: Told): string {
  return `— ${pointsText(score)} из ${pointsText(maximum)}`;
}
