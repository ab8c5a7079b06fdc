import { fewestForAverage, isEnough, shareOf } from '../../domain/estimate.ts';
import { goodLine, noCoaching, weakLine } from '../coaching.ts';
import { count, formatNumber, formatPercent, percent } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { criterionAnchor, operatorPageName } from '../page-names.ts';
import type { CriterionSummary, ReportModel } from '../report-model.ts';
import { byMean } from '../report-model.ts';
import { scoreCells, scoreColumns } from '../score-columns.ts';
import { table } from '../table.ts';

/** Operators in the list of a criterion; the heat map has all of them. */
const mostOperatorsTold = 15;

/** What to train: the weakest criterion first, each with its weak calls, a good one and its operators one click away. */
export function criteriaSection(model: ReportModel): Markup {
  const { criteriaByScore } = model;
  return html`<section id="criteria" aria-labelledby="criteria-h">
    <h2 id="criteria-h">Критерии, от слабых к сильным</h2>
    <p>
      Средняя доля от максимума. Что не применимо или не оценено, в среднюю не входит. Нажмите на критерий,
      чтобы увидеть слабые звонки, хороший пример и операторов.
    </p>
    ${
      criteriaByScore.length === 0
        ? html`<p class="note">Оценок нет.</p>`
        : html`${table({
              id: 'criteria-table',
              stacked: true,
              caption: 'Критерии по средней оценке',
              columns: [
                { name: 'Критерий', sort: 'text' },
                ...scoreColumns('оценок'),
                {
                  name: 'Н/п',
                  sort: 'number',
                  numeric: true,
                },
                {
                  name: 'Без балла',
                  sort: 'number',
                  numeric: true,
                },
                {
                  name: 'Без подтверждения',
                  sort: 'number',
                  numeric: true,
                },
              ],
              rows: criteriaByScore.map((criterion) => row(criterion, model)),
            })}
            <p class="quiet">
              Н/п — не применимо: в разговоре не понадобилось. Без балла — не оценено: модель не дала
              пригодного балла. Без подтверждения — доля оценок выше нуля без найденной цитаты.
            </p>`
    }
  </section>`;
}

function row(criterion: CriterionSummary, model: ReportModel): Markup {
  const { key, score } = criterion;
  const name = `criterion.${key}`;
  const unsupported = shareOf(criterion.unsupported, criterion.aboveZero);
  return html`<tr
    id="${criterionAnchor(key)}"
    ${score.count < fewestForAverage ? html` class="quiet"` : null}
  >
    <th scope="row">
      <details>
        <summary><span>${criterion.name}</span><small>${criterion.category}</small></summary>
        <div class="coaching">${coachingLists(criterion, model)}</div>
      </details>
    </th>
    ${scoreCells(name, score)}
    <td class="n" data-l="Не применимо">${count(`${name}.notApplicable`, criterion.notApplicable)}</td>
    <td class="n" data-l="Без балла">${count(`${name}.notScored`, criterion.notScored)}</td>
    <td class="n" data-l="Без подтверждения">${percent(`${name}.unsupported`, unsupported)}</td>
  </tr>`;
}

function coachingLists(criterion: CriterionSummary, { names, coaching }: ReportModel): Markup {
  const { weak, good } = coaching.get(criterion.key) ?? noCoaching;
  const nameOf = (id: number): string => names.get(id) ?? String(id);
  return html`${
      weak.length === 0
        ? null
        : html`<section>
            <h3>Слабые звонки</h3>
            <ul class="plain">
              ${weak.map((call) => weakLine(call, nameOf(call.operatorId)))}
            </ul>
          </section>`
    }
    ${
      good === null
        ? null
        : html`<section>
            <h3 class="good">Хороший пример</h3>
            <ul class="plain">
              ${goodLine(good, nameOf(good.operatorId))}
            </ul>
          </section>`
    }
    <section>
      <h3>Операторы, от слабых</h3>
      <ol class="plain">
        ${operatorsOf(criterion, nameOf)}
      </ol>
    </section>`;
}

/** Weakest first; those with few scores last, greyed. */
function operatorsOf(
  { key, byOperator }: CriterionSummary,
  nameOf: (id: number) => string,
): readonly Markup[] {
  const scored = [...byOperator]
    .filter(([, estimate]) => estimate.count > 0)
    .sort(
      ([, one], [, other]) =>
        Number(isEnough(other)) - Number(isEnough(one)) || byMean(one, other) || other.count - one.count,
    );
  const rest = scored.length - mostOperatorsTold;
  return [
    ...scored
      .slice(0, mostOperatorsTold)
      .map(
        ([id, estimate]) =>
          html`<li${isEnough(estimate) ? null : html` class="quiet"`}><a href="${operatorPageName(id)}#${criterionAnchor(key)}">${nameOf(id)}</a> <span class="together">${formatPercent(estimate.mean)}, n = ${formatNumber(estimate.count)}</span></li>`,
      ),
    ...(rest > 0
      ? [html`<li class="quiet">и ещё ${formatNumber(rest)} — <a href="#heat-map">кто в чём слаб</a></li>`]
      : []),
  ];
}
