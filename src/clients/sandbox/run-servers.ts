import { ChatCompleter } from './gateway/complete-chat.ts';
import { createGatewayService } from './gateway/gateway-service.ts';
import { QuotaWindow } from './gateway/quota-window.ts';
import { AccessTokens } from './google/access-tokens.ts';
import { createGoogleService } from './google/google-service.ts';
import { departmentSheets } from './google/spreadsheets.ts';
import type { Fault } from './options/parse-fault.ts';
import type { Latency } from './options/parse-latency.ts';
import type { Misbehaviour } from './options/parse-misbehaviour.ts';
import type { Quota } from './options/parse-quota.ts';
import type { ServiceName } from './options/services.ts';
import type { SandboxStatistics } from './sandbox-statistics.ts';
import { ServiceServer, type SandboxPages } from './server/http-server.ts';
import type { Service } from './server/service.ts';
import { createTbankService } from './tbank/tbank-service.ts';
import { CallPlanner } from './world/call-plan.ts';
import { agentGroups, askedModel, createCredentials, type Credentials } from './world/credentials.ts';

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** What the servers' addresses say instead of `host`; NULL to derive it. */
  readonly announce: string | null;
  readonly seed: number;
  readonly calls: number;
  readonly latencies: Partial<Record<ServiceName, Latency>>;
  readonly faults: readonly Fault[];
  readonly misbehaviours: readonly Misbehaviour[];
  readonly quota: Quota | null;
  readonly now: () => number;
}

type Urls = Readonly<Record<ServiceName, string>>;

export interface RunningServers {
  readonly urls: Urls;
  readonly credentials: Credentials;
  statistics(): SandboxStatistics;
  close(): Promise<void>;
}

/** Starts the three servers; when one cannot listen, none is left running. */
export async function runServers(settings: ServerSettings): Promise<RunningServers> {
  const credentials = await createCredentials();
  const completer = new ChatCompleter(settings.misbehaviours, settings.seed);
  const tokens = new AccessTokens(settings.now);
  const urls = { tbank: '', google: '', llm: '' };
  const google = createGoogleService({
    serviceAccountEmail: credentials.serviceAccountEmail,
    publicKey: credentials.publicKey,
    tokenUri: () => `${urls.google}/token`,
    now: settings.now,
    tokens,
  });
  const planner = new CallPlanner(settings.seed, settings.calls);
  const tbank = createTbankService({ planner, credentials, now: settings.now });
  const gateway = createGatewayService(credentials, completer, quotaWindow(settings, completer));
  const services = [tbank, google, gateway];
  const servers: Partial<Record<ServiceName, ServiceServer>> = {};
  const pages: SandboxPages = {
    statistics: () => flatten(statistics()),
    reset: () => {
      for (const server of Object.values(servers)) server.reset();
      completer.reset();
      tokens.reset();
    },
  };
  const statistics = (): SandboxStatistics => collectStatistics(servers, completer);
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(servers).map((server) => server.close()));
  };
  try {
    for (const [place, service] of services.entries()) {
      const server = new ServiceServer(service, serviceSettings(settings, service, { place, pages }));
      servers[service.name] = server;
      const port = await server.listen(settings.host, settings.port === 0 ? 0 : settings.port + place);
      urls[service.name] = `http://${settings.announce ?? reachableHost(settings.host)}:${port}`;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, credentials, statistics, close };
}

function quotaWindow({ quota, now }: ServerSettings, completer: ChatCompleter): QuotaWindow | null {
  if (quota === null) return null;
  return new QuotaWindow(quota, now, () => completer.totals.promptTokens + completer.totals.completionTokens);
}

/** Nobody can connect to "any address"; this machine can be reached at its loopback one. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function serviceSettings(
  settings: ServerSettings,
  service: Service,
  { place, pages }: { place: number; pages: SandboxPages },
): ConstructorParameters<typeof ServiceServer>[1] {
  return {
    seed: settings.seed + place * 1000,
    latency: settings.latencies[service.name],
    faults: settings.faults.filter((fault) => fault.service === service.name),
    pages,
  };
}

const nothing = { requests: 0, requestsByPath: {}, answersByStatus: {}, inFlight: 0, peakInFlight: 0 };

function collectStatistics(
  { tbank, google, llm }: Partial<Record<ServiceName, ServiceServer>>,
  completer: ChatCompleter,
): SandboxStatistics {
  return {
    tbank: tbank?.meter.statistics() ?? nothing,
    google: google?.meter.statistics() ?? nothing,
    llm: {
      ...(llm?.meter.statistics() ?? nothing),
      latenciesMs: llm?.latencies.successful() ?? [],
      ...completer.totals,
      misbehaviour: completer.misbehaviour,
    },
  };
}

/** The page shows the gateway's figures at the top, the other services' beside them. */
function flatten({ tbank, google, llm }: SandboxStatistics): unknown {
  return { ...llm, tbank, google };
}

/** The environment variables that lead CallQ to the servers. */
export function writeEnvironment(
  { urls, credentials }: RunningServers,
  department: 1 | 2,
): Record<string, string> {
  const sheets = departmentSheets[department];
  return {
    TBANK_BASE_URL: urls.tbank,
    LLM_BASE_URL: urls.llm,
    GOOGLE_SHEETS_BASE_URL: urls.google,
    LOGIN: credentials.login,
    PASSWORD: credentials.password,
    AGENT_GROUP_NAME: agentGroups[department].name,
    JSON_AUTH: JSON.stringify({
      type: 'service_account',
      project_id: 'callq-sandbox',
      private_key_id: 'callq-sandbox-key',
      private_key: credentials.privateKey,
      client_email: credentials.serviceAccountEmail,
      client_id: '100000000000000000001',
      token_uri: `${urls.google}/token`,
      universe_domain: 'googleapis.com',
    }),
    REQUIREMENTS_SHEET_ID: sheets.id,
    REQUIREMENTS_SHEET_NAME_CHECK_LIST: sheets.checkList,
    REQUIREMENTS_SHEET_NAME_PROMPT_FOR_AI: sheets.instructions,
    TOKEN_LLM: credentials.gatewayKey,
    MODEL: askedModel,
    DEPARTAMENT_ID: String(department),
  };
}
