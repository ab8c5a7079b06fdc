import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';

import type { Finished } from '../support/callq-process.ts';
import { emptyFolder, startCallq } from '../support/callq-process.ts';
import { readNumber } from '../support/outcome.ts';
import { someDay } from '../support/sandbox-night.ts';
import { createTestDatabase } from '../support/test-database.ts';

function runCallq(...request: Parameters<typeof startCallq>): Promise<Finished> {
  return startCallq(...request).finished;
}

describe('callq sandbox', () => {
  it.each([
    ['1', 'SIGTERM'],
    ['2', 'SIGINT'],
  ] as const)(
    'prints an env file with which department %s runs; ends with 0 on %s',
    async (department, signal) => {
      const workingDirectory = await emptyFolder();
      const database = await createTestDatabase();
      const args = ['--calls', '20', '--department', department, '--operators', 'operators.csv'];
      const sandbox = startCallq(['sandbox', ...args], { workingDirectory });
      try {
        await sandbox.seen(/PROMPT_FILE=.*\n/);
        await sandbox.seen(/serves until/);
        const environment = { DATA_BASE: database.connectionString };
        await writeFile(join(workingDirectory, 'sandbox.env'), sandbox.stdout());
        const options = { workingDirectory, environment };
        const imported = await runCallq(['operators', 'import', 'operators.csv'], options);
        expect([imported.exitCode, imported.stdout]).toEqual([0, '25 operators added, 0 updated.\n']);
        const night = await runCallq(['run', '--env-file', 'sandbox.env', '--date', someDay], options);
        expect([night.exitCode, night.stdout]).toEqual([
          0,
          expect.stringContaining(`Department ${department}, ${someDay}`),
        ]);
        expect(await readNumber(database.pool, 'SELECT count(*) FROM calls')).toBe(8);
        sandbox.child.kill(signal);
        expect((await sandbox.finished).exitCode).toBe(0);
      } finally {
        sandbox.child.kill('SIGKILL');
        await database.drop();
      }
    },
  );

  it('--folder writes the env files of both departments and the directory, and overwrites nothing', async () => {
    const workingDirectory = await emptyFolder();
    const environment = { DATA_BASE: 'postgresql://u:p@db.internal/callq' };
    const options = { workingDirectory, environment };
    const args = ['sandbox', '--folder', '.', '--announce', 'sandbox.internal'];
    const sandbox = startCallq(args, options);
    await sandbox.seen(/serves until/);
    sandbox.child.kill('SIGTERM');
    await sandbox.finished;
    expect((await readdir(workingDirectory)).sort()).toEqual(['.env', '.env.department2', 'operators.csv']);
    for (const [name, department] of [
      ['.env', '1'],
      ['.env.department2', '2'],
    ] as const) {
      const file = join(workingDirectory, name);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(parse(await readFile(file))).toMatchObject({
        DEPARTAMENT_ID: department,
        ...environment,
        TBANK_BASE_URL: expect.stringMatching(/^http:\/\/sandbox\.internal:\d+$/) as string,
        JSON_AUTH: expect.stringContaining('http://sandbox.internal') as string,
      });
    }
    const again = await runCallq(args, options);
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('.env cannot be written')]);
  });

  it.each([
    [['--fault', 'llm:nonsense@1%'], /nonsense/],
    [['--latency', 'llm=5'], /constant/],
    [['--department', '3'], /departments 1 and 2/],
  ])('refuses %j with exit 2 and says what is allowed', async (args, message) => {
    const { exitCode, stderr } = await runCallq(['sandbox', ...args], {
      workingDirectory: await emptyFolder(),
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('callq demo', () => {
  it('needs nothing, reads no .env and no production setting; the second time nothing is analysed', async () => {
    const workingDirectory = await emptyFolder();
    await writeFile(join(workingDirectory, '.env'), 'DEPARTAMENT_ID=nonsense\nLLM_BASE_URL=not-an-address\n');
    const production = await createTestDatabase();
    try {
      const environment = {
        DATA_BASE: production.connectionString,
        TOKEN_LLM: 'sk-real',
        CHECK_DAY_AGO: 'x',
      };
      const first = await runCallq(['demo'], { workingDirectory, environment });
      expect([first.exitCode, first.stderr]).toEqual([0, expect.not.stringContaining('warn')]);
      expect(first.stdout).toMatch(/analysed +60\n/);
      expect(first.stdout).toMatch(
        /cost +0\.\d+ USD \(invented: the sandbox answered, nobody is charged\)\n/,
      );
      expect(first.stdout.match(/Call \d+, .*: \d+ % \(/g)).toHaveLength(3);
      const second = await runCallq(['demo'], { workingDirectory, environment });
      expect([second.exitCode, second.stdout]).toEqual([
        0,
        expect.stringMatching(/analysed +0\n +kept +60\n/),
      ]);
      expect(await readNumber(production.pool, 'SELECT count(*) FROM runs')).toBe(0);
      expect((await readdir(workingDirectory)).sort()).toEqual(['.callq', '.env']);
    } finally {
      await production.drop();
    }
  });
});
