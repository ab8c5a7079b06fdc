import { fewestForAverage, isEnough, shareOf } from '../../domain/estimate.ts';
import { intervalBar } from '../charts/interval-bar.ts';
import { count, formatNumber, formatPercent, interval, percent } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { criterionAnchor, operatorPageName } from '../page-names.ts';
import type { CriterionSummary, ReportModel } from '../report-model.ts';
import { byMean } from '../report-model.ts';
import { table } from '../table.ts';

/** What to train: the weakest criterion first, each with its operators one click away. */
export function criteriaSection({ criteriaByScore, names }: ReportModel): Markup {
  return html`<section id="criteria" aria-labelledby="criteria-h">
    <h2 id="criteria-h">Критерии, от слабых к сильным</h2>
    <p>
      Средняя доля от максимума. Неприменимые и неоценённые случаи в среднее не входят. Нажмите на критерий,
      чтобы увидеть операторов.
    </p>
    ${
      criteriaByScore.length === 0
        ? html`<p class="note">Оценок нет.</p>`
        : table({
            id: 'criteria-table',
            caption: 'Критерии по средней оценке',
            columns: [
              { name: 'Критерий', sort: 'text' },
              { name: 'Средняя', sort: 'number', numeric: true },
              { name: '95 % интервал', numeric: true },
              { name: '0 … 100' },
              { name: 'n', title: 'Сколько оценок вошло в среднее', sort: 'number', numeric: true },
              {
                name: 'Н/п',
                title: 'Не применимо: в разговоре не понадобилось',
                sort: 'number',
                numeric: true,
              },
              {
                name: 'Без балла',
                title: 'Не оценено: модель не дала пригодного балла',
                sort: 'number',
                numeric: true,
              },
              {
                name: 'Без опоры',
                title: 'Доля оценок выше нуля без найденной цитаты',
                sort: 'number',
                numeric: true,
              },
            ],
            rows: criteriaByScore.map((criterion) => row(criterion, names)),
          })
    }
  </section>`;
}

function row(criterion: CriterionSummary, names: ReadonlyMap<number, string>): Markup {
  const { key, score } = criterion;
  const name = `criterion.${key}`;
  const unsupported = shareOf(criterion.unsupported, criterion.aboveZero);
  return html`<tr
    id="${criterionAnchor(key)}"
    ${score.count < fewestForAverage ? html` class="quiet"` : null}
  >
    <th scope="row">
      <details>
        <summary>${criterion.name}</summary>
        <ol class="plain">
          ${operatorsOf(criterion, names)}
        </ol>
      </details>
      <small>${criterion.category}</small>
    </th>
    <td class="n">${percent(`${name}.mean`, score.mean)}</td>
    <td class="n">${interval(name, score)}</td>
    <td>${intervalBar(score)}</td>
    <td class="n">${count(`${name}.count`, score.count)}</td>
    <td class="n">${count(`${name}.notApplicable`, criterion.notApplicable)}</td>
    <td class="n">${count(`${name}.notScored`, criterion.notScored)}</td>
    <td class="n">${percent(`${name}.unsupported`, unsupported)}</td>
  </tr>`;
}

/** Weakest first; those with few scores last, greyed. */
function operatorsOf(
  { key, byOperator }: CriterionSummary,
  names: ReadonlyMap<number, string>,
): readonly Markup[] {
  return [...byOperator]
    .filter(([, estimate]) => estimate.count > 0)
    .sort(([, one], [, other]) => Number(isEnough(other)) - Number(isEnough(one)) || byMean(one, other))
    .map(
      ([id, estimate]) =>
        html`<li${isEnough(estimate) ? null : html` class="quiet"`}><a href="${operatorPageName(id)}#${criterionAnchor(key)}">${names.get(id) ?? String(id)}</a> <span class="together">${formatPercent(estimate.mean)}, n = ${formatNumber(estimate.count)}</span></li>`,
    );
}
