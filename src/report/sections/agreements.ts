import { sumCosts } from '../../domain/cost.ts';
import { count, formatDay, formatNumber, formatRoubles, number } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { callLink, operatorPageName } from '../page-names.ts';
import type { ReportModel } from '../report-model.ts';
import { table } from '../table.ts';

/** What was agreed on and for how much; an agreement without an amount is in the counts, not in the sums. */
export function agreementsSection({ agreements, names }: ReportModel): Markup {
  const { byOperator, largest } = agreements;
  const all = byOperator.reduce((sum, row) => sum + row.count, 0);
  const withAmount = byOperator.reduce((sum, row) => sum + row.withAmount, 0);
  const total = sumCosts(byOperator.map((row) => row.sum).filter((sum) => sum !== null));
  return html`<section id="agreements" aria-labelledby="agreements-h">
    <h2 id="agreements-h">Договорённости</h2>
    <p>
      Всего: ${count('agreements.count', all)}, с суммой: ${count('agreements.withAmount', withAmount)},
      сумма: ${number('agreements.sum', total, formatRoubles(total))}.
    </p>
    ${
      all === 0
        ? null
        : html`${table({
              id: 'agreements-table',
              stacked: true,
              caption: 'Договорённости по операторам',
              columns: [
                { name: 'Оператор', sort: 'text' },
                { name: 'Договорённостей', sort: 'number', numeric: true },
                { name: 'С суммой', sort: 'number', numeric: true },
                { name: 'Сумма', sort: 'number', numeric: true },
              ],
              rows: byOperator.map(
                (row) =>
                  html`<tr>
                    <th scope="row">
                      <a href="${operatorPageName(row.operatorId)}"
                        >${names.get(row.operatorId) ?? String(row.operatorId)}</a
                      >
                    </th>
                    <td class="n" data-l="Договорённостей">
                      ${count(`agreements.${row.operatorId}.count`, row.count)}
                    </td>
                    <td class="n" data-l="С суммой">
                      ${count(`agreements.${row.operatorId}.withAmount`, row.withAmount)}
                    </td>
                    <td class="n" data-l="Сумма">
                      ${number(`agreements.${row.operatorId}.sum`, row.sum, formatRoubles(row.sum))}
                    </td>
                  </tr>`,
              ),
            })}
            <details class="group">
              <summary>
                <h3>${largest.length < all ? `Крупнейшие ${formatNumber(largest.length)}` : 'По одной'}</h3>
              </summary>
              <ul>
                ${largest.map(
                  (row) =>
                    html`<li>
                      <strong>${row.amount === null ? 'без суммы' : formatRoubles(row.amount)}</strong>
                      ${row.agreement === '' ? 'текст удалён' : row.agreement}
                      <small
                        ><a href="${callLink(row)}"
                          >${names.get(row.operatorId) ?? 'звонок'}, ${formatDay(row.startTime)}</a
                        ></small
                      >
                    </li>`,
                )}
              </ul>
            </details>`
    }
  </section>`;
}
