import type { TbankCallSource } from '../clients/tbank/create-call-source.ts';
import { createCallSource } from '../clients/tbank/create-call-source.ts';
import type { Config } from '../config/parse-config.ts';
import type { Logger } from '../domain/ports.ts';
import type { Host } from './host.ts';

/** The settings of T-Bank's login, without the group. */
export const tbankNames = [
  'TBANK_BASE_URL',
  'LOGIN',
  'PASSWORD',
  'AUTH_TYPE',
  'AUTH_SYSTEM',
  'TBANK_LOGIN_PATH',
  'TBANK_EXTRA_HEADERS',
  'TBANK_CONCURRENCY',
  'TBANK_REQUESTS_PER_SECOND',
  'CALLQ_BREAKER_FAILURES',
] as const;

export function openCallSource(
  host: Host,
  config: Config<(typeof tbankNames)[number] | 'AGENT_GROUP_NAME'>,
  logger: Logger,
): TbankCallSource {
  return createCallSource({
    baseUrl: config.TBANK_BASE_URL,
    login: config.LOGIN,
    password: config.PASSWORD,
    authType: config.AUTH_TYPE,
    authSystem: config.AUTH_SYSTEM,
    loginPath: config.TBANK_LOGIN_PATH,
    groupName: config.AGENT_GROUP_NAME,
    extraHeaders: config.TBANK_EXTRA_HEADERS ?? {},
    concurrency: config.TBANK_CONCURRENCY,
    requestsPerSecond: config.TBANK_REQUESTS_PER_SECOND,
    breakerFailures: config.CALLQ_BREAKER_FAILURES,
    logger,
    random: host.random,
  });
}
