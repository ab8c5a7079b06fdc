import { randomBytes } from 'node:crypto';
import {
  chown,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { platform, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { DatabaseSetupError } from '../database-setup-error.ts';
import type { Cluster } from './cluster.ts';
import { copyBinaries, findNativeFolder } from './postgres-binaries.ts';
import { runProgram } from './run-program.ts';

/** PostgreSQL refuses to run as root; this user ("nobody") exists everywhere and owns nothing of worth. */
const UNPRIVILEGED = { uid: 65534, gid: 65534 };
/** Inside the cluster's directory; PostgreSQL ignores it. */
export const PASSWORD_FILE = 'callq-password';
const MAJOR_VERSION = '15';
const INITDB_TIMEOUT_MILLISECONDS = 60_000;

/** Makes the folder, the programs and, the first time, the cluster itself ready to start. */
export async function prepareCluster(options: {
  dataDirectory: string;
  listen: Cluster['listen'] | undefined;
}): Promise<Cluster> {
  await mkdir(options.dataDirectory, { recursive: true });
  const base = await realpath(options.dataDirectory);
  const cluster: Cluster = {
    directory: path.join(base, 'postgres'),
    programs: await prepareProgramFolder(base),
    runAs: isRoot() ? UNPRIVILEGED : undefined,
    listen: options.listen ?? (platform() === 'win32' ? 'loopback' : 'socket'),
  };
  const version = await readFile(path.join(cluster.directory, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) await initialiseCluster(cluster, base);
  else if (version.trim() !== MAJOR_VERSION) {
    throw new DatabaseSetupError(
      `${cluster.directory} was made by PostgreSQL ${version.trim()}, the embedded one is ${MAJOR_VERSION}: ` +
        'remove the folder to begin anew.',
    );
  }
  return cluster;
}

/** In a folder of its own that is renamed at the end: two first starts at once leave one whole cluster. */
async function initialiseCluster(cluster: Cluster, base: string): Promise<void> {
  const folder = await mkdtemp(path.join(base, 'postgres-new-'));
  try {
    if (cluster.runAs) await chown(folder, cluster.runAs.uid, cluster.runAs.gid);
    const password = cluster.listen === 'socket' ? undefined : await writePassword(cluster);
    const authentication = password ? ['--auth=scram-sha-256', `--pwfile=${password}`] : ['--auth=trust'];
    await runProgram({ ...cluster, directory: folder }, 'initdb', {
      // Without ICU, lower() and ILIKE are wrong for Cyrillic.
      options: () => [
        ...['-U', 'callq', ...authentication, '-E', 'UTF8', '--no-instructions'],
        ...['--no-locale', '--locale-provider=icu', '--icu-locale=und'],
      ],
      timeoutMilliseconds: INITDB_TIMEOUT_MILLISECONDS,
    });
    if (password) {
      await copyFile(password, path.join(folder, PASSWORD_FILE));
      await rm(password);
    }
    await rename(folder, cluster.directory);
  } catch (error) {
    const madeByAnother = await stat(path.join(cluster.directory, 'PG_VERSION')).catch(() => undefined);
    if (!madeByAnother) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The loopback interface is open to every user of the machine: there the server asks for a password. initdb reads
 * it where it can get to, which is not always the data's folder.
 */
async function writePassword(cluster: Cluster): Promise<string> {
  const file = path.join(cluster.programs, `password-${randomBytes(6).toString('hex')}`);
  await writeFile(file, randomBytes(16).toString('hex'), { mode: 0o600 });
  if (cluster.runAs) await chown(file, cluster.runAs.uid, cluster.runAs.gid);
  return file;
}

/**
 * Beside the data when the user who runs the server can get there; else (root in a 0700 home) in the folder
 * for temporary files, provided that nobody else could have put programs there.
 */
async function prepareProgramFolder(base: string): Promise<string> {
  const native = await findNativeFolder();
  const description = await readFile(path.join(native, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(description) as { version: string };
  const shared = isRoot() && !(await isReachableByAll(base));
  const target = shared
    ? path.join(tmpdir(), `callq-postgres-${version}`)
    : path.join(base, `postgres-${version}`);
  await mkdir(target, { recursive: true, mode: 0o755 });
  const owner = await lstat(target);
  if (shared && (!owner.isDirectory() || owner.uid !== 0 || (owner.mode & 0o022) !== 0)) {
    throw new DatabaseSetupError(`${target} belongs to somebody else: remove it.`);
  }
  await copyBinaries(native, target);
  return path.join(target, 'bin');
}

async function isReachableByAll(directory: string): Promise<boolean> {
  if (((await stat(directory)).mode & 0o001) === 0) return false;
  const parent = path.dirname(directory);
  return parent === directory || isReachableByAll(parent);
}

function isRoot(): boolean {
  try {
    return userInfo().uid === 0;
  } catch {
    return false; // A container's user without a line in /etc/passwd.
  }
}
