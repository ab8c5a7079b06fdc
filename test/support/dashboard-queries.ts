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

interface Target {
  readonly rawSql?: string;
}
interface Dashboard {
  readonly title: string;
  readonly panels: readonly { readonly title: string; readonly targets: readonly Target[] }[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly target?: Target }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

const folder = fileURLToPath(new URL('../../docker/bi/dashboards/', import.meta.url));

/** Every query of the dashboards in `docker/bi`, with what Grafana would put in for its variables and macros. */
export function readDashboardQueries(choice: Choice): DashboardQuery[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => queriesOf(JSON.parse(readFileSync(folder + file, 'utf8')) as Dashboard))
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
function interpolate(sql: string, { department, from, to }: Choice): string {
  const filled = sql
    .replaceAll('$department', String(department))
    .replaceAll('$__timeFrom()', `'${from}T00:00:00Z'`)
    .replaceAll('$__timeTo()', `'${to}T23:59:59.999Z'`);
  if (sql === '' || /\$\w|\$\{/u.test(filled))
    throw new Error(`a query is empty or has an unknown macro: ${filled}`);
  return filled;
}
