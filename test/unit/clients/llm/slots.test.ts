import pLimit from 'p-limit';
import { expect, it } from 'vitest';

import { createSlots } from '../../../../src/clients/llm/slots.ts';

const never = new AbortController().signal;
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

it('never holds more than the limit, and follows it while running', async () => {
  const slots = createSlots({ concurrency: 2 });
  const { open, opened } = gate();
  const all = Promise.all(Array.from({ length: 6 }, () => slots.hold(() => opened, never)));
  await soon();
  expect(slots.held).toBe(2);
  slots.setLimit(4);
  await soon();
  expect(slots.held).toBe(4);
  slots.setLimit(1);
  expect(slots.held).toBe(4);
  open();
  await all;
  expect(slots.held).toBe(0);
});

it('shares a limiter', async () => {
  const limiter = pLimit(1);
  const { open, opened } = gate();
  const other = limiter(() => opened);
  const slots = createSlots(limiter);
  const mine = slots.hold(() => Promise.resolve('done'), never);
  await soon();
  expect(slots.held).toBe(0);
  open();
  await other;
  await expect(mine).resolves.toBe('done');
});

it('an abort leaves the queue at once with its own reason, and its work never begins', async () => {
  const slots = createSlots({ concurrency: 1 });
  const { open, opened } = gate();
  const first = slots.hold(() => opened, never);
  const abort = new AbortController();
  let began = false;
  const second = slots.hold(() => {
    began = true;
    return Promise.resolve();
  }, abort.signal);
  abort.abort('stop');
  await expect(second).rejects.toBe('stop');
  const third = slots.hold(() => Promise.resolve('third'), never);
  open();
  await first;
  await expect(third).resolves.toBe('third');
  expect(began).toBe(false);
});

it('an abort does not touch work that has begun', async () => {
  const abort = new AbortController();
  const slots = createSlots({ concurrency: 1 });
  const working = slots.hold(async () => {
    abort.abort('stop');
    await soon();
    return 'paid';
  }, abort.signal);
  await expect(working).resolves.toBe('paid');
});

it('failed work gives its slot back', async () => {
  const slots = createSlots({ concurrency: 1 });
  await expect(slots.hold(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken');
  await expect(slots.hold(() => Promise.resolve('next'), never)).resolves.toBe('next');
});
