import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'dotenv';
import { beforeAll, describe, expect, inject, it } from 'vitest';

import type { Containers } from './containers.ts';
import { runCompose } from './containers.ts';
import { psql, runDepartment, startedContainers } from './departments.ts';
import { docker, dockerOutput, inspect, outputOf } from './engine.ts';
import { runSandbox } from './run-sandbox.ts';

interface Night {
  readonly exitCode: number;
  readonly days: readonly {
    readonly day: string;
    readonly exitCode: number;
    readonly listed: number;
    readonly actions: Readonly<Record<'analysed' | 'kept' | 'failed', number>>;
    readonly tokens: { readonly answers: number };
  }[];
}

describe.skipIf(inject('containers') === null)('two departments in containers', () => {
  let containers: Containers;
  beforeAll(async () => {
    containers = startedContainers();
    const csv = await readFile(join(containers.folder, 'operators.csv'), 'utf8');
    // CALLQ_MIGRATE of the sandbox's env file makes the tables on the way.
    const imported = await runDepartment(1, ['operators', 'import', '/dev/stdin'], { input: csv });
    expect(outputOf(imported)).toBe('25 operators added, 0 updated.');
  });

  it('are both run at once, by one command each, with the exit code of the run', async () => {
    const nights = await Promise.all([runDepartment(1), runDepartment(2)]);
    expect(nights.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(await psql('SELECT department_id, count(*) FROM calls GROUP BY 1 ORDER BY 1')).toBe('1|16\n2|16');
    for (const [name, settings] of [
      ['1', ['-e', 'CALLQ_MAX_TOKENS=1']],
      ['2', ['-e', 'TOKEN_LLM=sk-invented']],
    ] as const) {
      const failing = await runDepartment(1, ['run', '--force'], { options: settings });
      expect(failing.exitCode).toBe(Number(name));
    }
  });

  it('`run --days-ago 3` runs that day', async () => {
    const night = readNight(await runDepartment(2, ['run', '--json', '--days-ago', '3']));
    const today = await psql(`SELECT ((now() AT TIME ZONE 'Europe/Moscow')::date - 3)::text`);
    expect(night).toMatchObject({ exitCode: 0, days: [{ day: today, listed: 40 }] });
    expect(night.days[0]?.actions.analysed).toBeGreaterThan(0);
  });

  it('the two commands of the old README work; what was deleted is filled again from stored answers', async () => {
    const counts = 'SELECT DATE(start_time), department_id, COUNT(*) FROM calls GROUP BY 1, 2 ORDER BY 1, 2';
    const before = await psql(counts);
    const [day = ''] = before.split('\n').at(-1)?.split('|') ?? [];
    expect(await psql(`DELETE FROM calls WHERE start_time::date = '${day}'`)).toMatch(/^DELETE [1-9]/u);
    expect(await psql(counts)).not.toContain(day);
    for (const department of [1, 2] as const) {
      const night = readNight(await runDepartment(department, ['run', '--json', '--date', day]));
      expect(night.days).toMatchObject([{ day, exitCode: 0, tokens: { answers: 0 } }]);
    }
    expect(await psql(counts)).toBe(before);
  });

  it('`up` is one pass as well, in a container that may do little and writes nothing but its log', async () => {
    outputOf(await runCompose(containers, 'department1', ['up', '--no-color']));
    const id = outputOf(await runCompose(containers, 'department1', ['ps', '-aq']));
    expect(await inspect(id, 'State')).toMatchObject({ ExitCode: 0, OOMKilled: false });
    expect(await inspect(id, 'HostConfig')).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Memory: 512 * 1024 * 1024,
      Init: true,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      ExtraHosts: [expect.stringMatching(/^host\.docker\.internal:/u)],
      NetworkMode: `${containers.prefix}_department1_default`,
    });
    expect(await inspect(id, 'Config')).toMatchObject({ User: '1000:1000', StopTimeout: 30 });
    const mounts = await inspect<{ Destination: string; RW: boolean }[]>(id, 'Mounts');
    const writable = mounts.filter(({ RW }) => RW).map(({ Destination }) => Destination);
    expect(writable).toEqual(['/app/logs']);
    expect(mounts.map(({ Destination }) => Destination)).toEqual(
      expect.arrayContaining(['/app/prompts', '/app/acc_google_api']),
    );
    const logs = join(containers.folder, 'logs/department1');
    for (const file of await readdir(logs)) expect((await stat(join(logs, file))).uid).toBe(1000);
    expect(await readdir(logs)).not.toEqual([]);
  });

  it('writes to logs alone, even where it could write elsewhere', async () => {
    const name = `${containers.prefix}_writes`;
    const settings = ['--env-file', await dockerEnvFile(containers)];
    const host = ['--add-host', 'host.docker.internal:host-gateway'];
    await docker('run', '--name', name, ...settings, ...host, containers.image);
    try {
      expect(await inspect<number>(name, 'State.ExitCode')).toBe(0);
      const changed = (await dockerOutput('diff', name)).split('\n').map((line) => line.slice(2));
      expect(changed.filter((path) => !/^\/app(\/logs(\/callq-[\d-]+\.log)?)?$/u.test(path))).toEqual([]);
      expect(changed.length).toBeGreaterThan(2);
    } finally {
      await docker('rm', '-f', name);
    }
  });

  it('a log folder that cannot be written is one warning, and the night goes well', async () => {
    const logs = join(containers.folder, 'logs/department2');
    // Another user's, without a file of today that could still be added to.
    const close = 'rm -f /logs/* && chown 0:0 /logs && chmod 755 /logs';
    const asRoot = ['--user', '0', '-v', `${logs}:/logs`, '--entrypoint', 'sh', containers.image];
    await dockerOutput('run', '--rm', ...asRoot, '-c', close);
    const { exitCode, stderr } = await runDepartment(2);
    expect(exitCode).toBe(0);
    expect(stderr.split('\n').filter((line) => line.includes('LOGGING_DIR'))).toHaveLength(1);
  });

  it('SIGTERM ends a run within the grace period with 143; meanwhile another run gives way with 3', async () => {
    const slow = `${containers.prefix}_slow`;
    const name = `${containers.prefix}_stopped`;
    await runSandbox(containers, slow, ['--', '--latency', 'llm=constant:120000']);
    try {
      const options = [...(await servicesOf(slow)), '--name', name];
      // Detached, it must not be removed: its exit code is asked for.
      const run = ['run', '-d', ...options, 'callq', 'run', '--force', '--date', '2026-11-03'];
      outputOf(await runCompose(containers, 'department1', run));
      await untilLogged(name, 'T-Bank listed the calls');
      const second = await runDepartment(1);
      expect([second.exitCode, second.stderr]).toEqual([3, expect.stringContaining('Another run')]);
      await dockerOutput('stop', '-t', '30', name);
      expect(await inspect(name, 'State')).toMatchObject({ ExitCode: 143, OOMKilled: false });
      expect((await docker('logs', name)).stdout).toMatch(/left +[1-9]/u);
    } finally {
      await docker('rm', '-f', name, slow);
    }
  });
});

function readNight({ stdout, stderr }: { stdout: string; stderr: string }): Night {
  if (!stdout.startsWith('{')) throw new Error(`no summary: ${stderr}`);
  return JSON.parse(stdout) as Night;
}

async function untilLogged(name: string, text: string): Promise<void> {
  let logged = '';
  for (let tries = 0; tries < 300; tries += 1) {
    const { stdout, stderr } = await docker('logs', name);
    logged = stdout + stderr;
    if (logged.includes(text)) return;
    await wait(200);
  }
  throw new Error(`${name} never logged: ${text}, but: ${logged.slice(-1000)}`);
}

/** `docker run` takes the quotes of an env file for part of the values. */
async function dockerEnvFile({ folder }: Containers): Promise<string> {
  const path = join(folder, 'plain.env');
  const text = await readFile(join(folder, '.env'), 'utf8');
  await writeFile(path, text.replaceAll(/^(\w+)='(.*)'$/gmu, '$1=$2'));
  return path;
}

/** The addresses and the key that another sandbox printed, as options of `compose run`. */
async function servicesOf(name: string): Promise<string[]> {
  const { stdout } = await docker('logs', name);
  const printed = Object.entries(parse(stdout)).filter(([key]) => /_BASE_URL$|^JSON_AUTH$/u.test(key));
  return printed.flatMap(([key, value]) => ['-e', `${key}=${value}`]);
}
