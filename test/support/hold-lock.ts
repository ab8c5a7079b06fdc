import { acquireDepartmentLock } from '../../src/clients/postgres/lock/department-lock.ts';
import type { DepartmentLock } from '../../src/domain/ports.ts';
import { SILENT_LOGGER } from '../integration/postgres/example-records.ts';

/** The department's lock, as if another program were running. */
export function holdLock(connectionString: string, departmentId: number): Promise<DepartmentLock> {
  const owner = {
    departmentId,
    invocationId: '00000000-0000-4000-8000-000000000000',
    host: 'elsewhere',
    processId: 1,
  };
  return acquireDepartmentLock(connectionString, owner, SILENT_LOGGER);
}
