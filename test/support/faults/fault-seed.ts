import { createRandom } from '../../../src/clients/sandbox/random.ts';

/** FAULT_SEED chooses what is drawn by chance; each run prints it, so that it can be repeated. */
export const faultSeed = Number(process.env['FAULT_SEED'] || 1);

/** Numbers from 0 up to 1; each purpose draws its own. */
export function seededRandom(purpose: number): () => number {
  return createRandom(faultSeed * 1000 + purpose);
}

/** So many of them, drawn without putting back. */
export function drawSome<T>(random: () => number, from: readonly T[], count: number): T[] {
  const left = [...from];
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(Math.floor(random() * left.length), 1)[0]!,
  );
}

/**
 * So many of a list's cases, drawn by the seed: `npm test` has to end within ten minutes. All of them in `npm run test:faults`,
 * which sets FAULT_CASES.
 */
export function drawCases<T>(purpose: number, cases: readonly T[], count: number): T[] {
  return process.env['FAULT_CASES'] === 'all' ? [...cases] : drawSome(seededRandom(purpose), cases, count);
}
