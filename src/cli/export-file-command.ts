import { resolve } from 'node:path';

import { openOutputFile } from '../clients/output-file/open-output-file.ts';
import { listExportedCalls } from '../clients/postgres/list-exported-calls.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { StopRunError } from '../domain/errors.ts';
import type { Interruption } from '../domain/exit-code.ts';
import { exitCodes, interruptionCodes } from '../domain/exit-code.ts';
import type { ExportedCall } from '../domain/exported-call.ts';
import { assertDepartment } from './assert-department.ts';
import type { DayOptions } from './choose-days.ts';
import { chooseDays } from './choose-days.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

export type FileFormat = 'csv' | 'xlsx' | 'json';

export interface ExportFileOptions extends DayOptions, EnvironmentOptions {
  readonly out?: string;
  readonly force?: boolean;
}

/** `callq export csv|xlsx|json`: the stored calls of any days as a file or on stdout. */
export async function exportFileCommand(
  host: Host,
  format: FileFormat,
  options: ExportFileOptions,
): Promise<number> {
  const out = options.out === '-' ? undefined : options.out;
  const { config } = readSettings(host, options, [
    ...(['DATA_BASE', 'DEPARTAMENT_ID', 'CALLQ_TIMEZONE', 'CHECK_DAY_AGO', 'CALLQ_EXPORT_PHONES'] as const),
  ]);
  const { DEPARTAMENT_ID: departmentId, CALLQ_TIMEZONE: zone, CHECK_DAY_AGO: checkDayAgo } = config;
  const days = chooseDays({ ...options, allowToday: true }, { zone, checkDayAgo, now: host.now() });
  if (format === 'xlsx' && out === undefined) {
    throw new StopRunError('usage', 'an xlsx file is not for the terminal: name it with --out FILE.');
  }
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq export',
      readOnly: true,
    });
    await assertSchemaCurrent(pool);
    await assertDepartment(pool, departmentId);
    let count = 0;
    const scope = {
      departmentId,
      days: days.map(({ day }) => day),
      phones: config.CALLQ_EXPORT_PHONES,
      signal: host.interruption,
    };
    async function* counted(): AsyncGenerator<ExportedCall> {
      for await (const call of listExportedCalls(pool, scope)) {
        count += 1;
        yield call;
      }
    }
    const parts = partsOf(format, counted(), { department: departmentId, timeZone: zone, days: scope.days });
    await sendParts(host, parts, { out, force: options.force === true }, resources);
    const where = out === undefined ? '' : ` to ${out}`;
    host.stderr.write(
      `callq: exported ${count} calls of ${scope.days.length} ${scope.days.length === 1 ? 'day' : 'days'}${where}\n`,
    );
    return exitCodes.done;
  }).catch((error: unknown) => {
    if (!host.interruption.aborted || error instanceof StopRunError) throw error;
    host.stderr.write('callq: interrupted: what came on stdout is not the whole export\n');
    return interruptionCodes[host.interruption.reason as Interruption];
  });
}

async function* partsOf(
  format: FileFormat,
  calls: AsyncIterable<ExportedCall>,
  about: { readonly department: number; readonly timeZone: string; readonly days: readonly string[] },
): AsyncGenerator<string | Uint8Array> {
  if (format === 'csv') {
    const { writeCsv } = await import('../clients/exports/write-csv.ts');
    yield* writeCsv(calls);
  } else if (format === 'json') {
    const { writeJson } = await import('../clients/exports/write-json.ts');
    yield* writeJson(calls, about);
  } else {
    const { writeXlsx } = await import('../clients/exports/write-xlsx.ts');
    yield await writeXlsx(calls);
  }
}

async function sendParts(
  host: Host,
  parts: AsyncIterable<string | Uint8Array>,
  options: { readonly out: string | undefined; readonly force: boolean },
  resources: Resources,
): Promise<void> {
  if (options.out === undefined) {
    for await (const part of parts) {
      host.stdout.write(String(part));
      await host.stdout.drained();
    }
    return;
  }
  const path = resolve(host.workingDirectory, options.out);
  const told = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => explain(path, error));
  const file = await told(openOutputFile(path, { replace: options.force }));
  resources.add(() => file.discard());
  for await (const part of parts) await told(file.write(part));
  await told(file.finish());
}

/** Always throws. */
function explain(path: string, error: unknown): never {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  throw new StopRunError(
    'usage',
    code === 'EEXIST'
      ? `${path} exists: --force replaces it.`
      : `${path} cannot be written (${code}): check folder, permissions and space.`,
    { cause: error },
  );
}
