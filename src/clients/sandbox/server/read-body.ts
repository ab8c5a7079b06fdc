import type { IncomingMessage } from 'node:http';

/** Reads a request body as UTF-8; `undefined` when it is longer than the limit, which is still read to its end. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    if (length > limit * 4) {
      request.destroy();
      break;
    }
  }
  return length > limit ? undefined : Buffer.concat(chunks).toString('utf8');
}
