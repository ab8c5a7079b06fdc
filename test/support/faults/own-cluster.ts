import { execFile } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { Cluster } from '../../../src/clients/postgres/embedded/cluster.ts';
import { prepareCluster } from '../../../src/clients/postgres/embedded/prepare-cluster.ts';
import { runProgram } from '../../../src/clients/postgres/embedded/run-program.ts';
import {
  isRunning,
  readServerAddress,
  startServer,
  stopServer,
} from '../../../src/clients/postgres/embedded/server.ts';
import { migrateDatabase } from '../../../src/clients/postgres/migrations/migrate.ts';
import { openDatabase, runStatement } from '../database-url.ts';
import type { DatabaseServer } from './small-day.ts';
import { makeTemplate } from './small-day.ts';

const run = promisify(execFile);
const programSeconds = 60;

/** A PostgreSQL that may be ill-treated: nobody else uses it. */
export interface OwnCluster extends DatabaseServer {
  /** Pulls the plug: no checkpoint, no goodbye. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** The server that answers from now on is a standby: it takes connections and refuses every write (25006). */
  failOverToStandby(): Promise<void>;
  promote(): Promise<void>;
  execute(statement: string): Promise<void>;
  /** Folder of the data. */
  readonly folder: string;
  drop(): Promise<void>;
}

/** @param folder where the data lies; a new temporary folder unless given, which is removed in the end */
export async function startOwnCluster(operatorsCsv: string, folder?: string): Promise<OwnCluster> {
  const base = folder ?? (await mkdtemp(join(tmpdir(), 'callq-faults-')));
  const cluster = await prepareCluster({ dataDirectory: base, listen: 'socket' });
  let url = '';
  const start = async (): Promise<void> => {
    // After a crash the old server's memory can be in the way of a new one for a moment.
    for (let tries = 1; !(await isRunning(cluster)); tries += 1) {
      await startServer(cluster, true).catch(async (error: unknown) => {
        if (tries === 5) throw error;
        await sleep(500);
      });
    }
    const { host, port, user } = await readServerAddress(cluster);
    url = `postgresql://${user}@/postgres?host=${encodeURIComponent(host)}&port=${port}`;
  };
  await start();
  const migrated = 'callq_migrated';
  await runStatement(url, `CREATE DATABASE ${migrated}`);
  const pool = openDatabase(url, migrated);
  await migrateDatabase(pool);
  await pool.end();
  const template = await makeTemplate(url, migrated, operatorsCsv);
  return {
    url: () => url,
    template,
    folder: base,
    start,
    crash: () => stopAtOnce(cluster),
    async failOverToStandby() {
      await stopAtOnce(cluster);
      await writeFile(join(cluster.directory, 'standby.signal'), '');
      await start();
    },
    async promote() {
      await runProgram(cluster, 'pg_ctl', {
        options: () => ['-w', 'promote'],
        timeoutMilliseconds: programSeconds * 1000,
      });
    },
    execute: (statement) => runStatement(url, statement),
    async drop() {
      if (await isRunning(cluster)) await stopServer(cluster);
      if (folder === undefined) await rm(base, { recursive: true, force: true });
    },
  };
}

async function stopAtOnce(cluster: Cluster): Promise<void> {
  await runProgram(cluster, 'pg_ctl', {
    options: () => ['-w', '-m', 'immediate', 'stop'],
    timeoutMilliseconds: programSeconds * 1000,
  });
}

/** A disk so small that it can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves not a byte; at once, so that no statement passes the proxies of this process meanwhile. */
  fill(): void;
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
}

/** NULL where nothing may be mounted. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'callq-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder]);
  } catch {
    await rm(folder, { recursive: true, force: true });
    return null;
  }
  const ballast = join(folder, 'ballast');
  await mkdir(ballast);
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(join(ballast, String(Date.now())), Buffer.alloc(bavail * bsize));
      } catch {
        // The server was quicker with the last bytes.
      }
    },
    async makeRoom() {
      await rm(ballast, { recursive: true, force: true });
      await mkdir(ballast);
    },
    async remove() {
      await run('umount', [folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
