import type { FullCallRow } from '../domain/report-rows.ts';
import type { Speaker } from '../domain/transcript.ts';
import { formatSeconds } from './format.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import type { Span } from './locate-quote.ts';
import { locateQuote } from './locate-quote.ts';
import { speakerNames } from './names.ts';
import { phraseAnchor } from './page-names.ts';

interface Line {
  readonly speaker: Speaker | null;
  readonly startMs: number | null;
  readonly text: string;
}

/** What was said, each quote of a score marked at its place. */
export function transcriptList(call: FullCallRow): Markup {
  const lines = linesOf(call);
  if (lines === null) return html`<p class="note">Расшифровка удалена.</p>`;
  const spans = call.evaluations
    .flatMap(({ quotes }) => quotes)
    .flatMap(({ quote, phraseIndex }) =>
      phraseIndex === null ? [] : locateQuote(quote, phraseIndex, call.phrases),
    );
  return html`<ol class="transcript">
    ${lines.map((line, index) => {
      const own = spans.filter(({ phraseIndex }) => phraseIndex === index);
      return html`<li
        id="${phraseAnchor(call.callId, index)}"
        tabindex="-1"
        ${line.speaker === null ? null : html` class="${line.speaker}"`}
      >
        ${line.startMs === null ? html`<span></span>` : html`<time>${formatSeconds(Math.floor(line.startMs / 1000))}</time>`}<span
          >${line.speaker === null ? null : html`<b>${speakerNames[line.speaker]}:</b> `}${marked(line.text, own)}</span
        >
      </li> `;
    })}
  </ol>`;
}

/** Rows of the old program hold the lines as one text, without times. */
function linesOf({ phrases, transcript }: FullCallRow): readonly Line[] | null {
  if (phrases.length > 0) return phrases;
  if (transcript === null) return null;
  return transcript.split('\n').map((text) => {
    const speaker = /^(operator|client): /u.exec(text)?.[1] as Speaker | undefined;
    return speaker === undefined
      ? { speaker: null, startMs: null, text }
      : { speaker, startMs: null, text: text.slice(speaker.length + 2) };
  });
}

/** Spans may overlap: what any of them holds is marked once. */
function marked(text: string, spans: readonly Span[]): readonly Markup[] {
  const parts: Markup[] = [];
  let at = 0;
  for (const { from, to } of [...spans].sort((one, other) => one.from - other.from)) {
    if (to <= at) continue;
    const start = Math.max(at, from);
    parts.push(html`${text.slice(at, start)}<mark>${text.slice(start, to)}</mark>`);
    at = to;
  }
  return [...parts, html`${text.slice(at)}`];
}
