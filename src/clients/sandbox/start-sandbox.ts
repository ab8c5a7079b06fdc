import { parseFault } from './options/parse-fault.ts';
import { parseLatencies } from './options/parse-latency.ts';
import { parseMisbehaviours } from './options/parse-misbehaviour.ts';
import { parseQuota } from './options/parse-quota.ts';
import type { SandboxStatistics } from './sandbox-statistics.ts';

export { sandboxOptionsHelp } from './options/options-help.ts';

export interface SandboxOptions {
  /** Address to listen on; 127.0.0.1 unless given. */
  host?: string;
  /** 0 (the default) takes free ports; another number means this port and the two after it. */
  port?: number;
  /** Name or address that others reach it by, such as `host.docker.internal`; derived from `host` unless given. */
  announce?: string | undefined;
  /** Decides everything that is invented; 1 unless given. */
  seed?: number;
  /** Calls listed per day and department; 100 unless given. */
  calls?: number;
  /** Latencies such as `llm=lognormal:1200:0.5`. */
  latency?: readonly string[];
  /** Faults such as `llm:500@1%`. */
  faults?: readonly string[];
  /** What the model does wrong, such as `invent-quote@5%` or `leave-out:once@2%`. */
  misbehave?: readonly string[];
  /** What the gateway lets through, such as `requests=600:seconds=60`; no limit unless given. */
  quota?: string | undefined;
  /** The clock that tokens and quotas go by, in milliseconds; the real one unless given. */
  now?: () => number;
}

/** The running imitations of T-Bank TQM, Google and the gateway. */
export interface Sandbox {
  /** Variables that lead CallQ here; PROMPT_FILE and DATA_BASE are the caller's. */
  environment(department: 1 | 2): Record<string, string>;
  /** The directory of operators, as `callq operators import` reads it. */
  readonly operatorsCsv: string;
  statistics(): SandboxStatistics;
  /** Ends the servers and all open connections. */
  close(): Promise<void>;
  readonly urls: { readonly tbank: string; readonly google: string; readonly llm: string };
}

/** Segment ids have seven digits for the place of a call in its day. */
const mostCalls = 1_000_000;

/** Starts the sandbox; throws an Error that says what is wrong and what is allowed when an option cannot be used. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const calls = requireWhole('calls', options.calls ?? 100, [1, mostCalls]);
  const seed = requireWhole('seed', options.seed ?? 1, [0, 2 ** 31]);
  const port = requireWhole('port', options.port ?? 0, [0, 65_533]);
  const latencies = parseLatencies(options.latency ?? []);
  const faults = (options.faults ?? []).map(parseFault);
  const misbehaviours = parseMisbehaviours(options.misbehave ?? []);
  const quota = options.quota === undefined ? null : parseQuota(options.quota);
  // The servers and their texts are loaded only when they are needed: help must stay quick.
  const { runServers, writeEnvironment } = await import('./run-servers.ts');
  const { writeOperatorsCsv } = await import('./world/operators.ts');
  const host = options.host ?? '127.0.0.1';
  const now = options.now ?? Date.now;
  const announce = options.announce ?? null;
  const servers = await runServers({
    host,
    port,
    announce,
    seed,
    calls,
    latencies,
    faults,
    misbehaviours,
    quota,
    now,
  });
  return {
    environment: (department) => writeEnvironment(servers, department),
    operatorsCsv: writeOperatorsCsv(),
    statistics: () => servers.statistics(),
    close: () => servers.close(),
    urls: servers.urls,
  };
}

function requireWhole(name: string, value: number, [least, most]: readonly [number, number]): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`Sandbox option ${name} must be a whole number from ${least} to ${most}.`);
  }
  return value;
}
