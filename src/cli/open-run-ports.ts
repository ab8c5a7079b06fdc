import type { DepartmentLock, Logger, Store } from '../domain/ports.ts';
import type { Config } from '../config/parse-config.ts';
import type { RunPorts, RunRequest } from '../pipeline/run-request.ts';
import { createModel } from '../clients/llm/create-model.ts';
import { createMasker } from '../clients/masking/create-masker.ts';
import { acquireDepartmentLock } from '../clients/postgres/lock/department-lock.ts';
import type { LogEntryQueue } from '../clients/postgres/log-entries/log-entry-queue.ts';
import { openPool } from '../clients/postgres/open-pool.ts';
import { readPromptTemplate } from '../clients/prompts/read-prompt-template.ts';
import { createTokenCounter } from '../clients/tokens/create-token-counter.ts';
import type { Host } from './host.ts';
import { openCallSource } from './open-call-source.ts';
import { openChecklistSource } from './open-checklist-source.ts';
import type { OpenedDatabase } from './open-database.ts';
import { remarkOnProtection } from './open-database.ts';
import type { RunLog } from './open-run-log.ts';
import { openStore } from './open-store.ts';
import { prepareSchema } from './prepare-schema.ts';
import { Progress } from './progress.ts';
import type { Resources } from './resources.ts';

export interface RunPortsRequest {
  readonly log: RunLog;
  readonly config: Config;
  readonly database: OpenedDatabase;
  /** NULL without LOGGING_ON_DB. */
  readonly entries: LogEntryQueue | null;
  readonly request: RunRequest;
  readonly resources: Resources;
}

/** Opens everything a run talks to. The department's lock comes first: nobody looks before it is theirs. */
export async function openRunPorts(
  host: Host,
  { log: { logger, line }, config, database, entries, request, resources }: RunPortsRequest,
): Promise<RunPorts & { endProgress(): void }> {
  printHosts(host, config, database);
  const remark = remarkOnProtection(database);
  if (remark !== null) logger.warn(remark);
  const pool = openPool(database.connectionString, {
    applicationName: 'callq run',
    readOnly: request.dryRun,
    logger,
  });
  resources.add(() => pool.end());
  await prepareSchema(pool, {
    migrate: config.CALLQ_MIGRATE && !request.dryRun,
    say: (line) => {
      logger.warn(line);
    },
  });
  const lock = request.dryRun ? null : await acquireLock(host, { config, database, request, logger });
  if (lock !== null) resources.add(() => lock.release());
  const callSource = openCallSource(host, config, logger);
  resources.add(() => callSource.close());
  const model = createModel({
    baseUrl: config.LLM_BASE_URL,
    apiKey: config.TOKEN_LLM,
    requestTimeoutMs: config.LLM_TIMEOUT_SECONDS * 1000,
    slots: { concurrency: request.limits.requestsAtOnce },
    tokensPerMinute: config.LLM_TOKENS_PER_MINUTE ?? null,
    breakerFailures: config.CALLQ_BREAKER_FAILURES,
    logger,
    random: host.random,
    beforeRequest: (stopping) => (lock ?? noLock).held(stopping),
  });
  resources.add(() => model.close());
  let progress: Progress | null = null;
  const endProgress = (): void => progress?.end();
  resources.add(endProgress);
  const store = openStore(host, config, { pool, database, logger });
  return {
    store: entries === null ? store : onceBegun(store, entries),
    callSource,
    checklistSource: openChecklistSource(host, config, logger),
    readTemplate: () => readPromptTemplate(config.PROMPT_FILE, host.workingDirectory),
    model,
    masker: createMasker(),
    tokenCounter: createTokenCounter(),
    logger,
    now: host.now,
    observer: (day) => {
      progress?.end();
      progress = new Progress(day, host.now, line === null ? { logger } : { line });
      return progress;
    },
    interruption: host.interruption,
    lock: lock ?? noLock,
    endProgress,
  };
}

/** Printed before anything is sent: whoever reads the log sees where calls and keys go. */
function printHosts(host: Host, config: Config, database: OpenedDatabase): void {
  const hosts = [
    `T-Bank ${config.TBANK_BASE_URL.host}`,
    `Google Sheets ${config.GOOGLE_SHEETS_BASE_URL.host}`,
    `gateway ${config.LLM_BASE_URL.host}`,
    `database ${database.label}`,
  ];
  host.stderr.write(`callq: department ${config.DEPARTAMENT_ID} talks to: ${hosts.join(', ')}\n`);
}

/** A run that has its row knows that the database is meant for it: others are left as they are, and have no log entries. */
function onceBegun(store: Store, entries: LogEntryQueue): Store {
  return {
    ...store,
    async beginRun(start, held) {
      const run = await store.beginRun(start, held);
      entries.begin();
      return run;
    },
  };
}

/** A dry run writes nothing, so that it may look while another run goes on. */
const noLock: RunPorts['lock'] = { held: () => Promise.resolve(), lost: new AbortController().signal };

function acquireLock(
  host: Host,
  {
    config,
    database,
    request,
    logger,
  }: Pick<RunPortsRequest, 'config' | 'database' | 'request'> & { readonly logger: Logger },
): Promise<DepartmentLock> {
  const owner = {
    departmentId: config.DEPARTAMENT_ID,
    invocationId: request.identity.invocationId,
    host: host.hostname,
    processId: host.processId,
  };
  return acquireDepartmentLock(database.connectionString, owner, logger);
}
