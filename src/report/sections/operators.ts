import { fewestForAverage } from '../../domain/estimate.ts';
import { count, formatPercent, percent } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { criterionAnchor, operatorPageName } from '../page-names.ts';
import type { OperatorSummary, ReportModel } from '../report-model.ts';
import { scoreCells, scoreColumns } from '../score-columns.ts';
import { table } from '../table.ts';

/** Whom to praise: best first; few calls say little, so those operators have no place. */
export function operatorsSection({ operatorsByScore, weighted }: ReportModel): Markup {
  return html`<section id="operators" aria-labelledby="operators-h">
    <h2 id="operators-h">Операторы</h2>
    <p>
      Меньше ${fewestForAverage} оценённых звонков — слишком мало для места в списке: такие строки серые и
      стоят в конце.
    </p>
    ${
      operatorsByScore.length === 0
        ? html`<p class="note">Нет оценённых звонков.</p>`
        : html`${table({
              id: 'operators-table',
              stacked: true,
              caption: 'Операторы по средней оценке',
              columns: [
                { name: 'Место', sort: 'number', numeric: true },
                { name: 'Оператор', sort: 'text' },
                ...scoreColumns('звонков'),
                ...(weighted ? finalColumns : []),
                { name: 'Слабое место', sort: 'text' },
              ],
              rows: operatorsByScore.map((operator) => row(operator, weighted)),
            })}
            <p class="quiet">
              Оценка звонка — целые проценты, округлённые
              вниз.${weighted ? ' Итоговая — с весами и критичными критериями. Критичных — звонков, где критичный критерий получил ноль.' : null}
            </p>`
    }
  </section>`;
}

const finalColumns = [
  { name: 'Итоговая', sort: 'number', numeric: true },
  { name: 'Критичных', sort: 'number', numeric: true },
] as const;

function row(operator: OperatorSummary, weighted: boolean): Markup {
  const { operatorId: id, weakest, scoreEstimate, finalEstimate } = operator;
  const name = `operator.${id}`;
  const place = [operator.office, operator.supervisor].filter((part) => part !== null).join(', ');
  const weak =
    weakest === null
      ? html`<span class="quiet">мало оценок</span>`
      : html`<a href="${operatorPageName(id)}#${criterionAnchor(weakest.criterion.key)}"
            >${weakest.criterion.name}</a
          >
          — ${formatPercent(weakest.estimate.mean)}`;
  return html`<tr${operator.place === null ? html` class="quiet"` : null}>
    <td class="n" data-l="Место">${operator.place === null ? '–' : count(`${name}.place`, operator.place)}</td>
    <th scope="row"><a href="${operatorPageName(id)}">${operator.fullName}</a>${place === '' ? null : html`<small>${place}</small>`}</th>
    ${scoreCells(name, scoreEstimate)}
    ${
      weighted
        ? html`<td class="n" data-l="Итоговая">${percent(`${name}.final`, finalEstimate.mean)}</td>
            <td class="n" data-l="Критичных">${count(`${name}.critical`, operator.criticalFailed)}</td>`
        : null
    }
    <td data-l="Слабое место">${weak}</td>
  </tr>`;
}
