import type { FullCallRow, TellingCallRow } from '../domain/report-rows.ts';
import { callArticle } from './call-article.ts';
import type { Coaching } from './coaching.ts';
import { coachingByKey, goodLine, noCoaching, weakLine } from './coaching.ts';
import { count, interval, percent } from './format.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { framePage } from './page.ts';
import { criterionAnchor, operatorPageName, pageOfRank } from './page-names.ts';
import { inventedNote, periodText } from './report-header.ts';
import type { CriterionSummary, OperatorSummary, ReportModel } from './report-model.ts';
import { summariseCriteria } from './report-model.ts';
import { scoreCells, scoreColumns } from './score-columns.ts';
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
  const above = page === 1 ? [overview(model, operator), criteria(model, operator, telling)] : [];
  const heading = html`<h2 id="calls">Звонки, новые сверху</h2>
    ${pages > 1 ? pageLinks(operator.operatorId, { page, pages }) : null}`;
  return { start: start + html`${above}${heading}`.text, end };
}

export function operatorCalls(model: ReportModel, calls: readonly FullCallRow[]): string {
  return calls.map((call) => callArticle(call, model).text).join('');
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

function overview({ weighted }: ReportModel, operator: OperatorSummary): Markup {
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
      ${
        weighted
          ? html`<div>
              <dt>Итоговая, с весами</dt>
              <dd><strong>${percent(`${name}.final`, operator.finalEstimate.mean)}</strong></dd>
            </div>`
          : null
      }
      <div>
        <dt>Место</dt>
        <dd>
          <strong>${operator.place === null ? '–' : count(`${name}.place`, operator.place)}</strong>
          <small>${operator.place === null ? 'мало звонков для места' : 'по средней оценке'}</small>
        </dd>
      </div>
      ${
        weighted
          ? html`<div>
              <dt>Критичных ошибок</dt>
              <dd><strong>${count(`${name}.critical`, operator.criticalFailed)}</strong></dd>
            </div>`
          : null
      }
    </dl>
    <p class="quiet">Оценка звонка — целые проценты, округлённые вниз.</p>
  </section> `;
}

function criteria(model: ReportModel, operator: OperatorSummary, telling: readonly TellingCallRow[]): Markup {
  const own = summariseCriteria(
    model.criteria.filter(({ operatorId }) => operatorId === operator.operatorId),
  );
  const coaching = coachingByKey(telling);
  return html`<section id="criteria" aria-labelledby="criteria-h">
    <h2 id="criteria-h">Критерии, от слабых к сильным</h2>
    ${table({
      id: 'criteria-table',
      stacked: true,
      caption: 'Критерии оператора: самые слабые звонки и хороший пример',
      columns: [
        { name: 'Критерий', sort: 'text' },
        ...scoreColumns('оценок'),
        { name: 'Слабые звонки и хороший пример' },
      ],
      rows: own.map((criterion) =>
        criterionRow(model, criterion, {
          operatorId: operator.operatorId,
          own: coaching.get(criterion.key) ?? noCoaching,
        }),
      ),
    })}
  </section> `;
}

function criterionRow(
  model: ReportModel,
  { key, name, category, score }: CriterionSummary,
  { operatorId, own }: { readonly operatorId: number; readonly own: Coaching },
): Markup {
  return html`<tr id="${criterionAnchor(key)}">
    <th scope="row">${name}<small>${category}</small></th>
    ${scoreCells(`operator.${operatorId}.${key}`, score)}
    <td>${coachingList(model, { key, own, count: score.count })}</td>
  </tr>`;
}

/** Who has no good example of their own learns from somebody else's. */
function coachingList(
  { coaching, names }: ReportModel,
  { key, own, count }: { readonly key: string; readonly own: Coaching; readonly count: number },
): Markup {
  const good = own.good ?? (own.weak.length === 0 ? null : (coaching.get(key) ?? noCoaching).good);
  if (own.weak.length === 0 && good === null)
    return html`<span class="quiet">${count === 0 ? 'нет оценок' : 'все на максимум'}</span>`;
  const whose = good === null || good === own.good ? null : (names.get(good.operatorId) ?? 'другой оператор');
  return html`${
    own.weak.length === 0
      ? null
      : html`<p class="label">Слабые звонки</p>
          <ul class="plain">
            ${own.weak.map((call) => weakLine(call, null))}
          </ul>`
  }
  ${
    good === null
      ? null
      : html`<p class="label good">Хороший пример</p>
          <ul class="plain">
            ${goodLine(good, whose)}
          </ul>`
  }`;
}
