import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a dashboard is looked at with. */
export interface Choice {
  readonly department: number;
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
}

export interface DashboardQuery {
  /** Dashboard and panel. */
  readonly name: string;
  readonly sql: string;
}

interface DataSource {
  readonly type: string;
  readonly uid: string;
}
interface Target {
  readonly refId: string;
  readonly datasource: DataSource;
  readonly format: string;
  readonly rawSql?: string;
}
export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource: DataSource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
  readonly fieldConfig?: {
    readonly defaults: Readonly<Record<string, unknown>>;
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
  readonly transformations?: readonly {
    readonly id: string;
    readonly options: Readonly<Record<string, string>>;
  }[];
}

/** The part of a dashboard's JSON that tests look at. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly annotations: {
    readonly list: readonly {
      readonly name: string;
      readonly datasource: DataSource;
      readonly target?: Target;
    }[];
  };
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly datasource: DataSource;
      readonly query: string;
    }[];
  };
}

const folder = fileURLToPath(new URL('../../docker/bi/dashboards/', import.meta.url));

export function readDashboards(): Dashboard[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(folder + file, 'utf8')) as Dashboard);
}

/** Every query of the dashboards in `docker/bi`, with what Grafana would put in for its variables and macros. */
export function readDashboardQueries(choice: Choice): DashboardQuery[] {
  return readDashboards()
    .flatMap(queriesOf)
    .map(({ name, sql }) => ({ name, sql: interpolate(sql, choice) }));
}

function queriesOf({ title, panels, annotations, templating }: Dashboard): DashboardQuery[] {
  const all = [
    ...templating.list.map(({ name, query }) => [name, query] as const),
    ...annotations.list.map(({ name, target }) => [name, target?.rawSql] as const),
    ...panels.flatMap((panel) => panel.targets.map(({ rawSql }) => [panel.title, rawSql] as const)),
  ];
  return all.map(([name, sql = '']) => ({ name: `${title} / ${name}`, sql }));
}

/** Grafana writes instants in UTC. */
export function interpolate(sql: string, { department, from, to }: Choice): string {
  const filled = sql
    .replaceAll('$department', String(department))
    .replaceAll('$__timeFrom()', `'${from}T00:00:00Z'`)
    .replaceAll('$__timeTo()', `'${to}T23:59:59.999Z'`);
  if (sql === '' || /\$\w|\$\{/u.test(filled))
    throw new Error(`a query is empty or has an unknown macro: ${filled}`);
  return filled;
}
