import type { TellingCallRow } from '../domain/report-rows.ts';
import { cutText, formatDay, formatScore, formatSeconds } from './format.ts';
import { groupRows } from './group-rows.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { criterionKey, evaluationLink, phraseLink } from './page-names.ts';

/** What to train a criterion with. */
export interface Coaching {
  /** Lowest first. */
  readonly weak: readonly TellingCallRow[];
  /** NULL: no score of the criterion has a quote that was found. */
  readonly good: TellingCallRow | null;
}

export const noCoaching: Coaching = { weak: [], good: null };

/** Of reasons and quotes so many characters stand on an index page; the call has all of them. */
const longestTold = 240;

/** By the key of the criterion; what is among the weak is no good example. */
export function coachingByKey(rows: readonly TellingCallRow[]): ReadonlyMap<string, Coaching> {
  const groups = [...groupRows(rows, criterionKey)];
  return new Map(
    groups.map(([key, own]) => [
      key,
      { weak: own.filter(({ weak }) => weak), good: own.find(({ good, weak }) => good && !weak) ?? null },
    ]),
  );
}

/** A call with a low score and why it is low: leads to the score within the call. */
export function weakLine(call: TellingCallRow, operator: string | null): Markup {
  const reason = cutText(call.reason ?? '', longestTold);
  return html`<li>
    <a href="${evaluationLink(call, criterionKey(call))}">${nameOf(call, operator)}</a>
    ${scoreOf(call)}${reason === '' ? null : html`<small class="said">${reason}</small>`}
  </li>`;
}

/** A call to learn from: leads to its quote in the transcript, at its second. */
export function goodLine(call: TellingCallRow, operator: string | null): Markup {
  const { quote } = call;
  if (quote === null)
    return html`<li>
      <a href="${evaluationLink(call, criterionKey(call))}">${nameOf(call, operator)}</a> ${scoreOf(call)}
    </li>`;
  return html`<li>
    <a href="${phraseLink(call, quote.phraseIndex)}"
      >${nameOf(call, operator)}, на ${formatSeconds(quote.startSecond)}</a
    >
    ${scoreOf(call)}<small class="said">«${cutText(quote.quote, longestTold)}»</small>
  </li>`;
}

/** The same in one link, where a score of another call is shown. */
export function goodLink(call: TellingCallRow): Markup {
  const { quote } = call;
  return quote === null
    ? html`<a href="${evaluationLink(call, criterionKey(call))}">Хороший пример</a>`
    : html`<a href="${phraseLink(call, quote.phraseIndex)}"
        >Хороший пример, на ${formatSeconds(quote.startSecond)}</a
      >`;
}

function nameOf({ startTime }: TellingCallRow, operator: string | null): string {
  return operator === null ? formatDay(startTime) : `${operator}, ${formatDay(startTime)}`;
}

function scoreOf({ score, maximum }: TellingCallRow): Markup {
  return html`<span class="together">— ${formatScore(score)} из ${formatScore(maximum)}</span>`;
}
