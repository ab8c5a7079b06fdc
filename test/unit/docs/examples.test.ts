import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';

import { parseOperatorsCsv } from '../../../src/clients/postgres/operators/operators-csv.ts';
import { allNames, parseConfig } from '../../../src/config/parse-config.ts';
import { isInRepository, readDocument, readmes } from './documents.ts';

describe('.env.example', () => {
  const environment = parse(readDocument('.env.example'));

  it('is a complete set of settings as it stands', () => {
    expect(parseConfig(environment, allNames)).toMatchObject({ ok: true });
  });

  it('is one with its commented lines as well', () => {
    const everything = readDocument('.env.example').replaceAll(/^# (?=[A-Z][A-Z0-9_]*=)/gmu, '');
    const parsed = parse(everything);
    expect(Object.keys(parsed).length).toBeGreaterThan(Object.keys(environment).length + 20);
    expect(parseConfig(parsed, allNames)).toMatchObject({ ok: true });
  });

  it('names a prompt file that is there', () => {
    expect(isInRepository(environment['PROMPT_FILE'] ?? 'nothing')).toBe(true);
  });
});

it.each(readmes)('the CSV file in %s can be imported', (path) => {
  const csv = /```csv\n([\s\S]*?)```/u.exec(readDocument(path))?.[1] ?? '';
  const file = parseOperatorsCsv(csv);
  expect(file).toMatchObject({ ok: true });
  expect(file.ok && file.lines.length).toBe(2);
});
