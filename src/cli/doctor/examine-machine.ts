import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';

import { DateTime } from 'luxon';

import type { ServerClock } from '../../clients/http/read-server-clock.ts';
import { readServerClock } from '../../clients/http/read-server-clock.ts';
import type { Host } from '../host.ts';
import type { Examination } from './examination.ts';
import { atOnce } from './examination.ts';
import { findFolder } from './find-folder.ts';
import { judgeClock, judgeDisk } from './judge-machine.ts';
import { good, notChecked, warning } from './finding.ts';

/** Compares the clock with those of the servers; one that does not answer is another check's matter. */
export function examineClock(examination: Examination, host: Host): void {
  void examination.begin(
    {
      name: 'clock',
      needs: ['TBANK_BASE_URL', 'GOOGLE_SHEETS_BASE_URL', 'LLM_BASE_URL'],
      after: atOnce,
    },
    async ({ config, signal }) => {
      const origins = [config.TBANK_BASE_URL, config.GOOGLE_SHEETS_BASE_URL, config.LLM_BASE_URL];
      const readings = await Promise.all(
        origins.map((origin) => readServerClock(origin, host.now, signal).catch(() => null)),
      );
      signal.throwIfAborted();
      const clocks = readings.filter((clock): clock is ServerClock => clock !== null);
      const remark = clocks.length === 0 ? notChecked('no server tells its time') : judgeClock(clocks);
      return { remarks: [remark], value: null };
    },
  );
}

/** The folder of the log files; a run goes on without it, and would make it. Nothing is made here. */
export function examineDisk(examination: Examination, host: Host): void {
  void examination.begin(
    { name: 'log folder', needs: ['LOGGING_DIR', 'LOGGING_ON_FILE'], after: atOnce },
    async ({ config }) => {
      const folder = resolve(host.workingDirectory, config.LOGGING_DIR);
      if (!config.LOGGING_ON_FILE) return { remarks: [good('none: LOGGING_ON_FILE is false')], value: null };
      const { place, isThere, problem } = await findFolder(folder);
      const remark =
        problem === null
          ? good(isThere ? `${folder} can be written` : `${folder} is not there yet; a run makes it`)
          : warning(
              `LOGGING_DIR ${folder} cannot be written (${problem} at ${place}): a run would have no log file. Give the user of CallQ the right to write there, or name another folder.`,
            );
      return { remarks: [remark], value: null };
    },
  );
  void examination.begin({ name: 'disk', needs: ['LOGGING_DIR'], after: atOnce }, async ({ config }) => {
    const { place } = await findFolder(resolve(host.workingDirectory, config.LOGGING_DIR));
    const { bavail, bsize, blocks } = await statfs(place);
    const free = blocks === 0 ? null : bavail * bsize;
    return { remarks: [judgeDisk(place, free)], value: null };
  });
}

export function examineTimeZone(examination: Examination, host: Host): void {
  void examination.begin(
    { name: 'time zone', needs: ['CALLQ_TIMEZONE', 'CHECK_DAY_AGO'], after: atOnce },
    ({ config }) => {
      const now = DateTime.fromJSDate(host.now(), { zone: config.CALLQ_TIMEZONE });
      const day = now.minus({ days: config.CHECK_DAY_AGO }).toISODate() ?? '';
      const told = `${config.CALLQ_TIMEZONE}, now ${now.toFormat('yyyy-MM-dd HH:mm ZZ')}: a run takes ${day}`;
      const own = DateTime.fromJSDate(host.now()).toFormat('ZZ');
      const hint = own === now.toFormat('ZZ') ? '' : `; this machine, and so its cron, goes by ${own}`;
      return Promise.resolve({ remarks: [good(told + hint, { day })], value: null });
    },
  );
}
