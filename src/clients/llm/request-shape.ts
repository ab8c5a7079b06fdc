/** How the model is asked for JSON, from the surest to the plainest. */
const jsonModes = ['json_schema', 'json_object', 'none'] as const;
type JsonMode = (typeof jsonModes)[number];

/** Which optional parameters the requests of this run carry. */
export interface RequestShape {
  readonly jsonMode: JsonMode;
  readonly withMaxTokens: boolean;
}

/** A parameter that a model may refuse. */
export type RefusableParameter = 'response_format' | 'max_tokens';

/** What the model behind the gateway takes, learned from its refusals and remembered for the run. */
export interface ShapeMemory {
  readonly current: RequestShape;
  /**
   * Leaves out what was refused. Requests that were under way with the same shape are refused as well: each of them only
   * takes the step once.
   * @returns false when there is nothing left to leave out
   */
  simplify(refused: RequestShape, parameter: RefusableParameter): boolean;
}

export function createShapeMemory(): ShapeMemory {
  let current: RequestShape = { jsonMode: 'json_schema', withMaxTokens: true };
  return {
    get current() {
      return current;
    },
    simplify(refused, parameter) {
      if (parameter === 'max_tokens') {
        if (!refused.withMaxTokens) return false;
        current = { ...current, withMaxTokens: false };
        return true;
      }
      const plainer = jsonModes[jsonModes.indexOf(refused.jsonMode) + 1];
      if (plainer === undefined) return false;
      if (current.jsonMode === refused.jsonMode) current = { ...current, jsonMode: plainer };
      return true;
    },
  };
}
