import { expect, test } from 'vitest';
import {
  parseOperatorsCsv,
  writeOperatorsCsv,
} from '../../../../src/clients/postgres/operators/operators-csv.ts';

test('columns in any order, a BOM, quotes, empty lines and cells', () => {
  const text =
    '\ufeffActive,department_id,full_name,office\r\nнет,1,"Малев, Сергей",\r\n\r\n,2, Петрова  Анна ,"Офис ""Юг"""\r\n';
  expect(parseOperatorsCsv(text)).toEqual({
    ok: true,
    lines: [
      { line: 2, id: null, fullName: 'Малев, Сергей', departmentId: 1, office: null, active: false },
      { line: 4, id: null, fullName: 'Петрова Анна', departmentId: 2, office: 'Офис "Юг"', active: true },
    ],
  });
});

test.each([';', '\t'])('what a spreadsheet exports with %j between cells', (mark) => {
  const text = [
    ['id', 'full_name', 'department_id'],
    ['5', 'Малев, Сергей', '1'],
  ]
    .map((row) => row.join(mark))
    .join('\n');
  expect(parseOperatorsCsv(text)).toMatchObject({
    lines: [{ id: 5, fullName: 'Малев, Сергей', departmentId: 1 }],
  });
});

test('every bad line is named by its number', () => {
  const text =
    'id,full_name,department_id,active\n,А Б,1,true\nx,,0,maybe\n1,В Г\n2,Д Е,one,\n3,Ж З,1,,extra\n4,И К,1,\n9999999999,Л М,1,\n';
  const file = parseOperatorsCsv(text);
  expect(file.ok ? [] : file.problems.map((problem) => problem.split(':')[0])).toEqual([
    ...['line 3', 'line 4', 'line 5', 'line 6', 'line 8'],
  ]);
});

test.each([
  ['', 'line 1: column full_name is missing'],
  ['full_name,departament_id\n', 'line 1: unknown column "departament_id"'],
  ['full_name,department_id,full_name\n', 'line 1: column full_name stands there twice'],
  ['full_name,department_id\n\ufffd,1\n', 'not UTF-8'],
  ['full_name,department_id\n"a,1\n', 'Quote Not Closed'],
])('the file %j is refused: %s', (text, problem) => {
  const file = parseOperatorsCsv(text);
  expect(file.ok ? '' : file.problems.join('\n')).toContain(problem);
});

test('what is written can be read', () => {
  const text = writeOperatorsCsv([
    { fullName: 'Оператор "Ё", тп', departmentId: 1, tbankLogin: null, calls: 12 },
  ]);
  expect(text).toBe('full_name,department_id,tbank_login,calls\n"Оператор ""Ё"", тп",1,,12\n');
  expect(parseOperatorsCsv(text)).toMatchObject({
    lines: [{ fullName: 'Оператор "Ё", тп', tbankLogin: null }],
  });
});
