import { fewestForAverage, isEnough } from '../domain/estimate.ts';
import { formatPercent } from './format.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { framePage } from './page.ts';
import { criterionAnchor, operatorPageName } from './page-names.ts';
import { inventedNote, periodText } from './report-header.ts';
import type { ReportModel, ReportRows } from './report-model.ts';
import { buildModel } from './report-model.ts';
import { agreementsSection } from './sections/agreements.ts';
import { callsSection } from './sections/calls.ts';
import { coverageSection } from './sections/coverage.ts';
import { criteriaSection } from './sections/criteria.ts';
import { declineReasonsSection } from './sections/decline-reasons.ts';
import { heatMapSection } from './sections/heat-map.ts';
import { operatorsSection } from './sections/operators.ts';
import { recommendationsSection } from './sections/recommendations.ts';
import { trendSection } from './sections/trend.ts';

const sections = [
  ['coverage', 'Охват', coverageSection],
  ['trend', 'Динамика', trendSection],
  ['criteria', 'Критерии', criteriaSection],
  ['operators', 'Операторы', operatorsSection],
  ['heat-map', 'Кто в чём слаб', heatMapSection],
  ['recommendations', 'Рекомендации', recommendationsSection],
  ['agreements', 'Договорённости', agreementsSection],
  ['declines', 'Отказы', declineReasonsSection],
  ['calls', 'Звонки', callsSection],
] as const;

/** The page a morning begins with. */
export function indexPage(rows: ReportRows): string {
  const model = buildModel(rows);
  const title = `Отчёт по звонкам: ${model.department.name}, ${periodText(model)}`;
  const header = html`<h1>Отчёт по звонкам: ${model.department.name}</h1>
    <p class="lead">${periodText(model)}${operatorText(model)}</p>
    ${inventedNote(model)}${summary(model)}
    <nav aria-label="Разделы отчёта">
      <ul>
        ${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
      </ul>
    </nav>`;
  const { start, end } = framePage({ title, header, builtAt: model.builtAt, version: model.version });
  return start + sections.map(([, , section]) => section(model).text).join('\n') + end;
}

function operatorText({ scope, names }: ReportModel): string {
  if (scope.operatorId === null) return '';
  return `, только ${names.get(scope.operatorId) ?? `оператор ${scope.operatorId}, у которого нет оценённых звонков`}`;
}

/** Whom to praise and what to train, in two lines; of few calls nothing is said. */
function summary({ criteriaByScore, operatorsByScore }: ReportModel): Markup | null {
  const weakest = criteriaByScore.find(({ score }) => isEnough(score));
  const [best, second] = operatorsByScore;
  const praise =
    best === undefined || best.place === null || second?.place == null
      ? null
      : html`<li>
          Лучшая средняя: <a href="${operatorPageName(best.operatorId)}">${best.fullName}</a>,
          ${formatPercent(best.scoreEstimate.mean)}
        </li>`;
  const train =
    weakest === undefined
      ? null
      : html`<li>
          Слабее всего: <a href="#${criterionAnchor(weakest.key)}">${weakest.name}</a>,
          ${formatPercent(weakest.score.mean)}
        </li>`;
  if (praise === null && train === null)
    return html`<p>Меньше ${fewestForAverage} оценок: выводов по ним не сделать.</p>`;
  return html`<ul>
    ${train}${praise}
  </ul>`;
}
