import type { OperatorLine } from './operators-csv.ts';

/** What the database holds before the import. */
export interface Directory {
  readonly departmentIds: ReadonlySet<number>;
  readonly operators: readonly {
    readonly id: number;
    readonly fullName: string | null;
    readonly tbankLogin: string | null;
    readonly departmentId: number | null;
  }[];
}

/** A line and the operator it is about; `id` NULL lets the database number a new one. */
export interface PlannedLine {
  readonly line: OperatorLine;
  readonly kind: 'add' | 'update';
  readonly id: number | null;
}

/** What an import will do, or every line that cannot be taken. */
export type ImportPlan =
  | { readonly ok: true; readonly planned: readonly PlannedLine[] }
  | { readonly ok: false; readonly problems: readonly string[] };

type Known = Directory['operators'][number];

/** Whom each line means: the operator with its id, else with its login, else of its department and exact name. */
export function planImport(lines: readonly OperatorLine[], directory: Directory): ImportPlan {
  const known = indexOperators(directory.operators);
  const problems: string[] = [];
  const planned: PlannedLine[] = [];
  const seen = new Map<string, number>();
  for (const line of lines) {
    const found = findOperator(line, known);
    const problem =
      (typeof found === 'string' ? found : findLoginConflict(line, found, known)) ??
      (directory.departmentIds.has(line.departmentId)
        ? undefined
        : `department ${line.departmentId} does not exist`) ??
      findRepetition(line, typeof found === 'string' ? undefined : found, seen);
    if (problem !== undefined) problems.push(`line ${line.line}: ${problem}`);
    else if (typeof found !== 'string') {
      planned.push({ line, kind: found ? 'update' : 'add', id: found?.id ?? line.id });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, planned };
}

interface KnownOperators {
  readonly byId: ReadonlyMap<number, Known>;
  readonly byLogin: ReadonlyMap<string, Known>;
  readonly byName: ReadonlyMap<string, readonly Known[]>;
}

function indexOperators(operators: Directory['operators']): KnownOperators {
  const byName = new Map<string, Known[]>();
  for (const operator of operators) {
    const key = nameKey(operator.departmentId, operator.fullName ?? '');
    byName.set(key, [...(byName.get(key) ?? []), operator]);
  }
  return {
    byId: new Map(operators.map((operator) => [operator.id, operator])),
    byLogin: new Map(
      operators.flatMap((found) => (found.tbankLogin ? [[loginKey(found.tbankLogin), found]] : [])),
    ),
    byName,
  };
}

/** A text says why the line cannot be taken. A namesake with another login is somebody else. */
function findOperator(line: OperatorLine, known: KnownOperators): Known | undefined | string {
  if (line.id !== null) return known.byId.get(line.id);
  const login = line.tbankLogin ?? null;
  const byLogin = login === null ? undefined : known.byLogin.get(loginKey(login));
  if (byLogin) return byLogin;
  const namesakes = (known.byName.get(nameKey(line.departmentId, line.fullName)) ?? []).filter(
    (operator) => login === null || operator.tbankLogin === null,
  );
  if (namesakes.length > 1)
    return 'several operators of this department have this name: give id or tbank_login';
  return namesakes[0];
}

function findLoginConflict(
  line: OperatorLine,
  found: Known | undefined,
  known: KnownOperators,
): string | undefined {
  if (!line.tbankLogin) return undefined;
  const owner = known.byLogin.get(loginKey(line.tbankLogin));
  return owner && owner.id !== found?.id
    ? `tbank_login belongs to the operator with id ${owner.id}`
    : undefined;
}

/** Two lines about one operator, or with one login, contradict each other. */
function findRepetition(
  line: OperatorLine,
  found: Known | undefined,
  seen: Map<string, number>,
): string | undefined {
  const id = found?.id ?? line.id;
  const keys = [
    id === null ? `name ${line.tbankLogin ?? ''} ${nameKey(line.departmentId, line.fullName)}` : `id ${id}`,
    ...(line.tbankLogin ? [`login ${loginKey(line.tbankLogin)}`] : []),
  ];
  const earlier = keys.map((key) => seen.get(key)).find((number) => number !== undefined);
  for (const key of keys) seen.set(key, line.line);
  return earlier === undefined ? undefined : `the same operator or login as in line ${earlier}`;
}

function nameKey(departmentId: number | null, fullName: string): string {
  return `${departmentId ?? ''} ${fullName}`;
}

function loginKey(login: string): string {
  return login.toLowerCase();
}
