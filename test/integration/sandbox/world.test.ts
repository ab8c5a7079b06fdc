import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import {
  complete,
  chatBody,
  listAll,
  logIn,
  readTranscript,
  verdictOf,
  writeLines,
  type Item,
} from './sandbox-client.ts';

// The rules of the contract for names, written anew: a reader of CallQ would sort the calls so.
const serviceWords = new Set(
  'оператор компания неизвест неизвестн неизвестный неизвестная тп св торговый представитель ип ооо зао оао менеджер специалист консультант сотрудник работник младший старший ведущий главный заместитель помощник директор руководитель начальник заведующий координатор супервайзер супервизор куратор наставник тренер мл ст вед гл зам пом нач зав коорд'.split(
    ' ',
  ),
);

function nameKey(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^а-яa-z0-9]+/g, ' ')
    .split(' ')
    .filter((word) => word.length > 1 && !serviceWords.has(word));
  return words.slice(0, 2).sort().join(' ');
}

interface Person {
  name: string;
  department: string;
  login: string;
  active: boolean;
}

function readDirectory(csv: string): Person[] {
  const [header, ...lines] = csv.trim().split('\n');
  expect(header).toBe('full_name,department_id,tbank_login,office,supervisor,active');
  return lines.map((line) => {
    const [name = '', department = '', login = '', , , active] = line.split(',');
    return { name, department, login, active: active === 'true' };
  });
}

function findOperator(item: Item, directory: Person[]): Person[] {
  const byLogin = directory.filter(({ login }) => login !== '' && login === item.operatorUserLogin);
  if (byLogin.length > 0) return byLogin;
  return directory.filter(({ name }) => nameKey(name) === nameKey(item.operatorUserFullName ?? ''));
}

/** Sorts a day by what its calls look like from outside. */
async function sortDay(sandbox: Sandbox, department: 1 | 2): Promise<Record<string, number>> {
  const directory = readDirectory(sandbox.operatorsCsv).filter(
    (person) => person.department === String(department) && person.active,
  );
  const token = await logIn(sandbox);
  const counts: Record<string, number> = {};
  const count = (kind: string) => (counts[kind] = (counts[kind] ?? 0) + 1);
  for (const item of await listAll(sandbox, { group: 76 + department })) {
    const candidates = findOperator(item, directory);
    if (item.duration < 30) count('short');
    else if (!item.clientPhoneNumber) count('internal');
    else if (candidates.length === 0) count('unknown');
    else if (candidates.length > 1) count('ambiguous');
    else {
      const reply = await readTranscript(sandbox, token, item.segmentId ?? item.id);
      const lines = writeLines(reply.status === 200 ? reply.json : null);
      if (lines.length === 0) count('noTranscript');
      else
        count(
          verdictOf(await complete(sandbox, chatBody(lines.join('\n')))).is_sales_call ? 'sales' : 'notSales',
        );
    }
  }
  return counts;
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('a day', () => {
  it.each([1, 2] as const)('of department %i has the promised share of every kind', async (department) => {
    expect(await sortDay(sandbox, department)).toEqual({
      short: 25,
      unknown: 6,
      ambiguous: 2,
      internal: 3,
      noTranscript: 4,
      notSales: 20,
      sales: 40,
    });
  });

  it('keeps the shares roughly when it is small', async () => {
    const small = await startSandbox({ calls: 20 });
    try {
      const counts = await sortDay(small, 1);
      expect(counts).toMatchObject({ short: 5, unknown: 1, notSales: 4, sales: 8 });
      expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(20);
    } finally {
      await small.close();
    }
  });

  it('is the same in two sandboxes, and another one with another seed, day or department', async () => {
    const twin = await startSandbox();
    const stranger = await startSandbox({ seed: 2 });
    try {
      const items = await listAll(sandbox);
      expect(await listAll(twin)).toEqual(items);
      expect(await listAll(stranger)).not.toEqual(items);
      const readAll = async (one: Sandbox) => {
        const token = await logIn(one);
        return Promise.all(
          items
            .slice(0, 20)
            .map(async (item) => (await readTranscript(one, token, item.segmentId ?? item.id)).text),
        );
      };
      expect(await readAll(twin)).toEqual(await readAll(sandbox));
      const phones = (list: Item[]) => list.map(({ clientPhoneNumber }) => clientPhoneNumber);
      const nextDay = await listAll(sandbox, { min: '2026-11-21 00:00:00', max: '2026-11-21 23:59:59' });
      expect(phones(nextDay)).not.toEqual(phones(items));
      expect(phones(await listAll(sandbox, { group: 78 }))).not.toEqual(phones(items));
    } finally {
      await Promise.all([twin.close(), stranger.close()]);
    }
  });
});

describe('the directory', () => {
  it('has 25 operators of two departments, an inactive one, and namesakes without login', () => {
    const people = readDirectory(sandbox.operatorsCsv);
    expect(people).toHaveLength(25);
    expect(new Set(people.map(({ department }) => department))).toEqual(new Set(['1', '2']));
    expect(people.filter(({ active }) => !active)).toHaveLength(1);
    const namesakes = people.filter(
      ({ name, department }) =>
        people.filter((other) => other.department === department && nameKey(other.name) === nameKey(name))
          .length > 1,
    );
    expect(namesakes.map(({ login }) => login)).toEqual(['', '', '', '']);
  });
});

describe('the environment', () => {
  it('names everything that leads CallQ to the sandbox, per department', () => {
    const [trade, office] = [sandbox.environment(1), sandbox.environment(2)];
    expect(Object.keys(trade).sort()).toEqual(
      'AGENT_GROUP_NAME DEPARTAMENT_ID GOOGLE_SHEETS_BASE_URL JSON_AUTH LLM_BASE_URL LOGIN MODEL PASSWORD REQUIREMENTS_SHEET_ID REQUIREMENTS_SHEET_NAME_CHECK_LIST REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI TBANK_BASE_URL TOKEN_LLM'.split(
        ' ',
      ),
    );
    expect(
      Object.values({ ...trade, ...office }).every((value) => value !== '' && !value.includes('\n')),
    ).toBe(true);
    expect(trade['REQUIREMENTS_SHEET_NAME_CHECK_LIST']).toMatch(/[а-я]+ /i);
    expect(office['REQUIREMENTS_SHEET_NAME_CHECK_LIST']).toContain("'");
    expect(trade['AGENT_GROUP_NAME']).not.toBe(office['AGENT_GROUP_NAME']);
  });
});
