import type { EvaluationRow, FullCallRow, TellingCallRow } from '../domain/report-rows.ts';
import type { Coaching } from './coaching.ts';
import { goodLink } from './coaching.ts';
import { formatDay, formatPercent, formatRoubles, formatScore, formatSeconds, noData } from './format.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { declineName, findingNames, priorityNames, resultNames } from './names.ts';
import { callAnchor, criterionKey, evaluationAnchor, phraseAnchor } from './page-names.ts';
import type { ReportModel } from './report-model.ts';
import { transcriptList } from './transcript.ts';

/** One call, folded: scores with reasons and quotes, what came of it, and what was said. */
export function callArticle(
  call: FullCallRow,
  { coaching, weighted }: Pick<ReportModel, 'coaching' | 'weighted'>,
): Markup {
  const { callId, durationSeconds } = call;
  const length = durationSeconds === null ? '' : `, ${formatSeconds(durationSeconds)}`;
  const unsupported = call.evaluations.filter((row) => row.unsupported === true).length;
  return html`<details class="call">
    <summary>
      <h3>${formatDay(call.startTime)}${length} — ${formatPercent(call.percentage)}</h3>
      ${call.criticalFailed === true ? html` <span class="badge high">критичная ошибка</span>` : null}${unsupported > 0 ? html` <span class="badge bad">без подтверждения: ${unsupported}</span>` : null}
    </summary>
    <article id="${callAnchor(callId)}" tabindex="-1" aria-label="Звонок ${callId}">
      <p>
        Звонок № ${callId}. Баллы:
        <strong>${formatScore(call.total)} из ${formatScore(call.maximum)}</strong>, оценка
        ${formatPercent(call.percentage)}${weighted ? `, итоговая с весами ${formatPercent(call.finalPercentage)}` : null}.
      </p>
      ${evaluationsTable(call, coaching)} ${outcome(call)}
      <h4>Разговор</h4>
      ${transcriptList(call)}
    </article>
  </details> `;
}

function evaluationsTable(call: FullCallRow, coaching: ReadonlyMap<string, Coaching>): Markup {
  return html`<table class="evaluations stacked">
    <caption>
      Оценки звонка ${call.callId}
    </caption>
    <thead>
      <tr>
        <th scope="col">Критерий</th>
        <th scope="col" class="n">Балл</th>
        <th scope="col">Почему</th>
      </tr>
    </thead>
    <tbody>
      ${call.evaluations.map(
        (row) =>
          html`<tr id="${evaluationAnchor(call.callId, criterionKey(row))}">
            <th scope="row">${row.criterion}<small>${row.category}</small></th>
            <td class="n">${scoreText(row)}</td>
            <td>
              ${row.unsupported === true ? html`<span class="badge bad">без подтверждения</span> ` : null}<span
                class="said"
                >${row.reason ?? ''}</span
              >${row.quotes.length === 0 ? withoutQuote(call, row, coaching.get(criterionKey(row))?.good ?? null) : row.quotes.map((quote) => quoteLine(call, quote))}
            </td>
          </tr> `,
      )}
    </tbody>
  </table>`;
}

function scoreText(row: EvaluationRow): Markup {
  if (row.state !== 'scored') return html`<span class="quiet">${resultNames[row.state]}</span>`;
  return html`${formatScore(row.score)} из ${formatScore(row.maximum)}`;
}

/** What was not done cannot be quoted: the reason says what is missing, the whole conversation and a good call show it. */
function withoutQuote(
  { callId, phrases, transcript }: FullCallRow,
  { state, score, maximum }: EvaluationRow,
  good: TellingCallRow | null,
): Markup | null {
  if (state !== 'scored' || (phrases.length === 0 && transcript === null)) return null;
  const isLow = score === null || maximum === null || score < maximum;
  return html`<small
    >${score === 0 ? 'Цитаты нет: в разговоре этого не нашлось. ' : null}<a href="#${phraseAnchor(callId, 0)}"
      >Весь разговор</a
    >${isLow && good !== null ? html` · ${goodLink(good)}` : null}</small
  >`;
}

/** A quote that was found leads to its place in the transcript, while there is one. */
function quoteLine(
  { callId, phrases }: FullCallRow,
  { finding, startSecond, ...quote }: EvaluationRow['quotes'][number],
): Markup {
  const phraseIndex = phrases.length === 0 ? null : quote.phraseIndex;
  const text = quote.quote === '' ? 'текст удалён' : `«${quote.quote}»`;
  const place =
    phraseIndex === null
      ? html`<span class="said">${text}</span>`
      : html`<a href="#${phraseAnchor(callId, phraseIndex)}"
          >${startSecond === null ? noData : formatSeconds(startSecond)} <span class="said">${text}</span></a
        >`;
  const found = finding === 'exact' || finding === 'close';
  return html`<blockquote>${place} <small${found ? null : html` class="bad"`}>${findingNames[finding]}</small></blockquote>`;
}

function outcome({ recommendations, agreements, declineReasons }: FullCallRow): Markup {
  const told = (text: string): string => (text === '' ? 'текст удалён' : text);
  return html`${
    recommendations.length === 0
      ? null
      : html`<h4>Рекомендации</h4>
          <ul>
            ${recommendations.map((row) => html`<li><span class="badge ${row.priority}">${priorityNames[row.priority]}</span> ${row.category}: ${told(row.issue)} → ${told(row.recommendation)}</li>`)}
          </ul>`
  }
  ${
    agreements.length === 0
      ? null
      : html`<h4>Договорённости</h4>
          <ul>
            ${agreements.map((row) => html`<li>${told(row.agreement)}${row.amount === null ? null : html`, <strong>${formatRoubles(row.amount)}</strong>`}</li>`)}
          </ul>`
  }
  ${
    declineReasons.length === 0
      ? null
      : html`<h4>Причины отказа</h4>
          <ul>
            ${declineReasons.map((row) => html`<li>${declineName(row.reasonType)}${row.productCategory === null ? null : html` (${row.productCategory})`}: ${told(row.reasonDescription)}</li>`)}
          </ul>`
  }`;
}
