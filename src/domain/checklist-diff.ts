import type { Checklist, Criterion } from './checklist.ts';
import { comparableText } from './clean-text.ts';
import { isNamePart, nameLikeness } from './name-likeness.ts';

/** One change between two versions of a check-list. Without any, both have the same fingerprint. */
export type ChecklistChange =
  | { readonly kind: 'new' | 'gone'; readonly criterion: Criterion }
  | {
      /** `renamed`: another id; `spelling`: the same id, written differently. */
      readonly kind: 'renamed' | 'spelling' | 'maximum' | 'conditions' | 'comment' | 'tags';
      readonly before: Criterion;
      readonly after: Criterion;
    }
  /** Criteria that were there before stand in another order. */
  | { readonly kind: 'order' };

/** How alike names must be for one criterion to be the other renamed; more when no conditions speak for it. */
const leastLikeness = 0.6;
const leastLikenessWithoutConditions = 0.8;

/** What became of the criteria, in the order of the newer check-list; those that are gone and the order come last. */
export function compareChecklists(before: Checklist, after: Checklist): readonly ChecklistChange[] {
  const earlier = pairCriteria(before.criteria, after.criteria);
  const changes = after.criteria.flatMap((criterion): ChecklistChange[] => {
    const old = earlier.get(criterion);
    return old === undefined ? [{ kind: 'new', criterion }] : changesOf(old, criterion);
  });
  const kept = [...earlier.values()];
  const gone = before.criteria.filter((criterion) => !kept.includes(criterion));
  // `earlier` is in the order of the newer check-list.
  const places = kept.map((criterion) => before.criteria.indexOf(criterion));
  const isReordered = places.some((place, index) => place < (places[index - 1] ?? -1));
  return [
    ...changes,
    ...gone.map((criterion): ChecklistChange => ({ kind: 'gone', criterion })),
    ...(isReordered ? [{ kind: 'order' } as const] : []),
  ];
}

function changesOf(before: Criterion, after: Criterion): ChecklistChange[] {
  const kinds = {
    renamed: before.id !== after.id,
    spelling: before.id === after.id && (before.name !== after.name || before.category !== after.category),
    maximum: before.maximum !== after.maximum,
    conditions: before.conditions !== after.conditions,
    comment: before.comment !== after.comment,
    tags:
      before.weight !== after.weight ||
      before.allowsNotApplicable !== after.allowsNotApplicable ||
      before.critical !== after.critical,
  };
  return (Object.keys(kinds) as (keyof typeof kinds)[])
    .filter((kind) => kinds[kind])
    .map((kind) => ({ kind, before, after }));
}

/** Newer criterion → the older one that it was. By id; else renamed, when exactly one pair can be meant. */
function pairCriteria(
  before: readonly Criterion[],
  after: readonly Criterion[],
): ReadonlyMap<Criterion, Criterion> {
  const byId = new Map(before.map((criterion) => [criterion.id, criterion]));
  const ids = new Set(after.map(({ id }) => id));
  let lost = before.filter(({ id }) => !ids.has(id));
  let added = after.filter(({ id }) => !byId.has(id));
  const renamed = new Map<Criterion, Criterion>();
  for (const likeness of [movedLikeness, renamedLikeness]) {
    for (const [old, criterion] of mutualBest(lost, added, likeness)) renamed.set(criterion, old);
    const taken = new Set(renamed.values());
    lost = lost.filter((criterion) => !taken.has(criterion));
    added = added.filter((criterion) => !renamed.has(criterion));
  }
  return new Map(
    after.flatMap((criterion) => {
      const old = byId.get(criterion.id) ?? renamed.get(criterion);
      return old === undefined ? [] : [[criterion, old] as const];
    }),
  );
}

type Likeness = (old: Criterion, criterion: Criterion) => number | null;

/** The same name in another category, or in a category of another name. */
const movedLikeness: Likeness = (old, criterion) =>
  comparableText(old.name) === comparableText(criterion.name) ? 1 : null;

/** The same maximum and conditions, and a name that is alike or has had words added or taken away. */
const renamedLikeness: Likeness = (old, criterion) => {
  const conditions = comparableText(old.conditions);
  if (old.maximum !== criterion.maximum || conditions !== comparableText(criterion.conditions)) return null;
  const likeness = nameLikeness(old.name, criterion.name);
  if (conditions === '') return likeness >= leastLikenessWithoutConditions ? likeness : null;
  return likeness >= leastLikeness || isNamePart(old.name, criterion.name) ? likeness : null;
};

/** Pairs of which each side is the other's only best match: a tie is never guessed. */
function mutualBest(
  lost: readonly Criterion[],
  added: readonly Criterion[],
  likeness: Likeness,
): [Criterion, Criterion][] {
  const onlyBest = (candidates: readonly Criterion[], rate: (candidate: Criterion) => number | null) => {
    const rated = candidates.map((candidate) => ({ candidate, rating: rate(candidate) ?? -1 }));
    const highest = Math.max(...rated.map(({ rating }) => rating));
    const best = rated.filter(({ rating }) => rating >= 0 && rating === highest);
    return best.length === 1 ? best[0]?.candidate : undefined;
  };
  return lost.flatMap((old): [Criterion, Criterion][] => {
    const match = onlyBest(added, (criterion) => likeness(old, criterion));
    if (match === undefined) return [];
    const back = onlyBest(lost, (criterion) => likeness(criterion, match));
    return back === old ? [[old, match]] : [];
  });
}
