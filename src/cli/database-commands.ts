import { exitCodes } from '../domain/exit-code.ts';
import { migrateDatabase } from '../clients/postgres/migrations/migrate.ts';
import { readMigrationStatus } from '../clients/postgres/migrations/migration-status.ts';
import { applyRoles, areRolesInUse } from '../clients/postgres/roles/apply-roles.ts';
import type { Host } from './host.ts';
import { openCommandPool } from './open-database.ts';
import { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';
import { readSettings } from './settings.ts';

/** `callq db migrate`. */
export async function migrateCommand(host: Host, options: EnvironmentOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE']);
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq db migrate',
    });
    const report = await migrateDatabase(pool);
    for (const warning of report.warnings) host.stdout.write(`warning: ${warning}\n`);
    for (const migration of report.applied) host.stdout.write(`applied ${migration}\n`);
    host.stdout.write('The schema is up to date.\n');
    if (report.applied.length > 0 && (await areRolesInUse(pool))) {
      host.stdout.write('The role callq_app is in use here: run `callq db roles` again, for what is new.\n');
    }
    return exitCodes.done;
  });
}

/** `callq db status`: exit 0 when everything is applied, 2 when not. */
export async function databaseStatusCommand(host: Host, options: EnvironmentOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE']);
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq db status',
    });
    const status = await readMigrationStatus(pool);
    const lines = [
      ...status.applied.map((migration) => `applied  ${migration}`),
      ...status.pending.map((migration) => `missing  ${migration}: run callq db migrate`),
      ...status.changed.map((migration) => `changed  ${migration}: its file was edited after it was applied`),
      ...status.unknown.map((migration) => `unknown  ${migration}: the database is newer than this CallQ`),
    ];
    const clean = lines.length === status.applied.length;
    host.stdout.write(
      `${[...lines, clean ? 'The schema is up to date.' : 'The schema is not up to date.'].join('\n')}\n`,
    );
    return clean ? exitCodes.done : exitCodes.couldNotRun;
  });
}

/** `callq db roles`. */
export async function databaseRolesCommand(host: Host, options: EnvironmentOptions): Promise<number> {
  const { config } = readSettings(host, options, ['DATA_BASE']);
  return Resources.using(async (resources) => {
    const pool = await openCommandPool(host, options, config.DATA_BASE, {
      resources,
      applicationName: 'callq db roles',
    });
    await applyRoles(pool);
    host.stdout.write(
      'The roles callq_app, callq_bi and callq_bi_personal have their rights in this database. ' +
        'Make users of them: CREATE ROLE … LOGIN PASSWORD … IN ROLE callq_app (docs/security.md).\n',
    );
    return exitCodes.done;
  });
}
