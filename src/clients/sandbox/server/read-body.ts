import type { IncomingMessage } from 'node:http';

/** Reads a request body as UTF-8; `undefined` when it is longer than the limit, which is still read to its end. */
export function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  // By its events: iterating over a stream takes several promises for each piece.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      if (length <= limit * 4) return;
      request.destroy();
      resolve(undefined);
    });
    request.once('end', () => {
      resolve(length > limit ? undefined : Buffer.concat(chunks).toString('utf8'));
    });
    request.once('error', reject);
  });
}
