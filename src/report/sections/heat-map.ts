import { scaleThreshold } from 'd3-scale';

import { fewestForAverage, isEnough } from '../../domain/estimate.ts';
import { formatNumber, number } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { criterionAnchor, operatorPageName } from '../page-names.ts';
import type { CriterionSummary, OperatorSummary, ReportModel } from '../report-model.ts';

/** Stronger colour is weaker; the number stands in every cell, so that nothing depends on colour. */
const levelOf = scaleThreshold().domain([40, 60, 75, 90]).range([1, 2, 3, 4, 5]);
const legend = ['до 40', 'от 40', 'от 60', 'от 75', 'от 90'];

/** Operator by criterion, the weakest criteria first. */
export function heatMapSection({ criteriaByScore, operatorsByScore }: ReportModel): Markup {
  const scored = criteriaByScore.filter(({ score }) => score.count > 0);
  return html`<section id="heat-map" aria-labelledby="heat-map-h">
    <h2 id="heat-map-h">Кто в чём слаб</h2>
    <p>
      Средние по оператору и критерию, %. Чем насыщеннее цвет, тем слабее; бледные и наклонные — меньше
      ${fewestForAverage} оценок.
    </p>
    ${
      scored.length === 0
        ? html`<p class="note">Оценок нет.</p>`
        : html`<p class="legend" aria-hidden="true">
              ${legend.map((text, index) => html`<span class="h${index + 1}">${text}</span>`)}
            </p>
            <div class="scroll" role="region" aria-label="Операторы и критерии" tabindex="0">
              <table class="heat">
                <caption>
                  Операторы и критерии: средняя доля от максимума, %
                </caption>
                <thead>
                  <tr>
                    <th scope="col">Оператор</th>
                    ${scored.map(({ key, name }) => html`<th scope="col"><a href="#${criterionAnchor(key)}">${name}</a></th>`)}
                  </tr>
                </thead>
                <tbody>
                  ${operatorsByScore.map((operator) => row(operator, scored))}
                </tbody>
              </table>
            </div>`
    }
  </section>`;
}

function row({ operatorId, fullName }: OperatorSummary, criteria: readonly CriterionSummary[]): Markup {
  return html`<tr>
    <th scope="row"><a href="${operatorPageName(operatorId)}">${fullName}</a></th>
    ${criteria.map((criterion) => cell(operatorId, criterion))}
  </tr> `;
}

function cell(operatorId: number, { key, byOperator }: CriterionSummary): Markup {
  const estimate = byOperator.get(operatorId);
  if (estimate === undefined || estimate.mean === null) return html`<td class="quiet">–</td>`;
  const level = isEnough(estimate) ? `h${levelOf(estimate.mean)}` : 'few';
  return html`<td class="${level}">
    <a href="${operatorPageName(operatorId)}#${criterionAnchor(key)}"
      >${number(`heat.${operatorId}.${key}`, estimate.mean, formatNumber(Math.round(estimate.mean)))}</a
    >
  </td>`;
}
