/** The three services the sandbox stands in for, as options name them. */
export const serviceNames = ['tbank', 'google', 'llm'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The sorts of requests per service; `on=` in a fault chooses one of them. */
export const requestSorts = {
  tbank: ['login', 'groups', 'calls', 'transcript'],
  google: ['token', 'values', 'sheets', 'change', 'write', 'script', 'echo'],
  llm: ['completion', 'models', 'health'],
} as const satisfies Record<ServiceName, readonly string[]>;

/**
 * Requests that faults and latencies mean when `on=` does not say otherwise: everything of T-Bank and Google, but only
 * completions of the gateway, so that a probe of its models does not shift what the k-th request is.
 */
export const usualSorts: Record<ServiceName, readonly string[]> = {
  tbank: requestSorts.tbank,
  google: requestSorts.google,
  llm: ['completion'],
};

/** Tells whether a word names a service. */
export function isServiceName(word: string): word is ServiceName {
  return (serviceNames as readonly string[]).includes(word);
}
