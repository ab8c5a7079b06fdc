import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a folder is or would be made: itself, or the nearest one above it that is there. */
export async function findFolder(
  folder: string,
): Promise<{ readonly place: string; readonly isThere: boolean; readonly problem: string | null }> {
  for (let place = folder; ; place = dirname(place)) {
    try {
      const isThere = place === folder;
      if (!(await stat(place)).isDirectory()) return { place, isThere, problem: 'ENOTDIR' };
      await access(place, constants.W_OK | constants.X_OK);
      return { place, isThere, problem: null };
    } catch (caught) {
      const code = codeOf(caught);
      // ENOTDIR: a file stands in the way, further up.
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || place === join(place, '..')) {
        return { place, isThere: place === folder, problem: code };
      }
    }
  }
}

function codeOf(caught: unknown): string {
  return caught instanceof Error && 'code' in caught ? String(caught.code) : 'unknown error';
}
