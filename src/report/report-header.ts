import { formatDay } from './format.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import type { ReportRows } from './report-model.ts';

/** What all pages of a report say about it. */

export function periodText({ scope }: Pick<ReportRows, 'scope'>): string {
  return scope.firstDay === scope.lastDay
    ? formatDay(scope.lastDay)
    : `${formatDay(scope.firstDay)} – ${formatDay(scope.lastDay)}`;
}

export function inventedNote({ department }: Pick<ReportRows, 'department'>): Markup | null {
  return department.invented
    ? html`<p class="note">Все звонки, люди и оценки в этом отчёте вымышлены песочницей.</p>`
    : null;
}
