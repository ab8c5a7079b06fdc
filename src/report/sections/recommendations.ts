import { count, formatNumber } from '../format.ts';
import { groupRows } from '../group-rows.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { priorityNames } from '../names.ts';
import { callLink } from '../page-names.ts';
import type { ReportModel } from '../report-model.ts';
import type { RecommendationRow } from '../../domain/report-rows.ts';

const priorityOrder = ['high', 'medium', 'low'] as const;

/** By category, and within it by priority: the most frequent texts, each with its newest call. */
export function recommendationsSection({ recommendations, names }: ReportModel): Markup {
  const { ofAll: all, categories: known } = recommendations[0] ?? { ofAll: 0, categories: 0 };
  const categories = [...groupRows(recommendations, ({ category }) => category)];
  const told = categories.reduce((sum, [, [first]]) => sum + (first?.ofCategory ?? 0), 0);
  return html`<section id="recommendations" aria-labelledby="recommendations-h">
    <h2 id="recommendations-h">Рекомендации</h2>
    <p>
      Всего:
      ${count('recommendations.count', all)}.${told < all ? html` Показано категорий: ${formatNumber(categories.length)} из ${formatNumber(known)}, самые частые; в остальных рекомендаций: ${count('recommendations.notTold', all - told)}.` : null}
    </p>
    ${categories.map(([category, rows]) => categoryPart(category, rows, names))}
  </section>`;
}

function categoryPart(
  category: string,
  rows: readonly RecommendationRow[],
  names: ReadonlyMap<number, string>,
): Markup {
  const all = rows[0]?.ofCategory ?? 0;
  const rest = all - sizeOf(rows);
  return html`<details class="group">
    <summary>
      <h3>${category === '' ? 'Без категории' : category}</h3>
      <span class="quiet">${formatNumber(all)}</span>
    </summary>
    ${priorityOrder.map((priority) =>
      priorityPart(
        rows.filter((row) => row.priority === priority),
        names,
      ),
    )}${rest > 0 ? html`<p class="quiet">и ещё ${formatNumber(rest)} с другим приоритетом — в звонках операторов</p>` : null}
  </details>`;
}

function priorityPart(rows: readonly RecommendationRow[], names: ReadonlyMap<number, string>): Markup | null {
  const [first] = rows;
  if (first === undefined) return null;
  const rest = first.ofGroup - rows.reduce((sum, row) => sum + row.count, 0);
  return html`<h4>
      <span class="badge ${first.priority}">${priorityNames[first.priority]} приоритет</span>
      ${count(`recommendations.${first.category}.${first.priority}`, first.ofGroup)}
    </h4>
    <ul>
      ${rows.map(
        (row) =>
          html`<li>
            ${row.issue === '' ? null : html`<span class="quiet">${row.issue}</span> → `}${row.recommendation === '' ? html`<span class="quiet">текст удалён</span>` : row.recommendation}
            <small
              >${row.count > 1 ? `${formatNumber(row.count)} раз, ` : ''}<a href="${callLink(row)}"
                >${names.get(row.operatorId) ?? 'звонок'}</a
              ></small
            >
          </li>`,
      )}${rest > 0 ? html`<li class="quiet">и ещё ${formatNumber(rest)} — в звонках операторов</li>` : null}
    </ul>`;
}

function sizeOf(rows: readonly RecommendationRow[]): number {
  return [...groupRows(rows, ({ priority }) => priority).values()].reduce(
    (sum, [first]) => sum + (first?.ofGroup ?? 0),
    0,
  );
}
