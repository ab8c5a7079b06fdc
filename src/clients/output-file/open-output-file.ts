import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that appears under its name when it is whole: a full disk or a power cut leaves what was there before. */
export interface OutputFile {
  write(part: string | Uint8Array): Promise<void>;
  /** Gives it its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind, unless it was finished. */
  discard(): Promise<void>;
}

export interface OutputFileOptions {
  /** false: a file that is there stays as it is, and the error is EEXIST. */
  readonly replace: boolean;
  /** Of the file, whatever the umask; without it only the owner may read it. */
  readonly mode?: number;
}

const ownerOnly = 0o600;

/** Every method throws the error of the file system, with its code. */
export async function openOutputFile(path: string, options: OutputFileOptions): Promise<OutputFile> {
  const { replace, mode = ownerOnly } = options;
  if (!replace) refuseExisting(path);
  // In the same folder, as a rename does not cross disks, and under a name that no reader of the folder takes for its own.
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  const handle = await open(temporary, 'wx', ownerOnly);
  let finished = false;
  return {
    write: (part) => handle.writeFile(part),
    finish: async () => {
      await handle.chmod(mode);
      await handle.sync();
      await handle.close();
      // Somebody may have made it meanwhile.
      if (!replace) refuseExisting(path);
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

function refuseExisting(path: string): void {
  if (existsSync(path)) throw Object.assign(new Error('there is such a file already'), { code: 'EEXIST' });
}
