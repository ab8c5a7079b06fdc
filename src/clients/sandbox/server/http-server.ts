import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { drawLatency, type Latency } from '../options/parse-latency.ts';
import type { Fault } from '../options/parse-fault.ts';
import { usualSorts } from '../options/services.ts';
import { htmlAnswer, jsonAnswer, RefusedRequest, type Answer } from './answer.ts';
import { answerAtOnce, delayOf } from './act-out-fault.ts';
import { FaultPlanner } from './fault-planner.ts';
import { LatencyLog } from './latency-log.ts';
import { readBody } from './read-body.ts';
import { RequestMeter } from './request-meter.ts';
import type { Route, Service } from './service.ts';
import { isOwnFault, writeAnswer } from './write-answer.ts';

/** Answers of the sandbox itself, served by all three servers beside the imitated paths. */
export interface SandboxPages {
  statistics(): unknown;
  reset(): void;
}

export interface ServiceSettings {
  readonly seed: number;
  readonly latency: Latency | undefined;
  readonly faults: readonly Fault[];
  readonly pages: SandboxPages;
}

/** A listening imitation of one service. */
export class ServiceServer {
  readonly meter: RequestMeter;
  readonly latencies = new LatencyLog();
  readonly #service: Service;
  readonly #settings: ServiceSettings;
  readonly #faults: FaultPlanner;
  readonly #server: Server;
  #draws = 0;

  constructor(service: Service, settings: ServiceSettings) {
    this.#service = service;
    this.#settings = settings;
    this.#faults = new FaultPlanner(settings.faults, settings.seed);
    this.meter = new RequestMeter([
      ...usualSorts[service.name],
      ...(service.name === 'llm' ? [] : ['other']),
    ]);
    // Longer than any client keeps an idle connection: a server that closes first makes clients see resets.
    this.#server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
      this.#serve(request, response).catch(() => {
        response.destroy();
      });
    });
  }

  /** Starts to listen; resolves to the port. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  reset(): void {
    this.meter.reset();
    this.latencies.reset();
    this.#faults.reset();
    this.#draws = 0;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrived = performance.now();
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname.startsWith('/sandbox/')) {
      await this.#serveOwnPage(request, response, url.pathname);
      return;
    }
    const route = this.#service.routes.find(({ path }) => path.test(url.pathname));
    const sort = route?.sort ?? 'other';
    const ticket = this.meter.begin(sort, route?.label ?? 'other');
    const fault = this.#faults.next(sort);
    const { latencyMs, markSuccess } = this.#drawLatency(sort);
    response.once('close', () => {
      this.meter.end(ticket, response.writableFinished ? response.statusCode : undefined);
    });
    const body = await readBody(request, this.#service.bodyLimit);
    const immediate = answerAtOnce(this.#service, fault, body) ?? this.#service.refuse?.(sort);
    if (fault?.kind === 'timeout') return;
    if (fault?.kind === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    const answer = immediate ?? this.#act(route, { request, url, body: body ?? '', fault });
    if (immediate === undefined) await this.#wait(response, arrived, delayOf(latencyMs, fault));
    if (answer.status === 200) markSuccess();
    writeAnswer(response, { ...answer, headers: { ...this.#service.everyAnswer, ...answer.headers } }, fault);
  }

  #drawLatency(sort: string): { latencyMs: number; markSuccess: () => void } {
    if (!usualSorts[this.#service.name].includes(sort)) return { latencyMs: 0, markSuccess: () => undefined };
    this.#draws += 1;
    const latencyMs = drawLatency(this.#settings.latency, this.#settings.seed, this.#draws);
    return { latencyMs, markSuccess: this.latencies.note(latencyMs) };
  }

  #act(
    route: Route | undefined,
    call: { request: IncomingMessage; url: URL; body: string; fault: Fault | undefined },
  ): Answer {
    if (route === undefined) return this.#service.errorAnswer(404, {});
    if (route.method !== call.request.method) return this.#service.errorAnswer(405, { allow: route.method });
    const { fault } = call;
    if (fault?.kind === 'html') return htmlAnswer(Number(fault.options['status'] ?? 200));
    try {
      return route.answer({
        path: call.url.pathname,
        captured: route.path.exec(call.url.pathname)?.slice(1) ?? [],
        query: call.url.searchParams,
        headers: call.request.headers,
        body: call.body,
        fault: isOwnFault(this.#service.name, fault) ? fault : undefined,
      });
    } catch (error) {
      if (error instanceof RefusedRequest) return error.answer;
      return this.#service.errorAnswer(500, {});
    }
  }

  async #wait(response: ServerResponse, arrived: number, delayMs: number): Promise<void> {
    const left = arrived + delayMs - performance.now();
    if (left <= 0) return;
    const gone = new AbortController();
    const abort = (): void => {
      gone.abort();
    };
    response.once('close', abort);
    await sleep(left, undefined, { signal: gone.signal });
    response.off('close', abort);
  }

  async #serveOwnPage(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    await readBody(request, 1024);
    const { pages } = this.#settings;
    if (path === '/sandbox/statistics' && request.method === 'GET') {
      writeAnswer(response, jsonAnswer(200, pages.statistics()), undefined);
    } else if (path === '/sandbox/reset' && request.method === 'POST') {
      pages.reset();
      writeAnswer(response, jsonAnswer(200, { reset: true }), undefined);
    } else {
      writeAnswer(response, this.#service.errorAnswer(404, {}), undefined);
    }
  }
}
