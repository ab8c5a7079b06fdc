import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { readMarker } from './open-report-folder.ts';

const dayMs = 86_400_000;
/** What a report that was killed half-way leaves behind. */
const leftover = /^\..+\.(?:partial|replaced)-[0-9a-f-]{36}$/u;

/**
 * Removes reports of this department that were built more than so many days ago, and what killed ones left. Only folders that
 * CallQ marked as its own; links are not followed.
 * @returns how many reports were removed
 */
export async function removeOldReports(
  base: string,
  { departmentId, keepDays, now }: { departmentId: number; keepDays: number; now: Date },
): Promise<number> {
  const before = now.getTime() - keepDays * dayMs;
  let removed = 0;
  for (const entry of await readdir(base, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const path = join(base, entry.name);
    if (leftover.test(entry.name)) {
      // One that is being written now is younger than a day.
      const { mtimeMs } = await stat(path);
      if (mtimeMs < now.getTime() - dayMs) await rm(path, { recursive: true, force: true });
      continue;
    }
    const marker = await readMarker(path);
    const builtAt = typeof marker?.['builtAt'] === 'string' ? Date.parse(marker['builtAt']) : Number.NaN;
    if (marker?.['departmentId'] !== departmentId || !(builtAt < before)) continue;
    await rm(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
