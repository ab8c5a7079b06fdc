import { resolve } from 'node:path';

import type { HttpClient } from '../clients/http/http-client.ts';
import { createHttpClient } from '../clients/http/http-client.ts';
import { pingNotice, telegramNotice, webhookNotice } from '../clients/notifications/notices.ts';
import type { Notice } from '../clients/notifications/send-notice.ts';
import { NoticeError, sendNotice } from '../clients/notifications/send-notice.ts';
import { writeMetricsFile } from '../clients/notifications/write-metrics-file.ts';
import type { Config } from '../config/parse-config.ts';
import { exitCodes } from '../domain/exit-code.ts';
import type { Logger } from '../domain/ports.ts';
import type { RunEnding } from '../domain/run-ending.ts';
import { digestOf } from '../report/digest.ts';
import { wordsOfErrorClass, wordsOfExitCode } from '../report/ending-words.ts';
import { metricsTextOf } from '../report/metrics-text.ts';
import { webhookBodyOf } from '../report/webhook-body.ts';
import type { Host } from './host.ts';
import { TimeLimit } from './time-limit.ts';

export const announcerNames = [
  ...(['CALLQ_PING_URL', 'CALLQ_NOTIFY_URL', 'TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'] as const),
  ...(['TELEGRAM_BASE_URL', 'CALLQ_METRICS_FILE', 'DEPARTAMENT_ID'] as const),
] as const;

type Settings = Config<(typeof announcerNames)[number]>;

/**
 * Tells whoever the settings name that a run begins and how it ended. Nothing here throws: who cannot be told is one warning,
 * which names the setting and never its value.
 */
export class Announcer {
  readonly #host: Host;
  readonly #settings: Settings;
  readonly #logger: Logger;
  readonly #client: HttpClient;
  /** Settings whose failure is in the log. */
  readonly #warned = new Set<string>();
  #start: { readonly limit: TimeLimit; readonly told: Promise<void> } | null = null;

  constructor(host: Host, settings: Settings, logger: Logger) {
    this.#host = host;
    this.#settings = settings;
    this.#logger = logger;
    this.#client = createHttpClient({
      ...{ connectTimeoutMs: 5_000, headersTimeoutMs: 10_000, bodyTimeoutMs: 5_000, totalTimeoutMs: 10_000 },
      ...{ maxBodyBytes: 65_536, connections: 4, overflow: 'cut' },
    });
  }

  /** The lock is held and the run begins. It does not wait for the ping. */
  begun(invocationId: string): void {
    const { CALLQ_PING_URL: address, TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: chatId } = this.#settings;
    if ((token === undefined) !== (chatId === undefined)) {
      this.#logger.warn(
        'TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID need each other: nothing is sent to Telegram',
      );
    }
    if (address === undefined) return;
    const limit = new TimeLimit(this.#host.interruption);
    const body = `department ${this.#settings.DEPARTAMENT_ID}`;
    const notice = pingNotice(address, 'start', { invocationId, body });
    this.#start = { limit, told: this.#tell('CALLQ_PING_URL', () => this.#send(notice, limit.signal)) };
  }

  async ended(ending: RunEnding): Promise<void> {
    this.#start?.limit.end();
    await this.#start?.told;
    const limit = new TimeLimit(this.#host.interruption);
    await Promise.all([
      this.#tell('CALLQ_PING_URL', () => this.#ping(ending, limit.signal)),
      this.#tell('CALLQ_NOTIFY_URL', () => this.#notify(ending, limit.signal)),
      this.#tell('TELEGRAM_BOT_TOKEN', () => this.#sendDigest(ending, limit.signal)),
      this.#tell('CALLQ_METRICS_FILE', () => this.#writeMetrics(ending)),
    ]);
    limit.end();
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** Not when another run is going on: its own end is what the check waits for. */
  async #ping(ending: RunEnding, signal: AbortSignal): Promise<void> {
    const { CALLQ_PING_URL: address } = this.#settings;
    const { invocationId, exitCode } = ending;
    if (address === undefined || exitCode === exitCodes.anotherRun) return;
    const outcome = exitCode === exitCodes.done ? 'success' : 'fail';
    await this.#send(pingNotice(address, outcome, { invocationId, body: lineOf(ending) }), signal);
  }

  async #notify(ending: RunEnding, signal: AbortSignal): Promise<void> {
    const { CALLQ_NOTIFY_URL: address } = this.#settings;
    if (address !== undefined) await this.#send(webhookNotice(address, webhookBodyOf(ending)), signal);
  }

  async #sendDigest(ending: RunEnding, signal: AbortSignal): Promise<void> {
    const { TELEGRAM_BASE_URL: origin, TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: chatId } = this.#settings;
    if (token === undefined || chatId === undefined) return;
    await this.#send(telegramNotice({ origin, token, chatId }, digestOf(ending)), signal);
  }

  /** Not when another run is going on: it will write its own. */
  async #writeMetrics(ending: RunEnding): Promise<void> {
    const { CALLQ_METRICS_FILE: file } = this.#settings;
    if (file === undefined || ending.exitCode === exitCodes.anotherRun) return;
    const path = resolve(this.#host.workingDirectory, file);
    await writeMetricsFile(path, (before) => metricsTextOf(ending, before));
  }

  #send(notice: Notice, signal: AbortSignal): Promise<void> {
    return sendNotice(this.#client, notice, { signal, random: this.#host.random, now: this.#host.now });
  }

  async #tell(setting: string, tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      // A start that is cut off by the end of its run is not missed.
      if (this.#warned.has(setting) || error === TimeLimit.noLongerNeeded) return;
      this.#warned.add(setting);
      this.#logger.warn(
        `${setting}: nobody could be told there about this run; the run itself is not touched`,
        {
          failureClass: failureClassOf(error),
        },
      );
    }
  }
}

function lineOf({ department, exitCode, errorClass }: RunEnding): string {
  const reason = errorClass === null ? '' : `: ${wordsOfErrorClass(errorClass)}`;
  return `Отдел ${department}, код ${exitCode}, ${wordsOfExitCode(exitCode)}${reason}`;
}

function failureClassOf(error: unknown): string {
  if (error instanceof NoticeError) return error.failureClass;
  if (error === TimeLimit.timeIsUp) return 'timeout';
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unexpected';
}
