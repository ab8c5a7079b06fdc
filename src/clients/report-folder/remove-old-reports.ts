import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { holdsOnlyReport, readMarker } from './report-marker.ts';

const dayMs = 86_400_000;
/** What a report that was killed half-way leaves behind. */
const leftover = /^\..+\.partial-[0-9a-f-]{36}$/u;

/**
 * Beside this report, removes those of the same department of the same database that were built more than so many days ago,
 * and what killed ones left. Only folders that CallQ marked as its own and that hold nothing else; links are not followed.
 * @returns the folders of reports that would have gone, had nobody put something else into them
 */
export async function removeOldReports(
  report: string,
  { keepDays, now }: { readonly keepDays: number; readonly now: Date },
): Promise<string[]> {
  const base = dirname(report);
  const own = await readMarker(report);
  const before = now.getTime() - keepDays * dayMs;
  const spared: string[] = [];
  for (const entry of await readdir(base, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const path = join(base, entry.name);
    if (leftover.test(entry.name)) {
      // One that is being written now is younger than a day.
      const { mtimeMs } = await stat(path);
      if (mtimeMs < now.getTime() - dayMs && (await holdsOnlyReport(path)))
        await rm(path, { recursive: true, force: true });
      continue;
    }
    const marker = await readMarker(path);
    const isOwn =
      marker?.['departmentId'] === own?.['departmentId'] && marker?.['database'] === own?.['database'];
    const builtAt = typeof marker?.['builtAt'] === 'string' ? Date.parse(marker['builtAt']) : Number.NaN;
    if (!isOwn || !(builtAt < before)) continue;
    if (await holdsOnlyReport(path)) await rm(path, { recursive: true, force: true });
    else spared.push(path);
  }
  return spared;
}
