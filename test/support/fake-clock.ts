import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The library of Debian's package faketime that programs with threads need; NULL where it is not installed. */
export const fakeTimeLibrary: string | null = findLibrary();

function findLibrary(): string | null {
  const folders = ['/usr/lib', '/usr/local/lib'].filter(existsSync);
  const inside = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const candidates = [...folders, ...inside].map((folder) => join(folder, 'faketime/libfaketimeMT.so.1'));
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** Variables under which a program's wall clock shows this instant when it starts; its timers keep their pace. */
export function clockAt(instant: Date): Record<string, string> {
  return { ...preload(), ...shiftBy(instant), FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

/** Variables under which a program's clock follows what stands in a file, at any time. */
export function clockFrom(file: string): Record<string, string> {
  return {
    ...preload(),
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

/** What such a file says for this instant now. */
export function clockLine(instant: Date): string {
  return `${shiftBy(instant).FAKETIME}\n`;
}

/**
 * Variables under which the wall clock of a program starts at this instant and runs so many times as fast. Its timers keep their pace: sockets and
 * processors do not become quicker, and a limit of ten seconds would pass before a connection could be made.
 */
export function clockTimes(factor: number, instant: Date): Record<string, string> {
  const FAKETIME = `${shiftBy(instant).FAKETIME} x${factor}`;
  return { ...preload(), FAKETIME, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

function preload(): Record<string, string> {
  return { LD_PRELOAD: fakeTimeLibrary ?? '' };
}

/** Seconds from the real clock: unlike a date, they mean the same in every zone. */
function shiftBy(instant: Date): { FAKETIME: string } {
  const seconds = Math.round((instant.getTime() - Date.now()) / 1000);
  return { FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}` };
}
