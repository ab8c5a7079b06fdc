import { expect, it } from 'vitest';

import { metricsTextOf } from '../../../src/report/metrics-text.ts';
import { wordsOfErrorClass } from '../../../src/report/ending-words.ts';
import { webhookBodyOf } from '../../../src/report/webhook-body.ts';
import { someEnding } from '../report/run-endings.ts';
import { codeSpans, readDocument, readSources, section, tableRows } from './documents.ts';

const document = readDocument('docs/notifications.md');
const named = (table: string): string[] =>
  tableRows(section(document, table)).flatMap(([names = '']) => codeSpans(names));

it('docs/notifications.md explains every key of the webhook, and no other', () => {
  const body = webhookBodyOf({ ...someEnding, exitCode: 0 }) as Record<string, unknown>;
  const [day] = body['days'] as object[];
  const keys = [...Object.keys(body), ...Object.keys(day!).map((key) => `days[].${key}`)];
  expect(named('webhook').sort()).toEqual(keys.sort());
});

it('docs/notifications.md explains every metric, and no other', () => {
  const text = metricsTextOf({ ...someEnding, exitCode: 0 }, null);
  const metrics = [...text.matchAll(/^# TYPE (\w+)/gmu)].map(([, name]) => name);
  expect(named('metrics')).toEqual(metrics);
});

it('every class of error that a run can end with has Russian words', () => {
  const sources = readSources();
  const classes = [
    ...sources.matchAll(/(?:StopRunError|\bstop)\(\s*'([a-z]+(?:_[a-z]+)*)',/gu),
    ...sources.matchAll(/errorClass: '([a-z_]+)'/gu),
  ].map(([, name = '']) => name);
  expect(new Set(classes).size).toBeGreaterThan(20);
  // Of other commands than run, which takes a report that cannot be written for no reason to end.
  const elsewhere = new Set(['operators_file', 'report']);
  const wordless = classes.filter((name) => !elsewhere.has(name) && wordsOfErrorClass(name) === name);
  expect([...new Set(wordless)]).toEqual([]);
});
