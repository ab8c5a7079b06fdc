import { onTestFinished } from 'vitest';

import type { GatewayModel, ModelOptions } from '../../src/clients/llm/create-model.ts';
import { createModel } from '../../src/clients/llm/create-model.ts';
import type { Logger } from '../../src/domain/ports.ts';
import type { Question } from '../../src/domain/question.ts';
import { question } from '../support/llm-question.ts';
import type { LitellmProxy } from './litellm-proxy.ts';

export interface Client {
  readonly model: GatewayModel;
  /** What the gateway asked to wait before each further try, in milliseconds; NULL where it said nothing. */
  readonly waits: readonly (number | null)[];
  /** Everything that was logged, as JSON. */
  readonly lines: readonly string[];
}

/** CallQ's client in front of the proxy, with two tries and without waiting between them. */
export function createClient(
  proxy: LitellmProxy,
  options: Partial<ModelOptions> & Pick<ModelOptions, 'apiKey'>,
): Client {
  const waits: (number | null)[] = [];
  const lines: string[] = [];
  const log: Logger['info'] = (message, fields) => void lines.push(JSON.stringify({ message, ...fields }));
  const model = createModel({
    baseUrl: proxy.url,
    requestTimeoutMs: 20_000,
    slots: { concurrency: 4 },
    logger: { debug: log, info: log, warn: log, error: log },
    random: () => 0,
    transportTries: 2,
    rateLimitTries: 4,
    longestPauseMs: 0,
    delay: ({ retryAfterMs }) => {
      waits.push(retryAfterMs);
      return 0;
    },
    ...options,
  });
  onTestFinished(() => model.close());
  return { model, waits, lines };
}

/** A question about a short invented call, to a model of the proxy. */
export function questionFor(askedModel: string, said = 'Здравствуйте.'): Question {
  const { yardstick, ...rest } = question();
  return {
    ...rest,
    yardstick: { ...yardstick, askedModel },
    transcript: { phrases: [{ speaker: 'client', startMs: 0, text: said }] },
  };
}
