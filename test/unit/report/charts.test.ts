import { describe, expect, it } from 'vitest';

import { estimateMean } from '../../../src/domain/estimate.ts';
import { intervalBar } from '../../../src/report/charts/interval-bar.ts';
import { trendChart } from '../../../src/report/charts/trend-chart.ts';
import { formatPercent } from '../../../src/report/format.ts';
import { parsePage } from '../../support/report-pages.ts';

const point = (day: string, ...values: number[]) => ({
  day,
  ...estimateMean({
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    squares: values.reduce((sum, value) => sum + value * value, 0),
  }),
});

describe('the chart of the trend', () => {
  const points = [
    point('2026-11-01', 40, 50, 60, 70, 80),
    point('2026-11-02', 55),
    point('2026-11-05', 20, 40, 90),
  ];
  const breaks = [{ day: '2026-11-05', kinds: ['prompt'] as const }];
  const page = parsePage(trendChart({ firstDay: '2026-11-01', lastDay: '2026-11-05', points, breaks }).text);
  const drawings = [...page.querySelectorAll('svg')];

  it('is a picture with a name and words of its own, once for each width of screen', () => {
    expect(drawings).toHaveLength(2);
    for (const drawing of drawings) {
      expect(drawing.getAttribute('role')).toBe('img');
      const named = ['aria-labelledby', 'aria-describedby'].map((name) =>
        page.getElementById(drawing.getAttribute(name) ?? ''),
      );
      expect(named.map((element) => element?.tagName.toLowerCase())).toEqual(['title', 'desc']);
      expect(named[0]?.textContent).toBe('Средняя оценка по дням, %');
      const words = named[1]?.textContent ?? '';
      for (const text of ['Дней со звонками: 3', '01.11.2026: 60', '05.11.2026: 50', 'промпт', 'в таблице'])
        expect(words).toContain(text);
    }
    const ids = drawings.flatMap((drawing) => [...drawing.querySelectorAll('[id]')].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says an only day once', () => {
    const only = { firstDay: '2026-11-01', lastDay: '2026-11-05', points: points.slice(0, 1), breaks: [] };
    const { textContent } = parsePage(trendChart(only).text).querySelector('desc')!;
    expect(textContent.match(/01\.11\.2026/gu)).toHaveLength(1);
  });

  it('draws every day where its average is, and says both of it', () => {
    for (const drawing of drawings) {
      // From the lines at 0 and at 100: there is no other measure in the drawing.
      const levels = [...drawing.querySelectorAll('path.grid')].map((path) =>
        Number(/,([\d.]+)H/u.exec(path.getAttribute('d') ?? '')?.[1]),
      );
      const [zero, hundred] = [Math.max(...levels), Math.min(...levels)];
      const dots = [...drawing.querySelectorAll('circle')];
      expect(dots).toHaveLength(points.length);
      for (const [index, dot] of dots.entries()) {
        const { mean } = points[index]!;
        const drawn = (100 * (zero - Number(dot.getAttribute('cy')))) / (zero - hundred);
        expect(drawn).toBeCloseTo(mean ?? Number.NaN, 0);
        const told = dot.textContent.replace('\u00A0', ' ');
        expect(told).toContain(formatPercent(mean).replace('\u00A0', ' '));
        expect(told).toMatch(new RegExp(`: ${points[index]!.count}$`, 'u'));
      }
    }
  });

  it('draws the interval of a day that stands alone as a line', () => {
    // The first two days are one stretch; the third comes after a break.
    for (const drawing of drawings) {
      const path = drawing.querySelectorAll('path.whisker');
      expect(path).toHaveLength(1);
      expect(path[0]?.getAttribute('d')).toMatch(/^M[\d.]+,[\d.]+V[\d.]+M/u);
      expect(drawing.querySelectorAll('path.band')).toHaveLength(1);
    }
  });
});

it('a bar of an interval is silent, as the numbers stand beside it, and is drawn to scale', () => {
  const { mean, low, high } = point('', 40, 50, 60, 70, 80);
  const [bar] = parsePage(intervalBar({ count: 5, mean, low, high }).text).querySelectorAll('svg');
  expect([bar?.getAttribute('aria-hidden'), bar?.getAttribute('focusable')]).toEqual(['true', 'false']);
  const numbers = (text: string): number[] => [...text.matchAll(/(?<=[MH])[\d.]+/gu)].map(([x]) => Number(x));
  const [zero = 0, hundred = 0] = numbers(bar?.querySelector('.axis')?.getAttribute('d') ?? '');
  const valueAt = (x: number): number => (100 * (x - zero)) / (hundred - zero);
  expect(valueAt(Number(bar?.querySelector('circle')?.getAttribute('cx')))).toBeCloseTo(
    mean ?? Number.NaN,
    0,
  );
  const [from = 0, to = 0] = numbers(bar?.querySelector('.whisker')?.getAttribute('d') ?? '');
  expect([valueAt(from), valueAt(to)]).toEqual([
    expect.closeTo(low ?? Number.NaN, 0),
    expect.closeTo(high ?? Number.NaN, 0),
  ]);
});
