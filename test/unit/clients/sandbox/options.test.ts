import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultKindsOf } from '../../../../src/clients/sandbox/options/fault-kinds.ts';
import { parseFault } from '../../../../src/clients/sandbox/options/parse-fault.ts';
import { drawLatency, parseLatencies } from '../../../../src/clients/sandbox/options/parse-latency.ts';
import { misbehaviourKinds } from '../../../../src/clients/sandbox/options/misbehaviour-kinds.ts';
import { parseMisbehaviours } from '../../../../src/clients/sandbox/options/parse-misbehaviour.ts';
import { serviceNames } from '../../../../src/clients/sandbox/options/services.ts';
import { sandboxOptionsHelp } from '../../../../src/clients/sandbox/start-sandbox.ts';

describe('latency options', () => {
  it('are read', () => {
    expect(
      parseLatencies(['llm=lognormal:1200:0.5', 'tbank=constant:20', 'llm=lognormal:9:0.1:2:30']),
    ).toEqual({
      llm: { kind: 'lognormal', medianMs: 9, sigma: 0.1, minMs: 2, maxMs: 30 },
      tbank: { kind: 'constant', ms: 20 },
    });
  });

  it.each([
    'llm',
    'llm=',
    'llm=constant',
    'llm=constant:x',
    'llm=constant:-1',
    'llm=normal:1:2',
    'llm=lognormal:1',
    'llm=lognormal:1:2:3',
    'llm=lognormal:1:2:5:3',
    'db=constant:1',
    'llm=constant:1=2',
  ])('are refused with what is allowed: %s', (text) => {
    expect(() => parseLatencies([text])).toThrow(
      /Latency ".*" cannot be used: .*constant:MS.*tbank, google, llm/s,
    );
  });

  it('draw a median that is near the one asked for, within the bounds, the same for the same seed', () => {
    const { llm } = parseLatencies(['llm=lognormal:1200:0.5:200:3000']);
    const drawn = Array.from({ length: 2001 }, (_, number) => drawLatency(llm, 7, number + 1));
    const median = [...drawn].sort((one, other) => one - other)[1000]!;
    expect(median).toBeGreaterThan(1100);
    expect(median).toBeLessThan(1300);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(200);
    expect(Math.max(...drawn)).toBe(3000);
    expect(drawLatency(llm, 7, 5)).toBe(drawn[4]);
    expect(drawLatency(llm, 8, 5)).not.toBe(drawn[4]);
  });
});

describe('fault options', () => {
  it('are read', () => {
    expect(parseFault('llm:500@1%')).toMatchObject({
      service: 'llm',
      kind: '500',
      share: 0.01,
      sorts: ['completion'],
    });
    const numbered = parseFault('tbank:429:retry-after=2:on=calls@#3,7');
    expect(numbered).toMatchObject({ share: 0, options: { 'retry-after': '2' }, sorts: ['calls'] });
    expect([...numbered.numbers]).toEqual([3, 7]);
  });

  it.each([
    ['llm:500', /SERVICE:KIND/],
    ['llm:500@x', /SERVICE:KIND/],
    ['db:500@1%', /services: tbank, google, llm/],
    ['llm:expire@1%', /no kind "expire"; kinds: 400–599,.*budget/],
    ['llm:200@1%', /no kind "200"/],
    ['llm:500@101%', /at most 100%/],
    ['llm:500:wait=2@1%', /option "wait=2" is none of/],
    ['llm:500:on=calls@1%', /completion, models, health/],
    ['llm:429:retry-after=soon@1%', /takes a number/],
    ['llm:html:status=999@1%', /from 200 to 599/],
  ])('are refused with what is allowed: %s', (text, problem) => {
    expect(() => parseFault(text)).toThrow(problem);
  });

  it('never crash in another way than with their message', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseFault(text)).toThrow(/^Fault ".*" cannot be used: /s);
      }),
    );
  });

  it('are all listed by the help, per service', () => {
    for (const service of serviceNames) {
      expect(sandboxOptionsHelp).toContain(`Kinds of ${service} only:`);
      for (const [kind, meaning] of Object.entries(faultKindsOf(service))) {
        expect(sandboxOptionsHelp).toContain(`${kind.padEnd(20)} ${meaning}`);
        expect(parseFault(`${service}:${kind}@5%`).kind).toBe(kind);
      }
    }
    for (const word of ['retry-after', 'lognormal:MEDIAN_MS:SIGMA', 'constant:MS', '@SHARE%', '@#K']) {
      expect(sandboxOptionsHelp).toContain(word);
    }
  });
});

describe('misbehaviour options', () => {
  it('are read', () => {
    expect(parseMisbehaviours(['leave-out:once@2.5%', 'rename@97.5%'])).toEqual([
      { kind: 'leave-out', once: true, share: 0.025 },
      { kind: 'rename', once: false, share: 0.975 },
    ]);
    expect(parseMisbehaviours(['repeat@33.4%', 'exceed@33.3%', 'negative@33.3%'])).toHaveLength(3);
  });

  it.each([
    [['leave-out'], /KIND@SHARE%/],
    [['leave-out@#3'], /KIND@SHARE%/],
    [['leave-out:twice@3%'], /KIND:once@SHARE%/],
    [['forget@3%'], /no kind "forget"; kinds: invent-quote, .*not-applicable/],
    [['rename@60%', 'repeat@41%'], /"repeat@41%" cannot be used: all shares together are at most 100%/],
  ])('are refused with what is allowed: %j', (texts, problem) => {
    expect(() => parseMisbehaviours(texts)).toThrow(problem);
  });

  it('are all listed by the help', () => {
    expect(sandboxOptionsHelp).toContain('--misbehave KIND:once@SHARE%');
    for (const [kind, meaning] of Object.entries(misbehaviourKinds)) {
      expect(sandboxOptionsHelp).toContain(`${kind.padEnd(20)} ${meaning}`);
      expect(parseMisbehaviours([`${kind}@5%`])[0]?.kind).toBe(kind);
    }
  });
});
