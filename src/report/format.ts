import type { Estimate } from '../domain/estimate.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';

/** What stands where a number is not known. */
export const noData = 'нет данных';

/** Made when it is needed: the first takes 20 ms of every start, and a run without a report needs none. */
const numberFormats = new Map<number, Intl.NumberFormat>();

function withDigits(value: number, most: 1 | 2 | 4): string {
  const format = numberFormats.get(most) ?? new Intl.NumberFormat('ru-RU', { maximumFractionDigits: most });
  numberFormats.set(most, format);
  return format.format(value);
}

/** `1 234`, `82,4` */
export function formatNumber(value: number | null): string {
  return value === null ? noData : withDigits(value, 1);
}

export function formatScore(value: number | null): string {
  return value === null ? noData : withDigits(value, 2);
}

/** `82,4 %` */
export function formatPercent(value: number | null): string {
  return value === null ? noData : `${withDigits(value, 1)}\u00A0%`;
}

/** Decimal text in roubles: `12 500 ₽`. */
export function formatRoubles(value: string | null): string {
  return value === null ? noData : `${withDigits(Number(value), 2)}\u00A0₽`;
}

/** Decimal text in US dollars: one night costs cents. */
export function formatDollars(value: string | null): string {
  return value === null ? noData : `${withDigits(Number(value), 4)}\u00A0$`;
}

/** `2026-11-03` → `03.11.2026`, and a time behind it stays. */
export function formatDay(day: string): string {
  return `${day.slice(8, 10)}.${day.slice(5, 7)}.${day.slice(0, 4)}${day.slice(10)}`;
}

/** `3:07`, `1:02:03` */
export function formatSeconds(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const padded = (value: number): string => String(value).padStart(2, '0');
  return hours === 0 ? `${minutes}:${padded(rest)}` : `${hours}:${padded(minutes)}:${padded(rest)}`;
}

/** So many UTF-16 code units at most, and never half a character. */
export function cutText(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

/** Averages have endless fractions, which pages of thousands of numbers can do without. */
const exactEnough = 1e7;

/** A number with the name by which it can be found and its exact value: what a test compares with the database. */
export function number(name: string, value: number | string | null, text: string): Markup {
  const exact = typeof value === 'number' ? Math.round(value * exactEnough) / exactEnough : (value ?? '');
  return html`<data data-n="${name}" value="${exact}">${text}</data>`;
}

export function count(name: string, value: number | null): Markup {
  return number(name, value, formatNumber(value));
}

export function percent(name: string, value: number | null): Markup {
  return number(name, value, formatPercent(value));
}

/** `71,2–84,0`, with the names of both ends. */
export function interval(name: string, { low, high }: Estimate): Markup {
  if (low === null || high === null) return html`<span class="quiet">${noData}</span>`;
  return html`${number(`${name}.low`, low, formatNumber(low))}–${number(`${name}.high`, high, formatNumber(high))}`;
}
