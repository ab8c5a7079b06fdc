import type { Dispatcher } from 'undici';

import type { HttpResponse } from './http-client.ts';
import { TransportError } from './http-errors.ts';

interface ReceiverOptions {
  readonly host: string;
  readonly maxBodyBytes: number;
  /** What becomes of a longer body: `fail` rejects with `too_large`, `cut` keeps the beginning. */
  readonly overflow: 'fail' | 'cut';
}

/**
 * Puts one response together as undici hands it over, piece by piece. undici's `request()` would make a stream of every
 * body, which for thousands of small ones costs more than the requests themselves.
 */
export class ResponseReceiver implements Dispatcher.DispatchHandler {
  /** Rejects with the error of undici, with a TransportError, or with what `end` was given. */
  readonly response: Promise<HttpResponse>;
  readonly #options: ReceiverOptions;
  readonly #chunks: Buffer[] = [];
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #ended: Error | null = null;
  #head: Pick<HttpResponse, 'status' | 'headers'> | null = null;
  #length = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The response headers have arrived. */
  get hasBegun(): boolean {
    return this.#head !== null;
  }

  /** Nothing more is wanted: the connection is closed, the rest is never downloaded. */
  end(error: Error): void {
    this.#ended = error;
    this.#reject(error);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Ended while there was no connection yet: undici has no way to tell it before.
    if (this.#ended !== null) controller.abort(this.#ended);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Dispatcher.ResponseData['headers'],
  ): void {
    // 1xx announce the answer, they are none.
    if (status >= 200) this.#head = { status, headers: flatHeaders(headers) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { host, maxBodyBytes, overflow } = this.#options;
    const room = maxBodyBytes - this.#length;
    if (chunk.length > room) {
      this.#chunks.push(chunk.subarray(0, room));
      if (overflow === 'cut') this.#finish(true);
      this.end(new TransportError({ host, kind: 'too_large', requestSent: true, code: null }));
      return;
    }
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  onResponseEnd(): void {
    this.#finish(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }

  #finish(bodyTruncated: boolean): void {
    if (this.#head === null) return;
    this.#resolve({ ...this.#head, body: Buffer.concat(this.#chunks), bodyTruncated });
  }
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
