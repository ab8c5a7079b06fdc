import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { types } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Dashboard, Panel } from '../../support/dashboard-queries.ts';
import { interpolate, readDashboards } from '../../support/dashboard-queries.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

/** Grafana is not started here: what it would stumble over is looked for in the files, and in what their queries return. */
const dashboards = readDashboards();
const panels = dashboards.flatMap((dashboard) =>
  dashboard.panels.map((panel) => ({ name: `${dashboard.title} / ${panel.title}`, panel })),
);
const choice = { department: 1, from: '2026-11-01', to: '2026-11-30' };
const numberTypes: readonly number[] = [types.builtins.INT4, types.builtins.INT8, types.builtins.NUMERIC];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Names and types of what a query returns, whatever rows there are. */
async function fieldsOf(sql: string | undefined): Promise<Map<string, number>> {
  const { fields } = await database.pool.query(interpolate(sql ?? '', choice));
  const found = new Map(fields.map(({ name, dataTypeID }) => [name, dataTypeID]));
  expect(found.size).toBe(fields.length);
  return found;
}

function readSetup(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../docker/bi/${path}`, import.meta.url)), 'utf8');
}

/** Names of fields that a panel speaks of outside of its query. */
function namedFields({ fieldConfig, transformations }: Panel): string[] {
  const overrides = fieldConfig?.overrides ?? [];
  return [
    ...overrides.flatMap(({ matcher }) => (matcher.id === 'byName' ? [matcher.options] : [])),
    ...overrides.flatMap(({ properties }) =>
      properties.flatMap(({ id, value }) => (id === 'custom.fillBelowTo' ? [String(value)] : [])),
    ),
    ...(transformations ?? []).flatMap(({ options }) => [
      options['columnField'] ?? '',
      options['rowField'] ?? '',
      options['valueField'] ?? '',
    ]),
  ];
}

describe('a dashboard', () => {
  it('has an address of its own, and the data source that is provisioned', () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    const setup = readSetup('provisioning/datasources/callq.yml');
    const provisioned = {
      type: /^\s+type: (\S+)$/mu.exec(setup)?.[1],
      uid: /^\s+uid: (\S+)$/mu.exec(setup)?.[1],
    };
    expect(provisioned.uid).toBeDefined();
    const used = dashboards.flatMap(({ templating, annotations, panels: own }) => [
      ...templating.list.map(({ datasource }) => datasource),
      ...annotations.list.flatMap(({ datasource, target }) => [datasource, target?.datasource]),
      ...own.flatMap(({ datasource, targets }) => [
        datasource,
        ...targets.map((target) => target.datasource),
      ]),
    ]);
    expect(used.length).toBeGreaterThan(30);
    expect(used.filter((one) => one?.uid !== provisioned.uid || one?.type !== provisioned.type)).toEqual([]);
  });

  it.each(dashboards)(
    '$title has panels that are told apart and do not lie on each other',
    ({ panels: own }) => {
      expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
      for (const [index, { title, gridPos: one, targets }] of own.entries()) {
        expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
        expect(one.x + one.w, title).toBeLessThanOrEqual(24);
        for (const { title: other, gridPos: next } of own.slice(index + 1)) {
          const apart =
            one.x + one.w <= next.x ||
            next.x + next.w <= one.x ||
            one.y + one.h <= next.y ||
            next.y + next.h <= one.y;
          expect(apart, `${title} and ${other}`).toBe(true);
        }
      }
    },
  );

  it('is mounted where it is looked for', () => {
    const compose = readSetup('docker-compose.yml');
    expect(compose).toContain('./provisioning:/etc/grafana/provisioning:ro');
    const path = /^\s+path: (\S+)$/mu.exec(readSetup('provisioning/dashboards/callq.yml'))?.[1];
    expect(compose).toContain(`./dashboards:${path ?? '?'}:ro`);
  });
});

/** Variables that a query reads, without Grafana's own. */
const variablesOf = (sql: string): string[] =>
  [...sql.matchAll(/\$\{?([a-z]\w*)/gu)].map(([, name]) => name!);

it.each(dashboards)(
  '$title defines the variables that it reads, and offers values for them',
  async (dashboard: Dashboard) => {
    const defined = dashboard.templating.list.map(({ name }) => name);
    const read = [
      ...dashboard.panels.flatMap(({ targets }) => targets),
      ...dashboard.annotations.list.map(({ target }) => target),
    ].flatMap((target) => variablesOf(target?.rawSql ?? ''));
    expect(new Set(read)).toEqual(new Set(defined));
    for (const { query } of dashboard.templating.list)
      expect([...(await fieldsOf(query)).keys()].sort()).toEqual(['__text', '__value']);
  },
);

it('an annotation has a time and a text', async () => {
  const targets = dashboards.flatMap(({ annotations }) => annotations.list.map(({ target }) => target));
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) {
    const fields = await fieldsOf(target?.rawSql);
    expect(fields.get('time')).toBe(types.builtins.TIMESTAMP);
    expect(fields.get('text')).toBe(types.builtins.TEXT);
  }
});

it.each(panels)('$name is drawn of what its query returns', async ({ panel }) => {
  expect(['table', 'timeseries']).toContain(panel.type);
  const returned = await Promise.all(panel.targets.map(({ rawSql }) => fieldsOf(rawSql)));
  const names = new Set(returned.flatMap((fields) => [...fields.keys()]));
  expect(namedFields(panel).filter((name) => !names.has(name))).toEqual([]);
  for (const { matcher } of panel.fieldConfig?.overrides ?? [])
    expect(matcher.id === 'byName' || `${matcher.id} ${matcher.options}` === 'byType number').toBe(true);
  expect(panel.targets.map(({ format }) => format)).toEqual(
    panel.targets.map(() => (panel.type === 'timeseries' ? 'time_series' : 'table')),
  );
  if (panel.type !== 'timeseries') return;
  for (const fields of returned) {
    const [[first, type] = ['', 0], ...values] = [...fields];
    expect([first, type]).toEqual(['time', types.builtins.TIMESTAMP]);
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter(([, one]) => !numberTypes.includes(one))).toEqual([]);
  }
  expect(panel.targets[0]?.rawSql).toMatch(/\nORDER BY day$/u);
});

/** What Grafana makes of an unknown value otherwise: the colour of 0 in the heat map, that of success in a row. */
it('a coloured cell is one with a number, and a value that is not known has no colour', () => {
  let coloured = 0;
  for (const { name, panel } of panels) {
    expect(JSON.stringify(panel.fieldConfig?.defaults ?? {}), name).not.toContain('color-background');
    for (const { matcher, properties } of panel.fieldConfig?.overrides ?? []) {
      const text = JSON.stringify(properties);
      if (!text.includes('color-background')) continue;
      coloured += 1;
      const told = matcher.id === 'byType' ? ['"match":"null"'] : ['"true"', '"false"'];
      expect(
        told.filter((value) => !text.includes(value)),
        name,
      ).toEqual([]);
      expect(text, name).toContain('"color":"transparent"');
    }
  }
  expect(coloured).toBe(3);
});
