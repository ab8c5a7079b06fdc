import { scaleLinear } from 'd3-scale';

import type { Estimate } from '../../domain/estimate.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';

const width = 120;
const height = 14;

/** Average and interval on the way from 0 to 100; the numbers beside it say the same, so readers of the screen skip it. */
export function intervalBar({ mean, low, high }: Estimate): Markup {
  if (mean === null) return html``;
  const x = scaleLinear()
    .domain([0, 100])
    .range([4, width - 4]);
  const at = (value: number): string => x(value).toFixed(1);
  const middle = height / 2;
  const whisker =
    low === null || high === null
      ? null
      : html`<path
          class="whisker"
          d="M${at(low)},${middle}H${at(high)}M${at(low)},${middle - 3}v6M${at(high)},${middle - 3}v6"
        />`;
  return html`<svg
    class="bar"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    aria-hidden="true"
    focusable="false"
  >
    <path class="axis" d="M${at(0)},${middle}H${at(100)}" />
    ${whisker}
    <circle class="dot" cx="${at(mean)}" cy="${middle}" r="3.5" />
  </svg>`;
}
