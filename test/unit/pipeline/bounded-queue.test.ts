import { describe, expect, it } from 'vitest';

import { BoundedQueue } from '../../../src/pipeline/bounded-queue.ts';

async function drain(queue: BoundedQueue<number>, into: number[]): Promise<void> {
  for await (const item of queue) {
    await Promise.resolve();
    into.push(item);
  }
}

describe('BoundedQueue', () => {
  it('hands every item to exactly one of several consumers', async () => {
    const queue = new BoundedQueue<number>(3);
    const taken: number[] = [];
    const consumers = [drain(queue, taken), drain(queue, taken), drain(queue, taken)];
    for (let item = 0; item < 100; item += 1) await queue.push(item);
    queue.close();
    await Promise.all(consumers);
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('makes the producer wait while it is full', async () => {
    const queue = new BoundedQueue<number>(2);
    let pushed = 0;
    const producing = (async () => {
      for (let item = 0; item < 5; item += 1) {
        await queue.push(item);
        pushed += 1;
      }
      queue.close();
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pushed).toBe(2);
    const taken: number[] = [];
    await Promise.all([producing, drain(queue, taken)]);
    expect(taken).toEqual([0, 1, 2, 3, 4]);
  });
});
