import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';

import type { Estimate } from '../../domain/estimate.ts';
import { isEnough } from '../../domain/estimate.ts';
import type { Break } from '../find-breaks.ts';
import { formatDay, formatNumber, formatPercent } from '../format.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { breakNames } from '../names.ts';

interface TrendPoint extends Estimate {
  readonly day: string;
}

interface Trend {
  readonly firstDay: string;
  readonly lastDay: string;
  /** Days with calls, oldest first. */
  readonly points: readonly TrendPoint[];
  readonly breaks: readonly Break[];
}

/** Letters do not shrink with the screen: a phone gets a drawing of its own. */
const sizes = [
  { name: 'wide', width: 760, height: 280, ticks: 8 },
  { name: 'narrow', width: 340, height: 260, ticks: 4 },
] as const;
const margin = { top: 34, right: 14, bottom: 30, left: 34 };
const dayMs = 86_400_000;
const halfDayMs = dayMs / 2;

/** The averages of days with their intervals; the line is cut where they cannot be compared. The table beside it tells all. */
export function trendChart(trend: Trend): Markup {
  return html`${sizes.map((size) => drawing(trend, size))}`;
}

function drawing(trend: Trend, size: (typeof sizes)[number]): Markup {
  const { width, height } = size;
  const time = (day: string): Date => new Date(`${day}T12:00:00Z`);
  const x = scaleUtc()
    .domain([
      new Date(time(trend.firstDay).getTime() - halfDayMs),
      new Date(time(trend.lastDay).getTime() + halfDayMs),
    ])
    .range([margin.left, width - margin.right]);
  const y = scaleLinear()
    .domain([0, 100])
    .range([height - margin.bottom, margin.top]);
  const left = (day: string): number => x(time(day));
  const bands = area<TrendPoint>()
    .defined(({ low }) => low !== null)
    .x(({ day }) => left(day))
    .y0(({ low }) => y(low ?? 0))
    .y1(({ high }) => y(high ?? 0))
    .digits(1);
  const means = line<TrendPoint>()
    .x(({ day }) => left(day))
    .y(({ mean }) => y(mean ?? 0))
    .digits(1);
  const id = `trend-${size.name}`;
  return html`<svg
    class="chart ${size.name}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="${id}-title"
    aria-describedby="${id}-desc"
  >
    <title id="${id}-title">Средняя оценка по дням, %</title>
    <desc id="${id}-desc">${describe(trend)}</desc>
    ${y.ticks(5).map((tick) => html`<path class="grid" d="M${margin.left},${y(tick).toFixed(1)}H${width - margin.right}" /><text class="tick" x="${margin.left - 6}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick}</text>`)}
    ${tickDays(trend, size.ticks).map((day) => html`<text class="tick" x="${left(day).toFixed(1)}" y="${height - 10}" text-anchor="middle">${formatDay(day).slice(0, 5)}</text>`)}
    ${trend.breaks.map((one, index) => breakMark(one, x(new Date(time(one.day).getTime() - halfDayMs)), { bottom: height - margin.bottom, middle: width / 2, row: index % 2 }))}
    ${segments(trend).map((part) => html`<path class="${part.length === 1 ? 'whisker' : 'band'}" d="${(part.length === 1 ? whisker(part[0], left, y) : bands(part)) ?? ''}" /><path class="mean" d="${means(part) ?? ''}" />`)}
    ${trend.points.map((point) => html`<circle class="${isEnough(point) ? 'dot' : 'dot few'}" cx="${left(point.day).toFixed(1)}" cy="${y(point.mean ?? 0).toFixed(1)}" r="3.5"><title>${formatDay(point.day)}: ${formatPercent(point.mean)}, звонков: ${formatNumber(point.count)}</title></circle>`)}
  </svg>`;
}

/** A band has no width over a single day: its interval is a line of its own. */
function whisker(
  point: TrendPoint | undefined,
  left: (day: string) => number,
  y: (value: number) => number,
): string {
  if (point === undefined || point.low === null || point.high === null) return '';
  const x = left(point.day);
  const [top, bottom] = [y(point.high).toFixed(1), y(point.low).toFixed(1)];
  const ends = `M${(x - 4).toFixed(1)},${top}h8M${(x - 4).toFixed(1)},${bottom}h8`;
  return `M${x.toFixed(1)},${top}V${bottom}${ends}`;
}

/** What changed, in one of two rows, so that neighbours do not cover each other; all of it stands below the chart as well. */
function breakMark(
  { kinds }: Break,
  at: number,
  { bottom, middle, row }: { readonly bottom: number; readonly middle: number; readonly row: number },
): Markup {
  const label = kinds.map((kind) => breakNames[kind]).join(', ');
  const toLeft = at > middle;
  const top = 12 + 14 * row;
  return html`<path class="break" d="M${at.toFixed(1)},${top - 8}V${bottom}" /><text
      class="break-name"
      x="${(toLeft ? at - 5 : at + 5).toFixed(1)}"
      y="${top}"
      text-anchor="${toLeft ? 'end' : 'start'}"
      >${label}</text
    >`;
}

/** So many days at most, evenly back from the last one. */
function tickDays({ firstDay, lastDay }: Trend, most: number): readonly string[] {
  const [first, last] = [Date.parse(firstDay), Date.parse(lastDay)];
  const step = Math.ceil((last - first) / dayMs / most);
  return Array.from({ length: most }, (_, index) => last - index * step * dayMs)
    .filter((day) => day >= first)
    .map((day) => new Date(day).toISOString().slice(0, 10));
}

/** The points between two breaks. */
function segments({ points, breaks }: Trend): readonly (readonly TrendPoint[])[] {
  const starts = ['', ...breaks.map(({ day }) => day)];
  return starts.map((start, index) => {
    const next = starts[index + 1] ?? '9999';
    return points.filter(({ day, mean }) => day >= start && day < next && mean !== null);
  });
}

function describe({ points, breaks }: Trend): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return 'За эти дни нет ни одного оценённого звонка.';
  const told = breaks.map(
    (one) => `${formatDay(one.day)}: ${one.kinds.map((kind) => breakNames[kind]).join(', ')}`,
  );
  const ends = [...new Set([first, last])].map(
    ({ day, mean }) => `${formatDay(day)}: ${formatPercent(mean)}`,
  );
  return (
    `Дней со звонками: ${points.length}. ${ends.join(', ')}. ` +
    (told.length === 0 ? 'Версии не менялись.' : `Изменилось: ${told.join('; ')}.`) +
    ' Все числа — в таблице под графиком.'
  );
}
