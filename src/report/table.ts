import type { Markup } from './html.ts';
import { html } from './html.ts';

export interface Column {
  readonly name: string;
  /** What the name leaves out, told when it is pointed at. */
  readonly title?: string;
  /** How the script sorts it; a column without it is not sorted. `order`: as the rows stand in the page. */
  readonly sort?: 'text' | 'number' | 'order';
  readonly numeric?: boolean;
}

/** A table that scrolls by itself on a narrow screen, with a caption for who does not see it. */
export function table(options: {
  /** On a phone each row becomes a block of its own, cells say what they are by `data-l`, and the head holds what sorts. */
  readonly stacked?: boolean;
  readonly id?: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Markup[];
}): Markup {
  const { id, caption, columns, rows, stacked = false } = options;
  const sortable = columns.some(({ sort }) => sort !== undefined);
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table${id === undefined ? null : html` id="${id}"`} class="${sortable ? 'sortable' : ''}${stacked ? ' stacked' : ''}">
<caption>${caption}</caption>
<thead><tr>${columns.map(header)}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

function header({ name, title, sort, numeric }: Column): Markup {
  return html`<th
    scope="col"
    ${numeric === true ? html` class="n"` : null}${sort === undefined ? null : html` data-sort="${sort}"`}${title === undefined ? null : html` title="${title}"`}
  >
    ${name}
  </th>`;
}
