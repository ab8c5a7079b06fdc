/** What a quota tells its clients: nothing, how long to wait once it is used up, or with every answer what is left. */
const tellings = ['nothing', 'retry-after', 'remaining'] as const;

/** What the gateway lets through within a window of time. */
export interface Quota {
  readonly requests: number;
  /** Questions and answers together. */
  readonly tokens: number;
  readonly seconds: number;
  readonly tells: (typeof tellings)[number];
}

export const quotaForm = `[requests=N:][tokens=N:]seconds=S[:tells=${tellings.join('|')}]`;

/** Reads a quota option such as `requests=600:seconds=60`. */
export function parseQuota(text: string): Quota {
  const values = new Map(text.split(':').map((part) => [part.split('=')[0], part.split('=')[1] ?? '']));
  const number = (name: string): number => {
    const value = values.get(name);
    if (value === undefined) return Number.POSITIVE_INFINITY;
    if (!/^\d+(\.\d+)?$/.test(value) || Number(value) === 0)
      throw quotaError(text, `${name} takes a number above 0`);
    return Number(value);
  };
  const told = values.get('tells') ?? 'retry-after';
  const tells = tellings.find((known) => known === told);
  if (tells === undefined) throw quotaError(text, `tells is one of ${tellings.join(', ')}`);
  const unknown = [...values.keys()].find(
    (name) => !['requests', 'tokens', 'seconds', 'tells'].includes(name ?? ''),
  );
  if (unknown !== undefined) throw quotaError(text, `there is no "${unknown}"`);
  const quota = { requests: number('requests'), tokens: number('tokens'), seconds: number('seconds'), tells };
  if (!Number.isFinite(quota.seconds)) throw quotaError(text, 'seconds is missing');
  return quota;
}

function quotaError(text: string, problem: string): Error {
  return new Error(`Quota "${text}" cannot be used: ${problem}. Allowed: ${quotaForm}.`);
}
