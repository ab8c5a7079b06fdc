import { performance } from 'node:perf_hooks';

import { createHttpClient } from './http-client.ts';

/** How this machine's clock stands to a server's. */
export interface ServerClock {
  readonly host: string;
  /** Milliseconds that this machine is ahead; negative when it is behind. Right to about a second. */
  readonly aheadMs: number;
}

const timeoutMs = 10_000;

/**
 * Asks a server for anything and compares its `Date` header with the clock. NULL when it tells no time.
 * Throws TransportError when it does not answer.
 */
export async function readServerClock(
  origin: URL,
  now: () => Date,
  signal: AbortSignal,
): Promise<ServerClock | null> {
  const http = createHttpClient({
    connectTimeoutMs: timeoutMs,
    headersTimeoutMs: timeoutMs,
    bodyTimeoutMs: timeoutMs,
    totalTimeoutMs: timeoutMs,
    // Only the headers are wanted.
    ...{ maxBodyBytes: 1, overflow: 'cut', connections: 1 },
  });
  try {
    const sentAt = performance.now();
    const { headers } = await http.send({ method: 'GET', url: new URL('/', origin) }, signal);
    const halfWayMs = (performance.now() - sentAt) / 2;
    const date = Date.parse(headers['date'] ?? '');
    if (Number.isNaN(date)) return null;
    // A cache in between passes on an old answer with its old date. The header is cut to whole seconds.
    const ageMs = /^\d{1,9}$/u.test(headers['age'] ?? '') ? Number(headers['age']) * 1000 : 0;
    return { host: origin.host, aheadMs: Math.round(now().getTime() - halfWayMs - (date + ageMs + 500)) };
  } finally {
    await http.close();
  }
}
