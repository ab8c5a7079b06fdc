import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

import { afterEach, describe, expect, it, onTestFinished } from 'vitest';

import type { HttpClientOptions } from '../../../src/clients/http/http-client.ts';
import { createHttpClient } from '../../../src/clients/http/http-client.ts';
import { TransportError } from '../../../src/clients/http/http-errors.ts';
import type { RequestHandler } from '../../support/http-server.ts';
import { sendJson, startHttpServer } from '../../support/http-server.ts';

const never = new AbortController().signal;

function newClient(options: Partial<HttpClientOptions> = {}) {
  const client = createHttpClient({
    connectTimeoutMs: 500,
    headersTimeoutMs: 2000,
    bodyTimeoutMs: 2000,
    totalTimeoutMs: 3000,
    maxBodyBytes: 10_000,
    connections: 8,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

async function newServer(handler: RequestHandler) {
  const server = await startHttpServer(handler);
  onTestFinished(() => server.close());
  return server;
}

/** A TCP server: what it says need not be HTTP. */
async function newTcpServer(onConnection: (socket: Socket) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function failureOf(sending: Promise<unknown>): Promise<TransportError> {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
}

describe('a request', () => {
  it('carries method, path, query, headers and body, and brings status, headers and bytes', async () => {
    const server = await newServer((_request, response) => {
      sendJson(response, 418, { ok: true }, { 'X-Thing': 'one' });
    });
    const response = await newClient().send(
      {
        method: 'POST',
        url: new URL('/a/b?c=d%20e', server.url),
        headers: { 'x-own': '1' },
        body: 'привет',
      },
      never,
    );
    expect(response.status).toBe(418);
    expect(response.headers['x-thing']).toBe('one');
    expect(Buffer.from(response.body).toString()).toBe('{"ok":true}');
    expect(response.bodyTruncated).toBe(false);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/a/b?c=d%20e', body: 'привет' });
    expect(server.requests[0]?.headers['x-own']).toBe('1');
  });

  it('joins repeated headers', async () => {
    const server = await newServer((_request, response) => {
      response.setHeader('x-many', ['a', 'b']);
      response.end();
    });
    const response = await newClient().send({ method: 'GET', url: server.url }, never);
    expect(response.headers['x-many']).toBe('a, b');
    expect(response.body).toHaveLength(0);
  });

  it('does not follow a redirect', async () => {
    const server = await newServer((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const response = await newClient().send({ method: 'GET', url: server.url }, never);
    expect(response.status).toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it('keeps connections open for requests that follow each other', async () => {
    const server = await newServer((_request, response) => {
      sendJson(response, 200, {});
    });
    const client = newClient();
    for (let count = 0; count < 20; count += 1) await client.send({ method: 'GET', url: server.url }, never);
    expect(server.connectionCount).toBeLessThanOrEqual(2);
  });
});

describe('no answer is classed', () => {
  it('connection refused: connect, not sent', async () => {
    const server = await startHttpServer(() => undefined);
    await server.close();
    const error = await failureOf(newClient().send({ method: 'POST', url: server.url, body: '{}' }, never));
    expect(error).toMatchObject({ kind: 'connect', requestSent: false, code: 'ECONNREFUSED' });
    expect(error.message).toBe(`${server.url.host}: no connection (ECONNREFUSED)`);
  });

  it('a name that does not exist: connect, not sent', async () => {
    const error = await failureOf(
      newClient().send({ method: 'GET', url: new URL('http://callq.invalid') }, never),
    );
    expect(error).toMatchObject({ kind: 'connect', requestSent: false });
  });

  it('a TLS handshake that hangs: connect, not sent', async () => {
    const url = await newTcpServer(() => undefined);
    const error = await failureOf(
      newClient({ connectTimeoutMs: 50 }).send({ method: 'GET', url: new URL(`https://${url.host}`) }, never),
    );
    expect(error).toMatchObject({ kind: 'connect', requestSent: false, code: 'UND_ERR_CONNECT_TIMEOUT' });
  });

  it('TLS towards a plain server: connect or reset', async () => {
    const url = await newTcpServer((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'));
    const error = await failureOf(
      newClient().send({ method: 'GET', url: new URL(`https://${url.host}`) }, never),
    );
    expect(error).toMatchObject({ kind: 'connect', requestSent: false });
  });

  it('headers that do not come: timeout, outcome unknown', async () => {
    const server = await newServer(() => undefined);
    const error = await failureOf(
      newClient({ headersTimeoutMs: 50 }).send({ method: 'POST', url: server.url, body: '{}' }, never),
    );
    expect(error).toMatchObject({ kind: 'timeout', requestSent: 'unknown' });
  });

  it('a body that stops: timeout, sent', async () => {
    const server = await newServer((_request, response) => {
      response.write('{"a":');
    });
    const error = await failureOf(
      newClient({ bodyTimeoutMs: 50 }).send({ method: 'GET', url: server.url }, never),
    );
    expect(error).toMatchObject({ kind: 'timeout', requestSent: true });
  });

  it('a slow drip: timeout of the whole', async () => {
    const server = await newServer((_request, response) => {
      const drip = setInterval(() => response.write('.'), 10);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    const error = await failureOf(
      newClient({ totalTimeoutMs: 80 }).send({ method: 'GET', url: server.url }, never),
    );
    expect(error).toMatchObject({ kind: 'timeout', requestSent: true, code: 'TOTAL_TIMEOUT' });
  });

  it('a reset before the answer: reset, outcome unknown', async () => {
    const server = await newServer((_request, response) => {
      response.socket?.resetAndDestroy();
    });
    const error = await failureOf(newClient().send({ method: 'POST', url: server.url, body: '{}' }, never));
    expect(error).toMatchObject({ kind: 'reset', requestSent: 'unknown' });
  });

  it('a connection that closes in the middle of the body: reset, sent', async () => {
    const server = await newServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":', () => response.socket?.destroy());
    });
    const error = await failureOf(newClient().send({ method: 'GET', url: server.url }, never));
    expect(error).toMatchObject({ kind: 'reset', requestSent: true });
  });

  it('a keep-alive connection that died unnoticed: reset, so that it is tried again', async () => {
    let answers = 0;
    const url = await newTcpServer((socket) => {
      socket.on('data', () => {
        answers += 1;
        if (answers === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
        else socket.destroy();
      });
    });
    const client = newClient();
    await client.send({ method: 'POST', url, body: '1' }, never);
    const error = await failureOf(client.send({ method: 'POST', url, body: '2' }, never));
    expect(error.kind).toBe('reset');
  });

  it('something that is no HTTP: protocol, and its bytes do not travel with the error', async () => {
    const url = await newTcpServer((socket) => socket.end('MARK-IN-GARBAGE\r\n\r\n'));
    const error = await failureOf(newClient().send({ method: 'GET', url }, never));
    expect(error.kind).toBe('protocol');
    expect(error.cause).toBeUndefined();
    expect(String(error)).not.toContain('MARK');
  });

  it('a header that cannot be written: protocol, not sent, without the value', async () => {
    const url = new URL('http://127.0.0.1:9');
    const error = await failureOf(
      newClient().send({ method: 'GET', url, headers: { authorization: 'Bearer MARK\n' } }, never),
    );
    expect(error).toMatchObject({ kind: 'protocol', requestSent: false });
    expect(String(error) + String(error.cause)).not.toContain('MARK');
  });
});

describe('a body that is too large', () => {
  const handler: RequestHandler = (_request, response) => {
    response.end('x'.repeat(500_000));
  };

  it('fails by default', async () => {
    const server = await newServer(handler);
    const error = await failureOf(newClient().send({ method: 'GET', url: server.url }, never));
    expect(error).toMatchObject({ kind: 'too_large', requestSent: true });
  });

  it('is cut when told so, and the client goes on working', async () => {
    const server = await newServer(handler);
    const client = newClient({ overflow: 'cut' });
    for (let count = 0; count < 3; count += 1) {
      const response = await client.send({ method: 'GET', url: server.url }, never);
      expect(response.body).toHaveLength(10_000);
      expect(response.bodyTruncated).toBe(true);
    }
  });

  it('is not cut when it just fits', async () => {
    const server = await newServer((_request, response) => {
      response.end('x'.repeat(10_000));
    });
    const response = await newClient({ overflow: 'cut' }).send({ method: 'GET', url: server.url }, never);
    expect(response.bodyTruncated).toBe(false);
    expect(response.body).toHaveLength(10_000);
  });
});

describe('abort', () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => {
    warnings.push(warning);
  };
  afterEach(() => process.off('warning', onWarning));

  it('before sending: nothing is sent, the reason is thrown as it is', async () => {
    const server = await newServer(() => undefined);
    const sending = newClient().send({ method: 'GET', url: server.url }, AbortSignal.abort('stop'));
    await expect(sending).rejects.toBe('stop');
    expect(server.requests).toHaveLength(0);
  });

  it('while waiting for the headers', async () => {
    const abort = new AbortController();
    const server = await newServer(() => {
      abort.abort('stop');
    });
    await expect(newClient().send({ method: 'GET', url: server.url }, abort.signal)).rejects.toBe('stop');
  });

  it('while reading the body', async () => {
    const abort = new AbortController();
    const server = await newServer((_request, response) => {
      response.write('{', () =>
        setTimeout(() => {
          abort.abort('stop');
        }, 20),
      );
    });
    await expect(newClient().send({ method: 'GET', url: server.url }, abort.signal)).rejects.toBe('stop');
  });

  it('while connecting', async () => {
    const url = await newTcpServer(() => undefined);
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort('stop');
    }, 20);
    const sending = newClient({ connectTimeoutMs: 5000 }).send(
      { method: 'GET', url: new URL(`https://${url.host}`) },
      abort.signal,
    );
    const started = performance.now();
    await expect(sending).rejects.toBe('stop');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('leaves no listeners behind and warns of none with many requests on one signal', async () => {
    process.on('warning', onWarning);
    const abort = new AbortController();
    const server = await newServer((_request, response) => {
      setTimeout(() => response.end('{}'), 20);
    });
    const client = newClient({ connections: 64 });
    await Promise.all(
      Array.from({ length: 64 }, () => client.send({ method: 'GET', url: server.url }, abort.signal)),
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(warnings).toEqual([]);
  });
});

it('close ends what is under way and leaves nothing open', async () => {
  const server = await newServer(() => undefined);
  const client = newClient();
  const sending = failureOf(client.send({ method: 'GET', url: server.url }, never));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await client.close();
  expect((await sending).kind).toBe('reset');
});
