import type { Pool } from 'pg';

import { createPhoneHasher } from '../clients/phones/create-phone-hasher.ts';
import { createStore } from '../clients/postgres/create-store.ts';
import type { Config } from '../config/parse-config.ts';
import type { Logger, Store } from '../domain/ports.ts';
import type { Host } from './host.ts';
import type { OpenedDatabase } from './open-database.ts';

/** The store of the department that the settings name, as a run has it. */
export function openStore(
  host: Host,
  config: Pick<Config, 'DEPARTAMENT_ID' | 'CALLQ_TIMEZONE'> & Partial<Pick<Config, 'CALLQ_FORGET_KEY'>>,
  {
    pool,
    database,
    logger,
  }: { readonly pool: Pool; readonly database: OpenedDatabase; readonly logger: Logger },
): Store {
  return createStore(pool, {
    departmentId: config.DEPARTAMENT_ID,
    zone: config.CALLQ_TIMEZONE,
    embedded: database.embedded,
    phoneHasher: config.CALLQ_FORGET_KEY === undefined ? null : createPhoneHasher(config.CALLQ_FORGET_KEY),
    logger,
    interruption: host.interruption,
  });
}
