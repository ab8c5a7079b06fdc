import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '../options/parse-fault.ts';
import type { ServiceName } from '../options/services.ts';
import type { Answer } from './answer.ts';

/** A request as a route sees it. */
export interface ServiceRequest {
  readonly path: string;
  /** What the route's pattern caught in the path, percent-encoded as sent. */
  readonly captured: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** A fault that the service itself has to act out. */
  readonly fault: Fault | undefined;
}

export interface Route {
  readonly sort: string;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** How statistics name the path. */
  readonly label: string;
  readonly answer: (request: ServiceRequest) => Answer;
}

/** One imitated service: its routes and the shape of its errors. */
export interface Service {
  readonly name: ServiceName;
  readonly routes: readonly Route[];
  /** Longest request body, in bytes. */
  readonly bodyLimit: number;
  /** The service's own body for a status it answers with of itself (unknown path, fault, too long a body). */
  readonly errorAnswer: (status: number, headers: Record<string, string>) => Answer;
  /** Headers that every answer carries. */
  readonly everyAnswer: Readonly<Record<string, string>>;
  /** Refuses a request of this sort at once, before it is acted on. */
  readonly refuse?: (sort: string) => Answer | undefined;
}
