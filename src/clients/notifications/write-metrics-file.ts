import { open, readFile, rename, rm } from 'node:fs/promises';

/**
 * Replaces the file as a whole: node_exporter reads it at any moment and must never see half of it.
 * Throws the error of the file system.
 * @param write makes the new text from the old one; NULL when there is none
 */
export async function writeMetricsFile(
  path: string,
  processId: number,
  write: (before: string | null) => string,
): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => null);
  // In the same folder, as a rename does not cross disks; node_exporter reads names in .prom only.
  const temporary = `${path}.${processId}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o644);
    try {
      // The reader is another user, whatever the umask of this one.
      await file.chmod(0o644);
      await file.writeFile(write(before));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
