import type { Pool } from 'pg';
import type { Day } from '../../domain/call.ts';
import type { Logger, RunStore, Store } from '../../domain/ports.ts';
import type { PhoneHasher } from '../../domain/phone-register.ts';
import type { Fingerprints } from '../../domain/question.ts';
import { createExportRecord } from './export-record.ts';
import { Outage } from './outage.ts';
import { Patience } from './patience.ts';
import { createReadOnlyRunStore, createRunStore } from './run-store.ts';
import type { StatementContext } from './run-statement.ts';
import { beginRun } from './statements/begin-run.ts';
import { claimDatabase } from './statements/claim-database.ts';
import { giveUpTranscripts } from './statements/give-up-transcripts.ts';
import { listActiveOperators } from './statements/list-active-operators.ts';
import { listUnfinishedDays } from './statements/list-unfinished-days.ts';
import { readPhoneRegister } from './statements/read-phone-register.ts';
import { readWeakestCriteria } from './statements/read-weakest-criteria.ts';

/** What the store of a department needs to know. */
export interface StoreOptions {
  readonly departmentId: number;
  /** Time zone of `calls.start_time` and `finish_time`, an IANA name. */
  readonly zone: string;
  /** The database is CallQ's own, in which invented and real calls may follow each other. */
  readonly embedded: boolean;
  /** Of CALLQ_FORGET_KEY; NULL or left out without one. */
  readonly phoneHasher?: PhoneHasher | null;
  readonly logger: Logger;
  /** Aborted when the run is interrupted: from then on a database that hangs is not waited for long. Default: never. */
  readonly interruption?: AbortSignal;
}

/** A run that ended before its check-list was read writes no call. */
const NO_FINGERPRINTS: Fingerprints = { checklist: '', prompt: '', instructions: '', askedModel: '' };

/** The department's part of the database. */
export function createStore(pool: Pool, options: StoreOptions): Store {
  const { departmentId, zone, logger } = options;
  const patience = new Patience(options.interruption ?? new AbortController().signal);
  const context: StatementContext = { pool, logger, patience, outage: new Outage() };
  return {
    departmentId,
    activeOperators: () => listActiveOperators(context, departmentId),
    claimDatabase: (kind, { claim } = { claim: true }) =>
      claimDatabase(context, kind, { isEmbedded: options.embedded, claim }),
    phoneRegister: (claiming) => readPhoneRegister(context, options.phoneHasher ?? null, claiming),
    async beginRun(start, held): Promise<RunStore> {
      const runId = await beginRun({ ...context, held }, departmentId, start);
      const fingerprints = start.fingerprints ?? NO_FINGERPRINTS;
      return createRunStore(context, { runId, departmentId, day: start.day, fingerprints, zone }, held);
    },
    unfinishedDays: (days, limited, { named } = { named: false }) =>
      listUnfinishedDays(context, departmentId, { days, limited, named }),
    giveUpTranscripts: (before, held) => giveUpTranscripts({ ...context, held }, departmentId, before),
    weakestCriteria: (day) => readWeakestCriteria(context, departmentId, day),
    exportRecord: (invocationId, kind) => createExportRecord(context, { departmentId, invocationId, kind }),
    readOnly: (day: Day, fingerprints: Fingerprints) =>
      createReadOnlyRunStore(context, { departmentId, day, fingerprints }),
  };
}
