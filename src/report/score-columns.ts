import type { Estimate } from '../domain/estimate.ts';
import { intervalBar } from './charts/interval-bar.ts';
import { count, interval, percent } from './format.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import type { Column } from './table.ts';

/** The columns of an average, the same in every table; `of` says what it was made of: оценок, звонков. */
export function scoreColumns(of: string): readonly Column[] {
  return [
    { name: 'Средняя', sort: 'number', numeric: true },
    { name: '95 % интервал', title: 'Где с вероятностью 95 % лежит настоящая средняя', numeric: true },
    { name: '0 … 100' },
    { name: 'n', title: `Сколько ${of} вошло в среднее`, sort: 'number', numeric: true },
  ];
}

/** Their cells; the numbers are called `name.mean`, `.low`, `.high` and `.count`. */
export function scoreCells(name: string, score: Estimate): Markup {
  return html`<td class="n" data-l="Средняя">${percent(`${name}.mean`, score.mean)}</td>
    <td class="n" data-l="Интервал">${interval(name, score)}</td>
    <td>${intervalBar(score)}</td>
    <td class="n" data-l="n">${count(`${name}.count`, score.count)}</td>`;
}
