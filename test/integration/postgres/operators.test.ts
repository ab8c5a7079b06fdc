import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createStore } from '../../../src/clients/postgres/create-store.ts';
import { importOperators } from '../../../src/clients/postgres/operators/import-operators.ts';
import { listUnknownOperators } from '../../../src/clients/postgres/operators/list-unknown-operators.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { exampleCall, exampleRun, STORE_OPTIONS, LOCK_HELD } from './example-records.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('TRUNCATE operators, offices, supervisors, call_ledger RESTART IDENTITY CASCADE');
});

async function readOperators(): Promise<unknown[]> {
  const { rows } = await database.pool.query<Record<string, unknown>>(`
    SELECT o.id, o.full_name AS name, o.department_id AS department, o.tbank_login AS login, f.name AS office,
      s.full_name AS supervisor, o.active
    FROM operators o LEFT JOIN offices f ON f.id = o.office_id LEFT JOIN supervisors s ON s.id = o.supervisor_id
    ORDER BY o.id`);
  return rows;
}

const FILE = `id,full_name,department_id,tbank_login,office,supervisor,active
10,Малев Сергей,1,malev,Юг,Орлова Инна,true
,Петрова Анна,1,,Юг,,
,Петрова Анна,2,,Север,,нет
`;

test('a file is taken over, and taken over again without doubling anyone', async () => {
  expect(await importOperators(database.pool, FILE)).toEqual({ added: 3, updated: 0 });
  const operators = [
    ...[
      {
        id: 10,
        name: 'Малев Сергей',
        department: 1,
        login: 'malev',
        office: 'Юг',
        supervisor: 'Орлова Инна',
        active: true,
      },
    ],
    ...[
      {
        id: 11,
        name: 'Петрова Анна',
        department: 1,
        login: null,
        office: 'Юг',
        supervisor: null,
        active: true,
      },
    ],
    ...[
      {
        id: 12,
        name: 'Петрова Анна',
        department: 2,
        login: null,
        office: 'Север',
        supervisor: null,
        active: false,
      },
    ],
  ];
  expect(await readOperators()).toEqual(operators);
  expect(await importOperators(database.pool, FILE)).toEqual({ added: 0, updated: 3 });
  expect(await readOperators()).toEqual(operators);
});

test('an operator is found by id, else by login, else by department and exact name', async () => {
  await importOperators(database.pool, FILE);
  const changes = `id,full_name,department_id,tbank_login
10,Малев Сергей Васильевич,2,MALEV
,Петрова Анна,1,petrova
`;
  expect(await importOperators(database.pool, changes)).toEqual({ added: 0, updated: 2 });
  const renamed = `full_name,department_id,tbank_login
Петрова-Юдина Анна,1,Petrova
Петрова Анна,1,petrova2
`;
  expect(await importOperators(database.pool, renamed)).toEqual({ added: 1, updated: 1 });
  expect(await readOperators()).toMatchObject([
    { id: 10, name: 'Малев Сергей Васильевич', department: 2, login: 'MALEV', office: 'Юг', active: true },
    { id: 11, name: 'Петрова-Юдина Анна', login: 'Petrova' },
    { id: 12, department: 2 },
    { id: 13, name: 'Петрова Анна', department: 1, login: 'petrova2' },
  ]);
});

test('bad lines are named, all together, and then nothing is imported', async () => {
  await importOperators(database.pool, FILE);
  const before = await readOperators();
  const file = `id,full_name,department_id,tbank_login
,Новый Олег,1,
,Новая Ольга,77,
11,Петрова Анна,1,malev
,Новый Олег,1,
10,Малев Сергей,1,malev
10,Малев Сергей,1,
`;
  await expect(importOperators(database.pool, file)).rejects.toMatchObject({
    errorClass: 'operators_file',
    message: [
      'Nothing was imported.',
      'line 3: department 77 does not exist',
      'line 4: tbank_login belongs to the operator with id 10',
      'line 5: the same operator or login as in line 2',
      'line 7: the same operator or login as in line 6',
    ].join('\n'),
  });
  expect(await readOperators()).toEqual(before);
});

test('namesakes are never guessed', async () => {
  await database.pool.query(`INSERT INTO operators (full_name, department_id) VALUES ('А Б', 1), ('А Б', 1)`);
  await expect(importOperators(database.pool, 'full_name,department_id\nА Б,1\n')).rejects.toThrow(
    'line 2: several operators of this department have this name',
  );
});

test('unknown names are listed with counts, without those that were added since', async () => {
  const run = await createStore(database.pool, STORE_OPTIONS).beginRun(exampleRun(), LOCK_HELD);
  const names = ['Оператор Новый Олег', 'Оператор Новый Олег', 'Петрова Анна', null, 'Яшин, Лев'];
  await run.recordOutcomes(
    names.map((operatorName, index) => ({
      ...exampleCall(index + 1),
      ...{ callId: index + 1, operatorName },
      outcome: { action: 'excluded', state: 'unknown_operator', reason: null },
    })),
  );
  await importOperators(database.pool, FILE);
  const text = await listUnknownOperators(database.pool, 1);
  expect(text).toBe(
    'full_name,department_id,tbank_login,calls\nОператор Новый Олег,1,,2\n"Яшин, Лев",1,,1\n',
  );
  expect(await listUnknownOperators(database.pool, 2)).toBe('full_name,department_id,tbank_login,calls\n');
  expect(await importOperators(database.pool, text)).toEqual({ added: 2, updated: 0 });
  expect(await listUnknownOperators(database.pool, 1)).toBe('full_name,department_id,tbank_login,calls\n');
});
