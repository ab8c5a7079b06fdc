import type { FullCallRow, TellingCallRow } from '../domain/report-rows.ts';
import { callArticle } from './call-article.ts';
import { intervalBar } from './charts/interval-bar.ts';
import { count, formatDay, formatScore, interval, percent } from './format.ts';
import { groupRows } from './group-rows.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';

import { framePage } from './page.ts';
import { criterionAnchor, criterionKey, evaluationLink, operatorPageName, pageOfRank } from './page-names.ts';
import { inventedNote, periodText } from './report-header.ts';
import type { CriterionSummary, OperatorSummary, ReportModel } from './report-model.ts';
import { summariseCriteria } from './report-model.ts';
import { table } from './table.ts';

/** What stands before the calls of one of the operator's pages and after them; their articles are written as they are read. */
export function operatorPage(
  model: ReportModel,
  operator: OperatorSummary,
  { page, telling }: { readonly page: number; readonly telling: readonly TellingCallRow[] },
): { start: string; end: string } {
  const pages = pageOfRank(operator.calls);
  const place = [operator.office, operator.supervisor].filter((part) => part !== null).join(', ');
  const header = html`<nav aria-label="Отчёт">
      <ul>
        <li><a href="index.html">← ${model.department.name}, ${periodText(model)}</a></li>
      </ul>
    </nav>
    <h1>${operator.fullName}</h1>
    ${place === '' ? null : html`<p class="quiet">${place}</p>`}${inventedNote(model)}`;
  const title = `${operator.fullName}: звонки, ${periodText(model)}`;
  const { start, end } = framePage({ title, header, builtAt: model.builtAt, version: model.version });
  const above = page === 1 ? [overview(operator), criteria(model, operator, telling)] : [];
  const heading = html`<h2 id="calls">Звонки, новые сверху</h2>
    ${pages > 1 ? pageLinks(operator.operatorId, { page, pages }) : null}`;
  return { start: start + html`${above}${heading}`.text, end };
}

export function operatorCalls(calls: readonly FullCallRow[]): string {
  return calls.map((call) => callArticle(call).text).join('');
}

function pageLinks(operatorId: number, { page, pages }: { page: number; pages: number }): Markup {
  return html`<nav aria-label="Страницы звонков">
    <ul>
      ${Array.from({ length: pages }, (_, index) =>
        index + 1 === page
          ? html`<li><strong aria-current="page">${page}</strong></li>`
          : html`<li><a href="${operatorPageName(operatorId, index + 1)}#calls">${index + 1}</a></li>`,
      )}
    </ul>
  </nav>`;
}

function overview(operator: OperatorSummary): Markup {
  const name = `operator.${operator.operatorId}`;
  const { scoreEstimate } = operator;
  return html`<section aria-labelledby="overview-h">
    <h2 id="overview-h">Коротко</h2>
    <dl class="cards">
      <div>
        <dt>Звонков</dt>
        <dd><strong>${count(`${name}.calls`, operator.calls)}</strong></dd>
      </div>
      <div>
        <dt>Средняя оценка</dt>
        <dd>
          <strong>${percent(`${name}.mean`, scoreEstimate.mean)}</strong>
          <small>95 % интервал: ${interval(name, scoreEstimate)}</small>
        </dd>
      </div>
      <div>
        <dt>Итоговая, с весами</dt>
        <dd><strong>${percent(`${name}.final`, operator.finalEstimate.mean)}</strong></dd>
      </div>
      <div>
        <dt>Место</dt>
        <dd>
          <strong>${operator.place === null ? '–' : count(`${name}.place`, operator.place)}</strong>
          <small>${operator.place === null ? 'мало звонков для места' : 'по средней оценке'}</small>
        </dd>
      </div>
      <div>
        <dt>Критичных ошибок</dt>
        <dd><strong>${count(`${name}.critical`, operator.criticalFailed)}</strong></dd>
      </div>
    </dl>
  </section> `;
}

function criteria(model: ReportModel, operator: OperatorSummary, telling: readonly TellingCallRow[]): Markup {
  const own = summariseCriteria(
    model.criteria.filter(({ operatorId }) => operatorId === operator.operatorId),
  );
  const callsByKey = groupRows(telling, criterionKey);
  return html`<section id="criteria" aria-labelledby="criteria-h">
    <h2 id="criteria-h">Критерии, от слабых к сильным</h2>
    ${table({
      id: 'criteria-table',
      stacked: true,
      caption: 'Критерии оператора: самые слабые звонки и хороший пример',
      columns: [
        { name: 'Критерий', sort: 'text' },
        { name: 'Средняя', sort: 'number', numeric: true },
        { name: '95 % интервал', numeric: true },
        { name: '0 … 100' },
        { name: 'n', title: 'Сколько оценок вошло в среднее', sort: 'number', numeric: true },
        { name: 'Слабые звонки и хороший пример' },
      ],
      rows: own.map((criterion) =>
        criterionRow(operator.operatorId, criterion, callsByKey.get(criterion.key) ?? []),
      ),
    })}
  </section> `;
}

function criterionRow(
  operatorId: number,
  { key, name, category, score }: CriterionSummary,
  calls: readonly TellingCallRow[],
): Markup {
  const id = `operator.${operatorId}.${key}`;
  return html`<tr id="${criterionAnchor(key)}">
    <th scope="row">${name}<small>${category}</small></th>
    <td class="n" data-l="Средняя">${percent(`${id}.mean`, score.mean)}</td>
    <td class="n" data-l="Интервал">${interval(id, score)}</td>
    <td>${intervalBar(score)}</td>
    <td class="n" data-l="n">${count(`${id}.count`, score.count)}</td>
    <td>${callList(key, calls, score.count)}</td>
  </tr>`;
}

function callList(key: string, calls: readonly TellingCallRow[], count: number): Markup {
  const line = (call: TellingCallRow): Markup =>
    html`<a href="${evaluationLink(call, key)}">${formatDay(call.startTime)}</a> — ${formatScore(call.score)}
      из ${formatScore(call.maximum)}`;
  const weak = calls.filter((call) => call.weak);
  const good = calls.find((call) => call.good && !call.weak);
  if (weak.length === 0 && good === undefined) {
    return html`<span class="quiet">${count === 0 ? 'нет оценок' : 'все на максимум'}</span>`;
  }
  return html`<ul class="plain">
    ${weak.map((call) => html`<li>${line(call)}</li>`)}
    ${good === undefined ? null : html`<li><span class="good">хороший пример:</span> ${line(good)}</li>`}
  </ul>`;
}
