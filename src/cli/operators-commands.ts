import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { importOperators } from '../clients/postgres/operators/import-operators.ts';
import { listUnknownOperators } from '../clients/postgres/operators/list-unknown-operators.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { prepareSchema } from './prepare-schema.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

/** `callq operators import FILE.csv`. */
export async function importOperatorsCommand(
  host: Host,
  file: string,
  options: EnvironmentOptions,
): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE', 'CALLQ_MIGRATE']);
  const text = await readFile(resolve(host.workingDirectory, file), 'utf8').catch((error: unknown) => {
    throw new StopRunError('operators_file', `${file} cannot be read. Check the path and its permissions.`, {
      cause: error,
    });
  });
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq operators import',
    });
    await prepareSchema(pool, {
      migrate: config.CALLQ_MIGRATE,
      say: (line) => {
        host.stderr.write(`callq: ${line}\n`);
      },
    });
    const { added, updated } = await importOperators(pool, text);
    host.stdout.write(`${added} operators added, ${updated} updated.\n`);
    return exitCodes.done;
  });
}

/** `callq operators unknown`. */
export async function unknownOperatorsCommand(host: Host, options: EnvironmentOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE', 'DEPARTAMENT_ID']);
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq operators unknown',
    });
    await assertSchemaCurrent(pool);
    host.stdout.write(await listUnknownOperators(pool, config.DEPARTAMENT_ID));
    return exitCodes.done;
  });
}
