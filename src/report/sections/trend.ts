import { estimateMean } from '../../domain/estimate.ts';
import { trendChart } from '../charts/trend-chart.ts';
import { findBreaks } from '../find-breaks.ts';
import { count, formatDay, interval, percent } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { breakNames } from '../names.ts';
import type { ReportModel } from '../report-model.ts';
import { table } from '../table.ts';

/** Thirty days up to the last one of the report. */
export function trendSection(model: ReportModel): Markup {
  const points = model.trend.map((row) => ({ day: row.day, ...estimateMean(row) }));
  const breaks = findBreaks(model.versions).filter(({ day }) => day >= model.trendFrom);
  const changed = new Map(
    breaks.map(({ day, kinds }) => [day, kinds.map((kind) => breakNames[kind]).join(', ')]),
  );
  const { trendFrom: firstDay } = model;
  const { lastDay } = model.scope;
  return html`<section id="trend" aria-labelledby="trend-h">
    <h2 id="trend-h">Динамика за 30 дней</h2>
    <p>
      Средняя оценка по дням, с 95-процентным интервалом. ${formatDay(firstDay)} – ${formatDay(lastDay)}.
      ${
        breaks.length === 0 && points.length < 2
          ? ''
          : breaks.length === 0
            ? 'Чек-лист, промпт, инструкции и модель не менялись.'
            : 'Пунктир — сменились чек-лист, промпт, инструкции или модель: оценки до и после него сравнивать нельзя.'
      }
    </p>
    ${
      points.length === 0
        ? html`<p class="note">За эти дни нет оценённых звонков.</p>`
        : html`<figure>
            ${trendChart({ firstDay, lastDay, points, breaks })}
            ${
              breaks.length === 0
                ? null
                : html`<ul>
                    ${breaks.map(({ day }) => html`<li>с ${formatDay(day)}: ${changed.get(day) ?? ''}</li>`)}
                  </ul>`
            }
            <details>
              <summary>Числа графика</summary>
              ${table({
                stacked: true,
                caption: 'Средняя оценка по дням',
                columns: [
                  { name: 'День' },
                  { name: 'Средняя', numeric: true },
                  { name: '95 % интервал', numeric: true },
                  { name: 'n', title: 'Сколько звонков вошло в среднее', numeric: true },
                  { name: 'Сменилось' },
                ],
                rows: points.map(
                  (point) =>
                    html`<tr>
                      <th scope="row">${formatDay(point.day)}</th>
                      <td class="n" data-l="Средняя">${percent(`trend.${point.day}.mean`, point.mean)}</td>
                      <td class="n" data-l="Интервал">${interval(`trend.${point.day}`, point)}</td>
                      <td class="n" data-l="n">${count(`trend.${point.day}.count`, point.count)}</td>
                      <td data-l="Сменилось">${changed.get(point.day) ?? ''}</td>
                    </tr>`,
                ),
              })}
            </details>
          </figure>`
    }
  </section>`;
}
