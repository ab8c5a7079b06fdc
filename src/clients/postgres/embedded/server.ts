import { chown, lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSetupError } from '../database-setup-error.ts';
import type { Cluster } from './cluster.ts';
import { PASSWORD_FILE } from './prepare-cluster.ts';
import { runProgram } from './run-program.ts';

const START_TIMEOUT_SECONDS = 60;
const STOP_TIMEOUT_SECONDS = 15;
/** Beyond the program's own limit, so that its message arrives before it is killed. */
const MARGIN_MILLISECONDS = 5_000;
const STATUS_NOT_RUNNING = 3;
/** Set on every server that CallQ starts, so that any CallQ process may stop it when it is the last user. */
export const STARTED_BY_CALLQ = 'callq.started';
const SOCKET_FOLDER_PREFIX = 'callq-';

/** How to reach the server as its superuser. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
}

/** Whether a server runs on this cluster. */
export async function isRunning(cluster: Cluster): Promise<boolean> {
  const exitCode = await runProgram(cluster, 'pg_ctl', {
    options: () => ['status'],
    timeoutMilliseconds: MARGIN_MILLISECONDS,
    expectedExitCodes: [STATUS_NOT_RUNNING],
  });
  return exitCode === 0;
}

/** Starts the server and waits until it takes connections. */
export async function startServer(cluster: Cluster, durable: boolean): Promise<void> {
  await removeSocketFolder(cluster); // of a server that was killed
  const listen =
    cluster.listen === 'socket'
      ? ['-k', await makeSocketFolder(cluster), '-c', 'listen_addresses=']
      : ['-p', String(await findFreePort()), '-c', 'listen_addresses=127.0.0.1'];
  const settings = [
    `${STARTED_BY_CALLQ}=on`,
    // The log must not collect what the rows contain.
    ...['log_error_verbosity=terse', 'log_min_error_statement=panic'],
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  await runProgram(cluster, 'pg_ctl', {
    options: (dataDirectory) => [
      ...['-w', '-t', String(START_TIMEOUT_SECONDS), '-l', `${dataDirectory}/server.log`],
      ...['-o', [...listen, ...settings.flatMap((setting) => ['-c', setting])].join(' '), 'start'],
    ],
    timeoutMilliseconds: START_TIMEOUT_SECONDS * 1000 + MARGIN_MILLISECONDS,
  });
}

/** Stops the server: politely, then (a client that does not let go) at once. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const stop = (mode: 'fast' | 'immediate') =>
    runProgram(cluster, 'pg_ctl', {
      options: () => ['-w', '-t', String(STOP_TIMEOUT_SECONDS), '-m', mode, 'stop'],
      timeoutMilliseconds: STOP_TIMEOUT_SECONDS * 1000 + MARGIN_MILLISECONDS,
    });
  const folder = await readSocketFolder(cluster);
  try {
    await stop('fast');
  } catch {
    if (await isRunning(cluster)) await stop('immediate');
  }
  if (folder) await rm(folder, { recursive: true, force: true });
}

/** Reads from `postmaster.pid` where the running server listens: line 4 is the port, 5 the socket's folder. */
export async function readServerAddress(cluster: Cluster): Promise<ServerAddress> {
  const lines = await readPidFile(cluster);
  const port = Number(lines[3]);
  const host = cluster.listen === 'socket' ? lines[4] : lines[5];
  if (!host || !port) throw new DatabaseSetupError('Embedded PostgreSQL: the server has no address yet.');
  if (cluster.listen === 'socket') return { host, port, user: 'callq' };
  const password = await readFile(path.join(cluster.directory, PASSWORD_FILE), 'utf8');
  return { host, port, user: 'callq', password };
}

async function readPidFile(cluster: Cluster): Promise<string[]> {
  const text = await readFile(path.join(cluster.directory, 'postmaster.pid'), 'utf8').catch(() => '');
  return text.split('\n').map((line) => line.trim());
}

/** The socket's folder, when it is one that we made. */
async function readSocketFolder(cluster: Cluster): Promise<string | undefined> {
  const folder = (await readPidFile(cluster))[4];
  if (!folder || !path.basename(folder).startsWith(SOCKET_FOLDER_PREFIX)) return undefined;
  return folder;
}

async function removeSocketFolder(cluster: Cluster): Promise<void> {
  const folder = await readSocketFolder(cluster);
  if (folder && (await lstat(folder).catch(() => undefined))?.isDirectory()) {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In /tmp, whatever TMPDIR says: the path of a socket ends at about 107 bytes. */
async function makeSocketFolder(cluster: Cluster): Promise<string> {
  const folder = await mkdtemp(`/tmp/${SOCKET_FOLDER_PREFIX}`).catch(() =>
    mkdtemp(path.join(tmpdir(), SOCKET_FOLDER_PREFIX)),
  );
  if (cluster.runAs) await chown(folder, cluster.runAs.uid, cluster.runAs.gid);
  return folder;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}
