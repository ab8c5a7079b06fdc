import { expect, it } from 'vitest';

import { SendGate } from '../../../../src/clients/http/send-gate.ts';

const never = new AbortController().signal;

/** A gate that lets through what `mayGo` says, in the order of `gone`. */
function setUp(): { gate: SendGate<string, string>; gone: string[]; waits: Map<string, number> } {
  const gone: string[] = [];
  const waits = new Map<string, number>();
  const gate = new SendGate<string, string>({
    waitMs: (request) => waits.get(request) ?? 0,
    admit: (request) => {
      gone.push(request);
      return `permit of ${request}`;
    },
  });
  return { gate, gone, waits };
}

it('first come, first served: nobody overtakes one who waits', async () => {
  const { gate, gone, waits } = setUp();
  waits.set('first', Number.POSITIVE_INFINITY);
  const first = gate.enter('first', never);
  const second = gate.enter('second', never);
  expect(gone).toEqual([]);
  waits.clear();
  gate.look();
  expect(await Promise.all([first, second])).toEqual(['permit of first', 'permit of second']);
  expect(gone).toEqual(['first', 'second']);
});

it('looks again by itself when a wait is over', async () => {
  const { gate, waits } = setUp();
  waits.set('first', 5);
  setTimeout(() => {
    waits.clear();
  }, 3);
  await expect(gate.enter('first', never)).resolves.toBe('permit of first');
});

it('an abort ends the waiting with its own reason and lets the next one look', async () => {
  const { gate, gone, waits } = setUp();
  waits.set('first', Number.POSITIVE_INFINITY);
  const abort = new AbortController();
  const first = gate.enter('first', abort.signal);
  const second = gate.enter('second', never);
  abort.abort('stop');
  await expect(first).rejects.toBe('stop');
  await second;
  expect(gone).toEqual(['second']);
  await expect(async () => gate.enter('third', abort.signal)).rejects.toBe('stop');
});

it('an abort that is meant for all who wait lets none of them through, however well they would fit', async () => {
  const { gate, gone, waits } = setUp();
  waits.set('large', 60_000);
  const abort = new AbortController();
  const waiting = ['large', 'small', 'smaller'].map((request) => gate.enter(request, abort.signal));
  abort.abort('stop');
  for (const entering of waiting) await expect(entering).rejects.toBe('stop');
  expect(gone).toEqual([]);
  await expect(gate.enter('next', never)).resolves.toBe('permit of next');
});

it('a stop reaches those who wait and those who come', async () => {
  const { gate, gone, waits } = setUp();
  waits.set('first', 60_000);
  const first = gate.enter('first', never);
  gate.stop(new Error('down'));
  await expect(first).rejects.toThrow('down');
  await expect(gate.enter('second', never)).rejects.toThrow('down');
  expect(gone).toEqual([]);
});
