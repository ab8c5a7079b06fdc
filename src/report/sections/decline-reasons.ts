import { count, formatNumber } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { declineName } from '../names.ts';
import { callLink } from '../page-names.ts';
import type { ReportModel } from '../report-model.ts';
import { table } from '../table.ts';

/** Why clients buy less, by type and product. */
export function declineReasonsSection({ declineReasons, names }: ReportModel): Markup {
  const all = declineReasons[0]?.ofAll ?? 0;
  const told = declineReasons.reduce((sum, row) => sum + row.count, 0);
  return html`<section id="declines" aria-labelledby="declines-h">
    <h2 id="declines-h">Причины отказа</h2>
    <p>
      Всего:
      ${count('declines.count', all)}.${told < all ? html` Показаны самые частые; в остальных: ${formatNumber(all - told)}.` : null}
    </p>
    ${
      all === 0
        ? html`<p class="note">
            Ни в одном звонке отчёта модель не нашла причины, по которой клиент отказался или берёт меньше.
            Ищет она их, если промпт отдела просит decline_reasons.
          </p>`
        : table({
            id: 'declines-table',
            stacked: true,
            caption: 'Причины отказа по типу и товару',
            columns: [
              { name: 'Причина', sort: 'text' },
              { name: 'Товар', sort: 'text' },
              { name: 'Случаев', sort: 'number', numeric: true },
              { name: 'Последние' },
            ],
            rows: declineReasons.map(
              (row) =>
                html`<tr>
                  <th scope="row">${declineName(row.reasonType)}</th>
                  <td data-l="Товар">${row.productCategory ?? html`<span class="quiet">не назван</span>`}</td>
                  <td class="n" data-l="Случаев">
                    ${count(`declines.${row.reasonType}.${row.productCategory ?? ''}`, row.count)}
                  </td>
                  <td>
                    <ul class="plain">
                      ${row.examples.map(
                        (example) =>
                          html`<li>
                            ${example.description === '' ? 'текст удалён' : example.description}
                            <small
                              ><a href="${callLink(example)}"
                                >${names.get(example.operatorId) ?? 'звонок'}</a
                              ></small
                            >
                          </li>`,
                      )}
                    </ul>
                  </td>
                </tr>`,
            ),
          })
    }
  </section>`;
}
