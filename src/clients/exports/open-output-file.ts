import { randomBytes } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname, join, basename } from 'node:path';
import { StopRunError } from '../../domain/errors.ts';

/** A file that appears under its name when it is whole, readable for its owner only. */
export interface OutputFile {
  write(part: string | Uint8Array): Promise<void>;
  /** Gives it its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind, unless it was finished. */
  discard(): Promise<void>;
}

/** Throws StopRunError (`usage`) when there is such a file and it must not be replaced, or the folder cannot be written. */
export async function openOutputFile(
  path: string,
  options: { readonly replace: boolean },
): Promise<OutputFile> {
  if (!options.replace) await refuseExisting(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  let finished = false;
  return {
    write: async (part) => {
      await handle.writeFile(part).catch((error: unknown) => {
        throw unwritable(path, error);
      });
    },
    finish: async () => {
      await handle.sync();
      await handle.close();
      // Somebody may have made it meanwhile.
      if (!options.replace) await refuseExisting(path);
      await rename(temporary, path);
      finished = true;
    },
    discard: async () => {
      if (finished) return;
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true });
    },
  };
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new StopRunError('usage', `${path} exists: --force replaces it.`);
}

function unwritable(path: string, error: unknown): StopRunError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return new StopRunError(
    'usage',
    `${path} cannot be written (${code}): check folder, permissions and space.`,
    {
      cause: error,
    },
  );
}
