import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { holdsOnlyReport, markerName, readMarker } from './report-marker.ts';

/** One that is being replaced now has stepped aside only just. */
const minuteMs = 60_000;
const indexName = 'index.html';

/**
 * Gives the folder its place. What was there steps aside, as no system call swaps two folders, and comes back when the new one
 * cannot take the place; an empty folder is somebody's own, with its rights, so it stays and takes the files. Throws the error of
 * the file system.
 */
export async function replaceFolder(finished: string, path: string): Promise<void> {
  const there = await readdir(path).catch(() => null);
  if (there?.length === 0) {
    await fillFolder(finished, path);
    return;
  }
  const aside = join(dirname(path), `.${basename(path)}.replaced-${randomUUID()}`);
  const hadOne = await rename(path, aside).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    },
  );
  try {
    await rename(finished, path);
  } catch (error) {
    if (hadOne) await rename(aside, path);
    throw error;
  }
  if (hadOne && (await holdsOnlyReport(aside))) await rm(aside, { recursive: true, force: true });
}

/** All files or none. The marker goes first, so that half of it is known as CallQ's; the index last: who opens it finds all pages. */
async function fillFolder(finished: string, path: string): Promise<void> {
  const pages = (await readdir(finished)).filter((name) => name !== markerName && name !== indexName);
  const moved: string[] = [];
  try {
    for (const name of [markerName, ...pages, indexName]) {
      await rename(join(finished, name), join(path, name));
      moved.push(join(path, name));
    }
  } catch (error) {
    for (const file of moved) await rm(file, { force: true });
    throw error;
  }
  await rmdir(finished);
}

/** Reports whose replacing was killed half-way: back they come, or go when the new one has their place. */
export async function settleReplaced(base: string, now: Date): Promise<void> {
  for (const entry of await readdir(base).catch(() => [])) {
    const name = /^\.(?<name>.+)\.replaced-[0-9a-f-]{36}$/u.exec(entry)?.groups?.['name'];
    if (name === undefined) continue;
    const aside = join(base, entry);
    // The time of the last rename: what is in it was written when it was built.
    const { ctimeMs } = await lstat(aside);
    if (ctimeMs > now.getTime() - minuteMs || (await readMarker(aside)) === null) continue;
    if (!existsSync(join(base, name))) await rename(aside, join(base, name));
    else if (await holdsOnlyReport(aside)) await rm(aside, { recursive: true, force: true });
  }
}
