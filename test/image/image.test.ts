import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { startedContainers } from './departments.ts';
import { docker, dockerOutput, inspect, outputOf, runProgram } from './engine.ts';

const base = 'node:24-bookworm-slim';

describe.skipIf(inject('containers') === null)('the image', () => {
  let image: string;
  let canary: string;
  beforeAll(() => {
    ({ image, canary } = startedContainers());
  });

  it('runs callq as user 1000, who owns nothing in it but logs and .callq', async () => {
    const config = await inspect<{ Entrypoint: string[]; Cmd: string[]; User: string }>(image, 'Config');
    expect(config).toMatchObject({ Entrypoint: ['callq'], Cmd: ['run'], User: '1000:1000' });
    const shell = ['run', '--rm', '--entrypoint', 'sh', image, '-c'];
    expect(await dockerOutput(...shell, 'id -u; id -g')).toBe('1000\n1000');
    const writable =
      'find / -xdev \\( -path /proc -o -path /tmp -o -path /var/tmp -o -path /run/lock \\) -prune -o -writable \\( -type f -o -type d \\) -print';
    const found = (await dockerOutput(...shell, `${writable} | grep -v "^/home/node" | sort`)).split('\n');
    expect(found.filter((path) => !path.startsWith('/dev/'))).toEqual(['/app/.callq', '/app/logs']);
  });

  it('says what it is', async () => {
    const labels = await inspect<Record<string, string>>(image, 'Config.Labels');
    const file = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    const { version, description } = JSON.parse(file) as { version: string; description: string };
    expect(labels).toMatchObject({
      'org.opencontainers.image.title': 'CallQ',
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.description': description,
      'org.opencontainers.image.licenses': 'MIT',
    });
    expect(await dockerOutput('run', '--rm', '--network', 'none', image, '--version')).toBe(version);
  });

  it('adds less than 20 MB to its base', async () => {
    const [own, under] = await Promise.all([inspect<number>(image, 'Size'), inspect<number>(base, 'Size')]);
    expect(own - under).toBeGreaterThan(1e6);
    expect(own - under).toBeLessThan(20e6);
  });

  it('needs nothing but what is in it to load every part of the program', async () => {
    const script = `
      const { readdirSync } = await import('node:fs');
      const chunks = readdirSync('dist/chunks');
      for (const name of chunks) await import('/app/dist/chunks/' + name);
      console.log(chunks.length);`;
    const load = ['--entrypoint', 'node', image, '--input-type=module', '-e', script];
    const loaded = await dockerOutput('run', '--rm', '--network', 'none', ...load);
    expect(Number(loaded)).toBeGreaterThan(30);
  });

  it('without settings says which are missing, and ends with 2', async () => {
    const { exitCode, stderr } = await docker('run', '--rm', image);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('TOKEN_LLM: is not set')]);
  });

  it('hears signals under an init of its own, and under that of the engine', async () => {
    for (const options of [[], ['--init']]) {
      const name = `${startedContainers().prefix}_init`;
      await dockerOutput('run', '-d', '--name', name, ...options, image, 'sandbox');
      try {
        expect(await dockerOutput('exec', name, 'cat', '/proc/1/comm')).toMatch(/^(tini|docker-init)$/u);
        await dockerOutput('stop', '-t', '20', name);
        // Told to end, it ends with 0, or with 143 before it listens for signals; one that has to be killed with 137.
        expect([0, 143]).toContain(await inspect<number>(name, 'State.ExitCode'));
      } finally {
        await docker('rm', '-f', name);
      }
    }
  });

  describe('in all its layers', () => {
    let folder: string;
    let names: string[];
    let layers: string[];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'callq-layers-'));
      const archive = join(folder, 'image.tar');
      await dockerOutput('save', '-o', archive, image);
      outputOf(await runProgram(['tar', '-xf', archive, '-C', folder]));
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
      const listings = await Promise.all(
        paths
          .filter((path) => path !== archive)
          .map(async (path) => ({ path, listing: await runProgram(['tar', '-tf', path]) })),
      );
      const tars = listings.filter(({ listing }) => listing.exitCode === 0);
      layers = tars.map(({ path }) => path);
      names = tars.flatMap(({ listing }) => listing.stdout.split('\n'));
    }, 300_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('has no secret of the folder it was built from', async () => {
      expect(names).toContain('app/dist/main.js');
      for (const layer of layers) {
        const search = 'tar -xOf "$1" | grep -aFc -- "$2"';
        const counted = await runProgram(['sh', '-c', search, 'search', layer, canary]);
        expect(counted.stdout.trim()).toBe('0');
      }
      const history = await dockerOutput('history', '--no-trunc', '--format', '{{.CreatedBy}}', image);
      expect(history).toContain('docker/callq');
      expect(history).not.toMatch(new RegExp(`${canary}|registry|password|token`, 'iu'));
      const environment = await inspect<string[]>(image, 'Config.Env');
      expect(environment.map((line) => line.split('=')[0]).sort()).toEqual(
        [...(await inspect<string[]>(base, 'Config.Env')), 'NODE_ENV=']
          .map((line) => line.split('=')[0])
          .sort(),
      );
    });

    it('has nothing of development in its folder', () => {
      const own = names.filter((name) => name.startsWith('app/'));
      const folders = new Set(own.map((name) => name.split('/')[1]).filter((name) => name !== ''));
      expect([...folders].sort()).toEqual([
        '.callq',
        'LICENSE',
        'bin',
        'db',
        'dist',
        'logs',
        'package.json',
        'prompts',
      ]);
      expect(own.filter((name) => /\.(ts|map|md)$/u.test(name))).toEqual([]);
      expect(own).toContain('app/dist/THIRD-PARTY-LICENSES.txt');
    });
  });
});
