import { afterEach, describe, expect, it } from 'vitest';

import { createAppsScript } from '../../../src/clients/apps-script/create-apps-script.ts';
import type { Sandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../../src/clients/sandbox/start-sandbox.ts';
import { isPrivateHost } from '../../../src/config/value-schemas.ts';
import { startHttpServer } from '../../support/http-server.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const path = '/macros/s/AKfycbSandbox0000000000000000000000000/exec';
const never = new AbortController().signal;

async function call(faults: readonly string[] = [], timeoutMs?: number): Promise<void> {
  sandbox = await startSandbox({ faults });
  await callAt(new URL(path, sandbox.urls.google), { timeoutMs });
}

function callAt(
  url: URL,
  { timeoutMs, signal = never }: { timeoutMs?: number | undefined; signal?: AbortSignal } = {},
): Promise<void> {
  return createAppsScript({
    url,
    action: 'обновить отчёт',
    mayBePlain: isPrivateHost,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }).call(signal);
}

describe('the Apps Script function', () => {
  it('is called once, and the redirect to another host is followed', async () => {
    await call();
    expect(sandbox?.statistics().google.requestsByPath).toEqual({
      '/macros/s/{id}/exec': 1,
      '/macros/echo': 1,
    });
  });

  it('gets the function as action, beside what the address has already', async () => {
    const server = await startHttpServer((_request, response) => void response.end('ok'));
    try {
      await callAt(new URL('/exec?key=1&action=old', server.url));
      expect(server.requests.map(({ path: asked }) => asked)).toEqual([
        `/exec?key=1&action=${encodeURIComponent('обновить отчёт').replaceAll('%20', '+')}`,
      ]);
    } finally {
      await server.close();
    }
  });

  it('may be slow', async () => {
    await call(['google:slow:ms=1500:on=script@#1']);
    expect(sandbox?.statistics().google.answersByStatus['200']).toBe(1);
  });

  it.each([
    ['a login page', 'log-in', /localhost:\d+\) answers with a login page: .*access for anyone.*\/exec/],
    ['a page that says that it failed', 'script-error', /page that is not the function's.*executions/],
    ['redirects without an end', 'endless-redirect', /more than 10 times/],
    ['a redirect to plain http', 'plain-redirect', /without https, which is not followed/],
    ['HTTP 500', '500', /HTTP 500/],
    ['a broken connection', 'reset', /could not be reached/],
  ])('%s is recognised, and the function is not called again', async (_what, kind, message) => {
    await expect(call([`google:${kind}:on=script@100%`])).rejects.toThrow(message);
    expect(sandbox?.statistics().google.requestsByPath['/macros/s/{id}/exec']).toBe(
      kind === 'endless-redirect' ? 11 : 1,
    );
  });

  it('is not waited for without end', async () => {
    await expect(call(['google:timeout:on=script@#1'], 300)).rejects.toThrow(
      /did not end within .*may still be running/,
    );
  });

  it('is bounded as a whole, redirects included', async () => {
    await expect(
      call(['google:slow:ms=400:on=script@#1', 'google:slow:ms=400:on=echo@#1'], 600),
    ).rejects.toThrow(/did not end within/);
  });

  it('is left at once when the run is interrupted', async () => {
    sandbox = await startSandbox({ faults: ['google:timeout:on=script@#1'] });
    const interruption = new AbortController();
    setTimeout(() => {
      interruption.abort('SIGTERM');
    }, 100);
    const calling = callAt(new URL(path, sandbox.urls.google), { signal: interruption.signal });
    await expect(calling).rejects.toBe('SIGTERM');
  });

  it('never shows its address, which is its key', async () => {
    const failed = call(['google:500:on=script@#1']);
    await expect(failed).rejects.toThrow();
    await failed.catch((error: unknown) => {
      expect(String(error)).not.toMatch(/AKfyc|action|обновить/);
    });
  });
});
