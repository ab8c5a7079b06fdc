/**
 * The only script, part of every page. Without it everything can be read; it adds sorting, filtering, opening of what a link
 * points into, and printing of what is folded. It reads and moves what is on the page and writes plain text only.
 */
export const script = `'use strict';
(() => {
const numberOf = (text) => {
  const match = /-?[\\d\\s\\u00a0\\u202f]*\\d(?:,\\d+)?/u.exec(text);
  return match ? Number(match[0].replace(/[\\s\\u00a0\\u202f]/gu, '').replace(',', '.')) : null;
};
const compare = (one, other) => (typeof one === 'number' ? one - other : one.localeCompare(other, 'ru'));
const live = document.createElement('p');
live.className = 'skip';
live.setAttribute('role', 'status');
document.body.append(live);
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const order = new Map(rows.map((row, index) => [row, index]));
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((header, column) => {
    const kind = header.dataset.sort;
    if (!kind) return;
    const name = header.textContent.trim();
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    header.replaceChildren(button);
    button.addEventListener('click', () => {
      const descending = header.getAttribute('aria-sort') === 'ascending';
      for (const other of headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      const keyOf = (row) => {
        if (kind === 'order') return -order.get(row);
        const cell = row.cells[column];
        const text = (cell.querySelector('summary>span,a') ?? cell).textContent.trim();
        return kind === 'number' ? numberOf(cell.textContent) : text || null;
      };
      const keyed = rows.map((row) => [keyOf(row), row]);
      keyed.sort(([one, first], [other, second]) => {
        if (one === null || other === null) return Number(one === null) - Number(other === null) || order.get(first) - order.get(second);
        return (descending ? -1 : 1) * compare(one, other) || order.get(first) - order.get(second);
      });
      body.append(...keyed.map(([, row]) => row));
      live.textContent = name + (descending ? ': по убыванию' : ': по возрастанию');
    });
  });
}
const filter = document.getElementById('filter');
if (filter) {
  const field = (name) => document.getElementById('filter-' + name);
  const rows = [...document.getElementById('calls-table').tBodies[0].rows].map((row) => {
    const link = row.cells[0].firstChild;
    return {
      row,
      text: (row.textContent + ' ' + link.hash).toLowerCase().replaceAll('ё', 'е'),
      operator: /operator-(\\d+)/u.exec(link.getAttribute('href'))[1],
      score: numberOf(row.cells[1].textContent),
      critical: row.cells[4].textContent === 'да',
      unsupported: row.cells[row.cells.length - 3].textContent !== '',
    };
  });
  const apply = () => {
    const words = field('text').value.toLowerCase().replaceAll('ё', 'е').split(/\\s+/u).filter(Boolean);
    const operator = field('operator').value;
    const most = field('most').value === '' ? null : Number(field('most').value);
    let shown = 0;
    for (const call of rows) {
      const fits = words.every((word) => call.text.includes(word)) && (operator === '' || call.operator === operator) &&
        (most === null || (call.score !== null && call.score <= most)) &&
        (!field('critical')?.checked || call.critical) && (!field('unsupported').checked || call.unsupported);
      call.row.hidden = !fits;
      if (fits) shown += 1;
    }
    field('shown').textContent = 'Показано: ' + shown.toLocaleString('ru') + ' из ' + rows.length.toLocaleString('ru');
  };
  filter.addEventListener('input', apply);
  filter.addEventListener('reset', () => setTimeout(apply));
  filter.addEventListener('submit', (event) => event.preventDefault());
  filter.hidden = false;
  apply();
  // Who comes back from a call finds the fields as they were: the browser fills them in after this script.
  addEventListener('pageshow', apply);
}
const reveal = () => {
  const target = location.hash === '' ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  const own = target.querySelector('th>details');
  if (own) own.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
reveal();
// On paper nothing is folded, but of the calls only the open ones are printed, when there are any.
let unfolded = [];
addEventListener('beforeprint', () => {
  const chosen = document.querySelector('.call[open]');
  unfolded = [...document.querySelectorAll('details:not([open])')].filter((one) => !(chosen && one.classList.contains('call')));
  for (const one of unfolded) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of unfolded) one.open = false;
});
})();
`;
