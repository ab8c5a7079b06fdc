import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Config } from '../config/parse-config.ts';
import { parseCost } from '../domain/cost.ts';
import { StopRunError } from '../domain/errors.ts';
import type { PriceTable } from '../domain/price-table.ts';
import { parsePriceTable } from '../domain/price-table.ts';
import type { RunRequest } from '../pipeline/run-request.ts';
import type { Host } from './host.ts';

type SpendingConfig = Pick<Config, 'CALLQ_PRICES' | 'CALLQ_MAX_COST_USD' | 'CALLQ_MAX_TOKENS' | 'MODEL'>;

/**
 * Price table and limits of an invocation.
 * Throws StopRunError (`prices`) for a table that cannot be read, or a cost limit without a price to keep it by.
 */
export function readSpending(
  host: Host,
  config: SpendingConfig,
): Pick<RunRequest, 'prices' | 'spendingLimits'> {
  const prices = config.CALLQ_PRICES === undefined ? new Map() : readPrices(host, config.CALLQ_PRICES);
  const costLimit = config.CALLQ_MAX_COST_USD;
  if (costLimit !== undefined && !prices.has(config.MODEL)) {
    throw stop(
      'CALLQ_MAX_COST_USD needs a price: add the model that MODEL names to the price table CALLQ_PRICES.',
    );
  }
  return {
    prices,
    spendingLimits: {
      tokens: config.CALLQ_MAX_TOKENS ?? null,
      costUsd: costLimit === undefined ? null : parseCost(String(costLimit)),
    },
  };
}

function readPrices(host: Host, setting: string): PriceTable {
  const prices = parsePriceTable(parseJson(setting.startsWith('{') ? setting : readFile(host, setting)));
  if (prices !== null) return prices;
  throw stop(
    'CALLQ_PRICES must hold a JSON object such as {"model": {"input": 0.15, "cached": 0.075, "output": 0.6}}, in USD per million tokens.',
  );
}

function readFile(host: Host, path: string): string {
  try {
    return readFileSync(resolve(host.workingDirectory, path), 'utf8').replace(/^\uFEFF/u, '');
  } catch {
    throw stop('CALLQ_PRICES: the file cannot be read. Check the path and its permissions.');
  }
}

/** Undefined when it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stop(message: string): StopRunError {
  return new StopRunError('prices', message);
}
