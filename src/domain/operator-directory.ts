import { comparableText } from './clean-text.ts';

/** One active operator of the department. */
export interface Operator {
  readonly id: number;
  readonly fullName: string;
  readonly tbankLogin: string | null;
}

export type OperatorMatch =
  | { readonly kind: 'found'; readonly operator: Operator }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous'; readonly candidates: number };

/** Words of T-Bank's operator names that say nothing about who it is (contract, "Operators"). */
const serviceWords = new Set(
  (
    'оператор компания неизвест неизвестн неизвестный неизвестная тп св торговый представитель ип ооо зао оао ' +
    'менеджер специалист консультант сотрудник работник младший старший ведущий главный заместитель помощник ' +
    'директор руководитель начальник заведующий координатор супервайзер супервизор куратор наставник тренер ' +
    'мл ст вед гл зам пом нач зав коорд'
  ).split(' '),
);

/** The first two telling words of a name in sorted order, or NULL when nothing telling is left. */
export function operatorNameKey(name: string): string | null {
  const words = comparableText(name.replace(/[-‐‑–—]/gu, ''))
    .split(' ')
    .filter((word) => !/^.$/u.test(word) && !serviceWords.has(word))
    .slice(0, 2);
  return words.length === 0 ? null : words.sort().join(' ');
}

function loginKey(login: string | null): string | null {
  const key = login?.trim().toLowerCase() ?? '';
  return key === '' ? null : key;
}

/** The active operators of one department: a login match wins, else the name; two candidates are never guessed. */
export class OperatorDirectory {
  readonly size: number;
  readonly #byLogin: ReadonlyMap<string, readonly Operator[]>;
  readonly #byName: ReadonlyMap<string, readonly Operator[]>;

  constructor(operators: readonly Operator[]) {
    this.size = operators.length;
    this.#byLogin = groupBy(operators, (operator) => loginKey(operator.tbankLogin));
    this.#byName = groupBy(operators, (operator) => operatorNameKey(operator.fullName));
  }

  match(call: {
    readonly operatorLogin: string | null;
    readonly operatorName: string | null;
  }): OperatorMatch {
    const login = loginKey(call.operatorLogin);
    const byLogin = login === null ? [] : (this.#byLogin.get(login) ?? []);
    if (byLogin.length > 0) return decide(byLogin);
    const name = call.operatorName === null ? null : operatorNameKey(call.operatorName);
    return decide(name === null ? [] : (this.#byName.get(name) ?? []));
  }
}

function decide(candidates: readonly Operator[]): OperatorMatch {
  const [operator] = candidates;
  if (operator === undefined) return { kind: 'unknown' };
  return candidates.length === 1
    ? { kind: 'found', operator }
    : { kind: 'ambiguous', candidates: candidates.length };
}

function groupBy(
  operators: readonly Operator[],
  keyOf: (operator: Operator) => string | null,
): Map<string, Operator[]> {
  const groups = new Map<string, Operator[]>();
  for (const operator of operators) {
    const key = keyOf(operator);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [operator]);
    else group.push(operator);
  }
  return groups;
}
