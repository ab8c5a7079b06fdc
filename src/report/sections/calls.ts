import type { CallRow } from '../../domain/report-rows.ts';
import { formatDay, formatNumber, formatRoubles, formatScore, noData } from '../format.ts';
import type { Markup, Part } from '../html.ts';
import { html, trusted } from '../html.ts';
import { callLink } from '../page-names.ts';
import type { ReportModel } from '../report-model.ts';
import { table } from '../table.ts';

/** Calls in the table of the index page: with more a browser gets slow, and who wants them all looks into the database. */
export const mostCallsTold = 5000;

/** Every call as one line. Kept lean, as there are thousands: numbers carry no names, and the style sheet has the labels of the phone. */
export function callsSection({ calls, allCalls, names, weighted }: ReportModel): Markup {
  return html`<section id="calls" aria-labelledby="calls-h">
    <h2 id="calls-h">Звонки</h2>
    ${calls.length < allCalls ? html`<p class="note">Показаны последние ${formatNumber(calls.length)} из ${formatNumber(allCalls)}; остальные — на страницах операторов.</p>` : null}
    ${
      calls.length === 0
        ? html`<p class="note">Нет оценённых звонков.</p>`
        : html`<form id="filter" class="filter" hidden aria-label="Отбор звонков">
              <label
                >Найти <input type="search" id="filter-text" placeholder="оператор, дата, номер"
              /></label>
              <label
                >Оператор
                <select id="filter-operator">
                  <option value="">все</option>
                  ${[...names].map(([id, name]) => html`<option value="${id}">${name}</option>`)}
                </select></label
              >
              <label>Оценка не выше, % <input type="number" id="filter-most" min="0" max="100" /></label>
              ${weighted ? html`<label class="check"><input type="checkbox" id="filter-critical" /> критичная ошибка</label>` : null}
              <label class="check"
                ><input type="checkbox" id="filter-unsupported" /> есть оценки без подтверждения</label
              >
              <button type="reset">Сбросить</button>
              <output id="filter-shown" aria-live="polite"></output>
            </form>
            ${table({
              id: 'calls-table',
              stacked: true,
              caption: 'Звонки, новые сверху',
              columns: [
                { name: 'Начало', sort: 'order' },
                { name: 'Оценка, %', sort: 'number' },
                { name: 'Оператор', sort: 'text' },
                ...(weighted ? finalColumns : []),
                { name: 'Без подтверждения', sort: 'number' },
                { name: 'Договорённости', sort: 'number' },
                { name: 'Отказы', sort: 'number' },
              ],
              rows: calls.map((call) => row(call, { names, weighted })),
            })}
            <p class="quiet">
              Оценка — целые проценты, округлённые
              вниз.${weighted ? ' Итог — с весами и критичными критериями. Критично — критичный критерий получил ноль.' : null}
              Без подтверждения — оценок выше нуля без найденной цитаты.
            </p>`
    }
  </section>`;
}

const finalColumns = [
  { name: 'Итог, %', sort: 'number' },
  { name: 'Критично', sort: 'text' },
] as const;

/** NULL is said, a zero of a count is left empty: that is what most rows have. */
function row(call: CallRow, { names, weighted }: Pick<ReportModel, 'names' | 'weighted'>): Markup {
  const agreed =
    call.agreements === 0
      ? ''
      : call.agreed === null
        ? `${call.agreements} без суммы`
        : formatRoubles(call.agreed);
  const critical = call.criticalFailed === null ? '?' : call.criticalFailed ? 'да' : '';
  const cells: readonly Part[] = [
    html`<a href=${callLink(call)}>${formatDay(call.startTime)}</a>`,
    call.percentage ?? noData,
    names.get(call.operatorId) ?? call.operatorId,
    ...(weighted
      ? [call.finalPercentage === null ? noData : formatScore(call.finalPercentage), critical]
      : []),
    call.unsupported === 0 ? '' : call.unsupported,
    agreed,
    call.declineReasons === 0 ? '' : call.declineReasons,
  ];
  // HTML lets rows and cells do without end tags, which are an eighth of the page.
  return html`${trusted('<tr>')}${cells.map((cell) => [trusted('<td>'), cell])}`;
}
