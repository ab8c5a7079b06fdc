import { isMisbehaviourKind, misbehaviourKinds, type MisbehaviourKind } from './misbehaviour-kinds.ts';

/** A share of criteria that the model judges in a wrong way. */
export interface Misbehaviour {
  readonly kind: MisbehaviourKind;
  /** Only the first answer about a call misbehaves. */
  readonly once: boolean;
  /** 0..1. */
  readonly share: number;
}

/** 33.4 + 33.3 + 33.3 is a little more than 100 in floating point. */
const rounding = 1e-9;
const shape = /^([^:@]+)(:once)?@(\d+(?:\.\d+)?)%$/;

/** Reads options such as `invent-quote@5%` or `leave-out:once@2.5%`; a criterion meets one of them at most. */
export function parseMisbehaviours(texts: readonly string[]): Misbehaviour[] {
  let wholePercent = 0;
  return texts.map((text) => {
    const parts = shape.exec(text);
    if (parts === null) throw misbehaviourError(text, 'it is not KIND@SHARE% or KIND:once@SHARE%');
    const [, kind = '', once, share] = parts;
    if (!isMisbehaviourKind(kind)) {
      const kinds = Object.keys(misbehaviourKinds).join(', ');
      throw misbehaviourError(text, `there is no kind "${kind}"; kinds: ${kinds}`);
    }
    const percent = Number(share);
    wholePercent += percent;
    if (wholePercent > 100 + rounding) throw misbehaviourError(text, 'all shares together are at most 100%');
    return { kind, once: once !== undefined, share: percent / 100 };
  });
}

function misbehaviourError(text: string, problem: string): Error {
  return new Error(`Misbehaviour "${text}" cannot be used: ${problem}.`);
}
