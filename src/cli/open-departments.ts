import { randomUUID } from 'node:crypto';

import { listDepartments } from '../clients/postgres/list-departments.ts';
import { acquireDepartmentLock } from '../clients/postgres/lock/department-lock.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';
import { openPool } from '../clients/postgres/open-pool.ts';
import { Outage } from '../clients/postgres/outage.ts';
import { Patience } from '../clients/postgres/patience.ts';
import type { StatementContext } from '../clients/postgres/run-statement.ts';
import type { DepartmentLock } from '../domain/ports.ts';
import { assertDepartment } from './assert-department.ts';
import type { Host } from './host.ts';
import { openDatabase } from './open-database.ts';
import { openWarnings } from './open-warnings.ts';
import type { Resources } from './resources.ts';
import type { EnvironmentOptions } from './settings.ts';

/** The database for a command that changes what runs have stored. */
export interface OpenedDepartments {
  /** Its statements wait for the locks. */
  readonly context: StatementContext;
  /** Of this start of the program, as it stands in `lock_takings`. */
  readonly invocationId: string;
  /** Aborted by a signal, or when a lock is lost: nothing further is begun. */
  readonly stopping: AbortSignal;
  /** To be awaited before a write elsewhere, and at the end: throws StopRunError (`lock_lost`) when a lock is lost, so that a run could begin. */
  readonly held: () => Promise<void>;
}

/**
 * Opens the database and takes the lock of each department, so that no run is going on beside the command; a dry run only
 * reads, and takes none. Throws LockHeldError when a run is going on, StopRunError (`department`) when there is no such one.
 */
export async function openDepartments(
  host: Host,
  options: EnvironmentOptions & { readonly dryRun?: boolean },
  command: {
    readonly name: string;
    readonly dataBase: string;
    /** All of the database when left out. */
    readonly department?: number;
    readonly resources: Resources;
  },
): Promise<OpenedDepartments> {
  const { resources, dataBase, name } = command;
  const readOnly = options.dryRun === true;
  const logger = openWarnings(host);
  const database = await openDatabase(host, options, dataBase, resources);
  const pool = openPool(database.connectionString, { applicationName: name, readOnly, logger });
  resources.add(() => pool.end());
  await assertSchemaCurrent(pool);
  const locks: DepartmentLock[] = [];
  const invocationId = randomUUID();
  if (command.department !== undefined) await assertDepartment(pool, command.department);
  const departments = command.department === undefined ? await listDepartments(pool) : [command.department];
  for (const departmentId of readOnly ? [] : departments) {
    const owner = {
      departmentId,
      invocationId,
      host: host.hostname,
      processId: host.processId,
    };
    const lock = await acquireDepartmentLock(database.connectionString, owner, logger);
    resources.add(() => lock.release());
    locks.push(lock);
  }
  const patience = new Patience(host.interruption);
  const held = async (): Promise<void> => {
    for (const lock of locks) await lock.held(host.interruption);
  };
  return {
    context: { pool, logger, patience, outage: new Outage(), held },
    invocationId,
    stopping: AbortSignal.any([host.interruption, ...locks.map(({ lost }) => lost)]),
    held,
  };
}
