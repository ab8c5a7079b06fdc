import { describe, expect, it } from 'vitest';

import { metricsTextOf } from '../../../src/report/metrics-text.ts';
import { someDay, someEnding } from './run-endings.ts';

const lastSuccess = (text: string): string | undefined =>
  /^callq_run_last_success_timestamp_seconds\{department="2"\} (.*)$/mu.exec(text)?.[1];

describe('the metrics file', () => {
  it('is in the text format: HELP and TYPE once before the samples of each metric, the department on each', () => {
    const lines = metricsTextOf(someEnding, null).split('\n');
    expect(lines.pop()).toBe('');
    const seen = new Set<string>();
    let current = '';
    for (const [index, line] of lines.entries()) {
      if (line.startsWith('# HELP ')) {
        current = line.split(' ')[2]!;
        expect(seen.has(current)).toBe(false);
        seen.add(current);
        expect(lines[index + 1]).toBe(`# TYPE ${current} gauge`);
      } else if (!line.startsWith('# TYPE ')) {
        expect(line).toMatch(
          new RegExp(`^${current}\\{department="2"(,[a-z]+="[^"\\\\]*")*\\} \\d+(\\.\\d+)?$`, 'u'),
        );
      }
    }
    // Units as Prometheus names them, and no gauge that looks like a counter.
    expect(
      [...seen].filter((name) => !/^callq_[a-z_]+$/u.test(name) || /_total$|percent|minutes/u.test(name)),
    ).toEqual([]);
  });

  it('keeps the last success over runs that had none, of the same department only', () => {
    const success = metricsTextOf({ ...someEnding, exitCode: 0 }, null);
    expect(lastSuccess(success)).toBe('1793837400.5');
    const failure = metricsTextOf({ ...someEnding, exitCode: 2, days: [] }, success);
    expect(lastSuccess(failure)).toBe('1793837400.5');
    expect(lastSuccess(metricsTextOf({ ...someEnding, exitCode: 143 }, failure))).toBe('1793837400.5');
    const other = success.replaceAll('department="2"', 'department="1"');
    expect(lastSuccess(metricsTextOf(someEnding, other))).toBeUndefined();
    expect(lastSuccess(metricsTextOf(someEnding, 'rubbish'))).toBeUndefined();
  });

  it('has no sample of what is not known', () => {
    const unknown = { ...someDay, balance: null, averagePercentage: null, costUsd: null };
    const text = metricsTextOf({ ...someEnding, days: [unknown] }, null);
    expect(text).not.toMatch(/callq_day|cost_usd/u);
    expect(metricsTextOf(someEnding, null)).toContain('callq_run_cost_usd{department="2"} 0.5\n');
    const invented = { ...someDay, costIsInvented: true };
    expect(metricsTextOf({ ...someEnding, days: [invented] }, null)).not.toContain('cost_usd');
  });
});
