import { coverageShare } from '../../domain/coverage.ts';
import { shareOf } from '../../domain/estimate.ts';
import type { CoverageRows, VersionRow } from '../../domain/report-rows.ts';
import { modelName } from '../find-breaks.ts';
import { count, formatDay, formatDollars, formatNumber, noData, number, percent } from '../format.ts';
import { groupRows } from '../group-rows.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { detailName, stateNames } from '../names.ts';
import type { ReportModel } from '../report-model.ts';
import { table } from '../table.ts';

/** From what was listed to what was scored: how much of the truth the rest of the page stands on. */
export function coverageSection(model: ReportModel): Markup {
  const { coverage } = model;
  const inStates = (...states: string[]): number =>
    coverage.states.reduce((sum, row) => sum + (states.includes(row.state) ? row.count : 0), 0);
  const inLedger = coverage.states.reduce((sum, row) => sum + row.count, 0);
  const analysed = inStates('saved', 'not_sales');
  const covered = coverageShare(analysed, coverage.listed);
  const [aboveZero, unsupported] = [
    model.criteriaByScore.reduce((sum, row) => sum + row.aboveZero, 0),
    model.criteriaByScore.reduce((sum, row) => sum + row.unsupported, 0),
  ];
  const unsupportedShare = shareOf(unsupported, aboveZero);
  return html`<section id="coverage" aria-labelledby="coverage-h">
    <h2 id="coverage-h">Охват</h2>
    ${model.scope.operatorId === null ? null : html`<p class="note">Состояния и стоимость — по всему отделу: у исключённого звонка оператор может быть неизвестен. Всё остальное — только по выбранному оператору.</p>`}
    <dl class="cards">
      ${card('Звонков в T-Банке', count('coverage.listed', coverage.listed), 'за выбранные дни')}
      ${card('Проанализировано', count('coverage.analysed', analysed), html`из них продажи: ${count('coverage.saved', inStates('saved'))}; охват: ${percent('coverage.share', covered === null ? null : 100 * covered)}`)}
      ${card('В отчёте', count('coverage.calls', model.allCalls), 'оценённых звонков')}
      ${card('Средняя оценка', percent('score.mean', model.score.mean), html`звонков с оценкой: ${count('score.count', model.score.count)}`)}
      ${card('Оценок без подтверждения', percent('coverage.unsupportedShare', unsupportedShare), html`${count('coverage.unsupported', unsupported)} из ${count('coverage.aboveZero', aboveZero)} оценок выше нуля: подтверждающая цитата не найдена`)}
      ${card('Стоимость', number('coverage.cost', coverage.spending.costUsd, formatDollars(coverage.spending.costUsd)), spendingNote(coverage, model.department.invented))}
    </dl>
    ${daysWithoutRun(model)} ${coverage.daysRun === 0 ? null : difference(coverage.listed, inLedger)}
    ${statesTable(coverage)} ${versionsTable(model)}
  </section>`;
}

function card(name: string, value: Markup, note: Markup | string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd><strong>${value}</strong> <small>${note}</small></dd>
  </div>`;
}

function spendingNote({ spending }: CoverageRows, invented: boolean): Markup {
  const unknown =
    spending.answersWithoutCost === 0
      ? null
      : html`; без известной стоимости: ${count('coverage.answersWithoutCost', spending.answersWithoutCost)}`;
  return html`ответов модели:
  ${count('coverage.answers', spending.answers)}${unknown}${invented ? '; песочница, деньги не списаны' : null}`;
}

/** What was called on such days nobody listed: the numbers above are not those of the whole period. */
function daysWithoutRun({ scope, coverage: { daysRun } }: ReportModel): Markup | null {
  const days = 1 + (Date.parse(scope.lastDay) - Date.parse(scope.firstDay)) / 86_400_000;
  if (daysRun === 0 || daysRun === days) return null;
  return html`<p class="note warn">
    Запуск был за ${count('coverage.daysRun', daysRun)} из ${formatNumber(days)} дней отчёта: сколько звонков
    было в остальные, неизвестно.
  </p>`;
}

function difference(listed: number | null, inLedger: number): Markup | null {
  if (listed === inLedger) return null;
  return listed === null
    ? html`<p class="note warn">
        Список звонков одного из дней прочитан не до конца: сколько их было, неизвестно. Учтено:
        ${formatNumber(inLedger)}.
      </p>`
    : html`<p class="note warn">
        Учтено ${formatNumber(inLedger)} звонков, а в T-Банке их ${formatNumber(listed)}. Подробности покажет
        команда callq status.
      </p>`;
}

function statesTable({ states, daysRun, listed }: CoverageRows): Markup | null {
  const byState = groupRows(states, ({ state }) => state);
  const rows = [...byState].flatMap(([state, own]) => {
    const sum = own.reduce((total, row) => total + row.count, 0);
    const details = own.filter(({ detail }) => detail !== null);
    return [
      html`<tr>
        <th scope="row">${stateNames[state]}</th>
        <td class="n">${count(`state.${state}`, sum)}</td>
      </tr>`,
      ...details.map(
        (row) =>
          html`<tr class="quiet">
            <td class="sub">${detailName(row.detail ?? '')}</td>
            <td class="n">${count(`state.${state}.${row.detail ?? ''}`, row.count)}</td>
          </tr>`,
      ),
    ];
  });
  if (rows.length === 0 && daysRun === 0)
    return html`<p class="note">За эти дни не учтено ни одного звонка: запуска не было.</p>`;
  if (rows.length === 0)
    return listed === 0
      ? html`<p class="note">Запуск был, но в T-Банке за эти дни нет ни одного звонка.</p>`
      : null;
  return table({
    caption: 'Что стало с каждым звонком',
    columns: [{ name: 'Состояние' }, { name: 'Звонков', numeric: true }],
    rows,
  });
}

const versionKinds = [
  ['checklist', 'Чек-лист', (row: VersionRow) => short(row.checklist)],
  ['prompt', 'Промпт', (row: VersionRow) => short(row.prompt)],
  ['instructions', 'Инструкции', (row: VersionRow) => short(row.instructions)],
  ['model', 'Модель', (row: VersionRow) => modelName(row) || noData],
  [
    'masker',
    'Маскировщик',
    (row: VersionRow) => row.masker ?? (row.askedModel === null ? noData : 'без маскировки'),
  ],
] as const;

function versionsTable({ versions, scope }: ReportModel): Markup | null {
  const judged = versions.filter(({ day }) => day >= scope.firstDay);
  const rows = versionKinds.flatMap(([kind, name, textOf]) =>
    [...groupRows(judged, textOf)].map(([text, own]) => {
      const calls = own.reduce((sum, row) => sum + row.calls, 0);
      return html`<tr>
        <th scope="row">${name}</th>
        <td data-l="Версия"><code>${text}</code></td>
        <td data-l="С какого дня отчёта">${formatDay(own[0]?.day ?? '')}</td>
        <td class="n" data-l="Звонков">${count(`version.${kind}.${text}`, calls)}</td>
      </tr>`;
    }),
  );
  if (rows.length === 0) return null;
  return table({
    stacked: true,
    caption: 'Чем оценивали',
    columns: [
      { name: 'Что' },
      { name: 'Версия' },
      { name: 'С какого дня отчёта' },
      { name: 'Звонков', numeric: true },
    ],
    rows,
  });
}

function short(fingerprint: string | null): string {
  return fingerprint === null ? noData : fingerprint.slice(0, 12);
}
