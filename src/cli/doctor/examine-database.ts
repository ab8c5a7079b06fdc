import { setTimeout as sleep } from 'node:timers/promises';

import type { Pool } from 'pg';

import { findMissingPrivileges } from '../../clients/postgres/find-missing-privileges.ts';
import { assertLocksHold } from '../../clients/postgres/lock/lock-session.ts';
import { lookAtServer } from '../../clients/postgres/look-at-server.ts';
import {
  assertSchemaCurrent,
  readMigrationStatus,
  refuseForeignSchema,
} from '../../clients/postgres/migrations/migration-status.ts';
import { openPool } from '../../clients/postgres/open-pool.ts';
import { assertDepartment } from '../assert-department.ts';
import type { Host } from '../host.ts';
import type { OpenedDatabase } from '../open-database.ts';
import { openExistingDatabase, remarkOnProtection } from '../open-database.ts';
import { openStore } from '../open-store.ts';
import type { Resources } from '../resources.ts';
import type { EnvironmentOptions } from '../settings.ts';
import type { Examination, Seen } from './examination.ts';
import { atOnce, both } from './examination.ts';
import { error, good, notChecked, warning } from './finding.ts';

const applicationName = 'callq doctor';
const longestEndingMs = 1000;

interface Reached {
  readonly pool: Pool;
  readonly database: OpenedDatabase;
}

/** Whether DATA_BASE leads to a server that a run could use. The pool refuses every write. */
export function examineServer(
  examination: Examination,
  host: Host,
  options: EnvironmentOptions,
  resources: Resources,
): Promise<Seen<Reached>> {
  return examination.begin(
    { name: 'database', needs: ['DATA_BASE'], after: atOnce },
    async ({ config, logger }) => {
      const database = await openExistingDatabase(host, options, config.DATA_BASE, resources);
      const pool = openPool(database.connectionString, { applicationName, readOnly: true, logger });
      // A statement that hangs would keep the pool from ending; the process ends it.
      resources.add(() => Promise.race([pool.end(), sleep(longestEndingMs, undefined, { ref: false })]));
      const version = await lookAtServer(pool);
      const told = good(`${database.label}, PostgreSQL ${version}`, { version });
      const protection = remarkOnProtection(database);
      const remarks = protection === null ? [told] : [warning(`${protection}.`), told];
      return { remarks, value: { pool, database } };
    },
  );
}

/** Whether the lock of a department would hold on these connections. */
export function examinePooler(
  examination: Examination,
  reached: Promise<Seen<Reached>>,
): Promise<Seen<null>> {
  return examination.begin({ name: 'pooler', needs: [], after: reached }, async ({ before }) => {
    await assertLocksHold(before.database.connectionString, applicationName);
    return { remarks: [good('connections keep their session, so that locks hold')], value: null };
  });
}

/** What a run needs within the database: tables, privileges, operators, the key of forgotten numbers. */
export function examineContents(
  examination: Examination,
  host: Host,
  reached: Promise<Seen<Reached>>,
): Promise<Seen<Reached>> {
  const schema = examination.begin(
    { name: 'schema', needs: ['CALLQ_MIGRATE'], after: reached },
    async ({ config, before }) => {
      const status = await readMigrationStatus(before.pool);
      const { applied, pending } = status;
      refuseForeignSchema(status);
      if (config.CALLQ_MIGRATE && pending.length > 0) {
        const told = `CALLQ_MIGRATE has the next run apply ${pending.join(', ')} first`;
        return { remarks: [notChecked(told)], value: before };
      }
      await assertSchemaCurrent(before.pool);
      const told = `up to date: ${applied.length} migrations, the last is ${applied.at(-1) ?? ''}`;
      return { remarks: [good(told, { migrations: applied.length })], value: before };
    },
  );
  void examination.begin({ name: 'privileges', needs: [], after: schema }, async ({ before }) => {
    const { user, missing } = await findMissingPrivileges(before.pool);
    const remarks =
      missing.length === 0
        ? [good(`the user ${user} may do what a run does`)]
        : [
            error(
              `The user ${user} lacks ${missing.join('; ')}: grant it (\`callq db roles\` does), or name another user in DATA_BASE.`,
            ),
          ];
    return { remarks, value: null };
  });
  examineDirectory(examination, host, schema);
  return schema;
}

function examineDirectory(examination: Examination, host: Host, schema: Promise<Seen<Reached>>): void {
  void examination.begin(
    { name: 'operators', needs: ['DEPARTAMENT_ID', 'CALLQ_TIMEZONE'], after: schema },
    async ({ config, before, logger }) => {
      await assertDepartment(before.pool, config.DEPARTAMENT_ID);
      const operators = await openStore(host, config, { ...before, logger }).activeOperators();
      const logins = operators.filter(({ tbankLogin }) => tbankLogin !== null).length;
      const facts = { active: operators.length, withLogin: logins };
      const told = `${operators.length} active in department ${config.DEPARTAMENT_ID}, ${logins} of them with a T-Bank login`;
      return {
        remarks: [
          operators.length > 0
            ? good(told, facts)
            : error(
                `Department ${config.DEPARTAMENT_ID} has no active operator, so that no call would be analysed: import the directory with \`callq operators import\`.`,
              ),
        ],
        value: null,
      };
    },
  );
  void examination.begin(
    {
      name: 'forgotten numbers',
      needs: ['DEPARTAMENT_ID', 'CALLQ_TIMEZONE', 'CALLQ_FORGET_KEY'],
      after: schema,
    },
    async ({ config, before, logger }) => {
      await openStore(host, config, { ...before, logger }).phoneRegister({ claim: false });
      const told =
        config.CALLQ_FORGET_KEY === undefined
          ? 'there are none'
          : 'CALLQ_FORGET_KEY is the key of this database';
      return { remarks: [good(told)], value: null };
    },
  );
}

/** A run keeps invented and real calls apart; which ones T-Bank gives, its login tells. */
export function examineKindOfCalls(
  examination: Examination,
  host: Host,
  schema: Promise<Seen<Reached>>,
  loggedIn: Promise<Seen<{ readonly isSandbox: boolean }>>,
): void {
  void examination.begin(
    { name: 'kind of calls', needs: ['DEPARTAMENT_ID', 'CALLQ_TIMEZONE'], after: both(schema, loggedIn) },
    async ({ config, before: [reached, { isSandbox }], logger }) => {
      const store = openStore(host, config, { ...reached, logger });
      await store.claimDatabase(isSandbox ? 'sandbox' : 'real', { claim: false });
      const told = isSandbox ? 'invented ones, of a sandbox' : 'real ones';
      return { remarks: [good(`${told}; the database may hold them`, { isSandbox })], value: null };
    },
  );
}
