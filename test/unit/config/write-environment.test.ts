import fc from 'fast-check';
import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';

import { gatherEnvironment, parseEnvFile } from '../../../src/config/load-environment.ts';
import { allNames, parseConfig } from '../../../src/config/parse-config.ts';
import { variables } from '../../../src/config/variables.ts';
import { quoteValue, writeEnvironment } from '../../../src/config/write-environment.ts';

/** Everything that means something to a reader of env files, thrown together. */
const troublesome = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '#',
        "'",
        '"',
        '`',
        '\\',
        '\n',
        '\r',
        '$',
        '=',
        ' ',
        'n',
        'A=1',
        ':',
        '\t',
        'Ж',
        '{',
        '\u2028',
        '\uFEFF',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
);

describe('a written value', () => {
  it('reads back the same by dotenv itself and by CallQ, or is refused', () => {
    fc.assert(
      fc.property(troublesome, troublesome, (value, neighbour) => {
        const [written, beside] = [quoteValue(value), quoteValue(neighbour)];
        if (written === null || beside === null) return;
        const text = `FIRST=1\nVALUE=${written}\nBESIDE=${beside}\nLAST=2\n`;
        const expected = { FIRST: '1', VALUE: value, BESIDE: neighbour, LAST: '2' };
        expect(parseEnvFile(text)).toEqual(expected);
        expect(parse(text)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('is never refused for a line that lacks one kind of quotes and does not end in a backslash', () => {
    const line = troublesome.map((text) => text.replace(/[\n\r\u2028\u2029]/gu, ''));
    fc.assert(
      fc.property(line, fc.constantFrom("'", '`'), (text, kind) => {
        expect(quoteValue(text.replaceAll(kind, '').replace(/\\+$/u, ''))).not.toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['plain-1.2_x', 'plain-1.2_x'],
    ['pa$$ word', "'pa$$ word'"],
    ['abc#123', "'abc#123'"],
    ["it's", '"it\'s"'],
    ['both \' and "', '`both \' and "`'],
  ])('%s is written as %s', (value, written) => {
    expect(quoteValue(value)).toBe(written);
  });
});

it('settings are gathered although the env file and the file of a secret cannot be read', () => {
  const { environment, problems } = gatherEnvironment({
    environment: { LOGIN: 'me', PASSWORD_FILE: '/nowhere/at-all' },
    ...{ workingDirectory: '/nowhere', envFile: { path: 'none.env' }, overrides: {} },
  });
  expect(environment['LOGIN']).toBe('me');
  expect(problems).toEqual([expect.stringMatching(/^--env-file: the file cannot be read/u)]);
});

describe('the template', () => {
  it('leaves what is required empty and everything else at its default', () => {
    const read = parseEnvFile(writeEnvironment({}));
    const required = variables.filter((variable) => 'required' in variable).map(({ name }) => name);
    expect(read).toEqual(Object.fromEntries(required.map((name) => [name, ''])));
    const { environment } = gatherEnvironment({
      environment: read,
      ...{ workingDirectory: '/', envFile: 'none', overrides: {} },
    });
    const parsed = parseConfig(environment, allNames);
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.split(':')[0]).toSorted()).toEqual(
      required.toSorted(),
    );
  });

  it('names every setting there is, with its meaning', () => {
    const template = writeEnvironment({});
    for (const { name, meaning } of variables) {
      expect(template).toMatch(new RegExp(`^(# )?${name}=`, 'mu'));
      expect(template).toContain(meaning);
    }
  });

  it('keeps names that CallQ does not know, and secrets from files', () => {
    const values = { LOGIN: 'me', PASSWORD_FILE: '/run/secrets/p w', HTTPS_PROXY: 'http://proxy:3128' };
    const read = parseEnvFile(writeEnvironment(values));
    expect(read).toMatchObject(values);
    expect(read).not.toHaveProperty('PASSWORD');
  });
});
