import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

let night: SandboxNight;
beforeAll(async () => {
  night = await startNight({ calls: 1 });
});
afterAll(() => night.end());

it('reaches Google through the proxy of HTTPS_PROXY', async () => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const key = JSON.parse(night.environment['JSON_AUTH']!) as Record<string, string>;
  try {
    const reading = night.start(['checklist'], {
      JSON_AUTH: JSON.stringify({ ...key, token_uri: 'https://oauth2.googleapis.com/token' }),
      GOOGLE_SHEETS_BASE_URL: 'https://sheets.googleapis.com',
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    });
    // Enough is seen with the first request; the command would try again for some seconds.
    await Promise.race([once(proxy, 'connect'), reading.finished]);
    reading.child.kill('SIGTERM');
    await reading.finished;
    expect(asked).toContain('oauth2.googleapis.com:443');
  } finally {
    proxy.close();
  }
});
