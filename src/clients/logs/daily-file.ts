import { closeSync, openSync, readdirSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { DateTime } from 'luxon';

import { makeFolder } from '../output-file/make-folder.ts';

export interface DailyFileOptions {
  readonly directory: string;
  /** LOGGING_NAME: files are `<name>-<day>.log`. */
  readonly name: string;
  /** Files of days further back than this are removed, each time a file is opened. */
  readonly keepDays: number;
  /** IANA zone in which a day begins. */
  readonly zone: string;
  readonly now: () => Date;
  /** Told once, the first time that it cannot be written, with the system's code, such as `ENOSPC`. */
  readonly onTrouble: (code: string) => void;
}

/**
 * A file a day. Nothing here throws: a log is not worth a night. Lines are appended synchronously, each by one write: a line
 * is in the file before the process can be killed for what it reports, and two programs on one file do not mix their lines.
 */
export class DailyFile {
  readonly #options: DailyFileOptions;
  #open: { readonly day: string; readonly descriptor: number } | null = null;
  /** The disk was full in the middle of a line: the next one must not continue it. */
  #cutOff = false;
  #lost = 0;
  #written = 0;
  #told = false;

  constructor(options: DailyFileOptions) {
    this.#options = options;
  }

  /** Lines that are missing among those that were written; 0 when none could be, which was told at once. */
  get gaps(): number {
    return this.#written === 0 ? 0 : this.#lost;
  }

  /** @param line with its line break */
  write(line: string): void {
    try {
      const descriptor = this.#fileOfToday();
      this.#append(descriptor, Buffer.from(this.#cutOff ? `\n${line}` : line));
      this.#written += 1;
    } catch (error) {
      this.#lost += 1;
      this.#tell(error);
    }
  }

  /** Opens today's file, so that one that cannot be written is noticed at the beginning and not in the middle of the night. */
  check(): void {
    try {
      this.#fileOfToday();
    } catch (error) {
      this.#tell(error);
    }
  }

  close(): void {
    if (this.#open === null) return;
    try {
      closeSync(this.#open.descriptor);
    } catch {
      // What the system still held back is lost with it.
    }
    this.#open = null;
  }

  /** Whoever is told may write a line of their own, and come back here. */
  #tell(error: unknown): void {
    if (this.#told) return;
    this.#told = true;
    this.#options.onTrouble(codeOf(error));
  }

  #fileOfToday(): number {
    const { directory, name, zone, now } = this.#options;
    const today = DateTime.fromJSDate(now(), { zone });
    const day = today.toISODate() ?? 'undated';
    if (this.#open?.day === day) return this.#open.descriptor;
    this.close();
    makeFolder(directory);
    const descriptor = openSync(join(directory, `${name}-${day}.log`), 'a', 0o600);
    this.#open = { day, descriptor };
    this.#cutOff = false;
    this.#removeOldFiles(today.minus({ days: this.#options.keepDays }).toISODate() ?? '');
    return descriptor;
  }

  #append(descriptor: number, bytes: Buffer): void {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      this.#cutOff = false;
    } catch (error) {
      if (written > 0) this.#cutOff = true;
      throw error;
    }
  }

  /** Only ours: exactly this name with a day. */
  #removeOldFiles(before: string): void {
    const { directory, name } = this.#options;
    try {
      for (const file of readdirSync(directory)) {
        const day = /^(\d{4}-\d{2}-\d{2})\.log$/u.exec(file.slice(name.length + 1))?.[1];
        if (day === undefined || !file.startsWith(`${name}-`) || day >= before) continue;
        removeFile(join(directory, file));
      }
    } catch {
      // A folder that cannot be read keeps its files.
    }
  }
}

/** One that cannot be removed stays, and the others go. */
function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else's, or removed already by the other department.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
