import { describe, expect, it } from 'vitest';

import type { RetryPolicy } from '../../../../src/clients/http/retry.ts';
import { sleepFor, withRetries } from '../../../../src/clients/http/retry.ts';

const never = new AbortController().signal;
const again: RetryPolicy = {
  tries: 3,
  shouldRetry: () => ({ retryAfterMs: null }),
  random: () => 0,
  delay: () => 0,
};

function failing(times: number) {
  const attempts: number[] = [];
  const attempt = (attemptNumber: number): Promise<string> => {
    attempts.push(attemptNumber);
    return attempts.length <= times
      ? Promise.reject(new Error(`failure ${attempts.length}`))
      : Promise.resolve('done');
  };
  return { attempts, attempt };
}

describe('withRetries', () => {
  it('tries again until it works, numbering attempts from 1', async () => {
    const { attempts, attempt } = failing(2);
    await expect(withRetries(attempt, again, never)).resolves.toBe('done');
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('throws the last error when the tries are used up', async () => {
    const { attempts, attempt } = failing(9);
    await expect(withRetries(attempt, again, never)).rejects.toThrow('failure 3');
    expect(attempts).toHaveLength(3);
  });

  it('does not repeat what is final, nor with a single try', async () => {
    const final = failing(9);
    await expect(withRetries(final.attempt, { ...again, shouldRetry: () => null }, never)).rejects.toThrow(
      'failure 1',
    );
    const single = failing(9);
    await expect(withRetries(single.attempt, { ...again, tries: 1 }, never)).rejects.toThrow('failure 1');
    expect([...final.attempts, ...single.attempts]).toEqual([1, 1]);
  });

  it('waits exactly as long as the pure function says, and tells so before', async () => {
    const told: unknown[] = [];
    const slept: number[] = [];
    const { attempt } = failing(2);
    await withRetries(
      attempt,
      {
        ...again,
        shouldRetry: (_error, attemptNumber) => ({ retryAfterMs: attemptNumber * 1000 }),
        delay: ({ attempt: number, retryAfterMs, random }) => number + (retryAfterMs ?? 0) + random,
        random: () => 0.5,
        sleep: (delayMs) => Promise.resolve(void slept.push(delayMs)),
        onRetry: ({ error, attemptNumber, delayMs }) => told.push([error.message, attemptNumber, delayMs]),
      },
      never,
    );
    expect(slept).toEqual([1001.5, 2002.5]);
    expect(told).toEqual([
      ['failure 1', 1, 1001.5],
      ['failure 2', 2, 2002.5],
    ]);
  });

  it('an abort is never retried', async () => {
    const abort = new AbortController();
    const { attempts, attempt } = failing(9);
    const running = withRetries(
      (attemptNumber) => {
        abort.abort('stop');
        return attempt(attemptNumber);
      },
      again,
      abort.signal,
    );
    await expect(running).rejects.toBe('stop');
    expect(attempts).toEqual([1]);
  });

  it('an abort during the wait ends it at once', async () => {
    const abort = new AbortController();
    const { attempts, attempt } = failing(9);
    const started = performance.now();
    setTimeout(() => {
      abort.abort('stop');
    }, 10);
    const running = withRetries(attempt, { ...again, delay: () => 60_000 }, abort.signal);
    await expect(running).rejects.toBe('stop');
    expect(attempts).toEqual([1]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('does not start when already aborted', async () => {
    const { attempts, attempt } = failing(0);
    await expect(withRetries(attempt, again, AbortSignal.abort('stop'))).rejects.toBe('stop');
    expect(attempts).toEqual([]);
  });

  it('keeps a result that arrived together with the abort: it is paid for', async () => {
    const abort = new AbortController();
    const running = withRetries(
      () => {
        abort.abort('stop');
        return Promise.resolve('paid');
      },
      again,
      abort.signal,
    );
    await expect(running).resolves.toBe('paid');
  });

  it('does not repeat programming errors', async () => {
    let attempts = 0;
    const running = withRetries(
      () => {
        attempts += 1;
        return Promise.reject(new TypeError('undefined is not a function'));
      },
      again,
      never,
    );
    await expect(running).rejects.toThrow(TypeError);
    expect(attempts).toBe(1);
  });
});

it('sleepFor throws the reason itself', async () => {
  await expect(sleepFor(60_000, AbortSignal.abort('stop'))).rejects.toBe('stop');
});
