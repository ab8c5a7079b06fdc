import { describe, expect, it } from 'vitest';
import { parseListedEntry } from '../../../../src/clients/tbank/listed-entry.ts';

const item = (fields: Record<string, unknown> = {}) => ({
  segmentId: 10,
  startDate: '2026-11-20T10:00:00',
  endDate: '2026-11-20T10:05:00',
  duration: 300,
  ...fields,
});
const startOf = (startDate: string) => {
  const entry = parseListedEntry(item({ startDate, endDate: null }));
  return entry.kind === 'call' ? entry.startedAt.toISOString() : entry.problem;
};

describe('when a call began', () => {
  it.each([
    ['2026-11-20T10:00:00', '2026-11-20T07:00:00.000Z'],
    ['2026-11-20 10:00:00', '2026-11-20T07:00:00.000Z'],
    ['2026-11-20T10:00:00.250', '2026-11-20T07:00:00.250Z'],
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T10:00:00+05:00', '2026-11-20T05:00:00.000Z'],
    ['2028-02-29T23:30:00', '2028-02-29T20:30:00.000Z'],
    // Moscow has had no summer time since 2011, and +04:00 until 2014.
    ['2026-07-01T00:00:00', '2026-06-30T21:00:00.000Z'],
    ['2014-07-01T00:00:00', '2014-06-30T20:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(startOf(text)).toBe(instant);
  });

  it.each([
    '',
    '2026',
    '2026-11-20',
    '2026-02-30T10:00:00',
    '20.11.2026 10:00',
    '2026-W47-5T10:00',
    'soon',
    '10:00',
  ])('%j is no moment, and the field is named', (text) => {
    expect(startOf(text)).toBe('startDate: is no ISO-8601 timestamp');
  });
});

describe('an entry that PostgreSQL could not hold', () => {
  it('is malformed and does not end the night', () => {
    expect(startOf('0001-01-01T00:00:00')).toBe('startDate: is no plausible time');
    expect(startOf('9999-12-31T00:00:00')).toBe('startDate: is no plausible time');
    expect(parseListedEntry(item({ duration: 3_000_000_000 })).kind).toBe('malformed');
  });
});

describe('the id of a call', () => {
  it('is segmentId, else id', () => {
    expect(parseListedEntry(item({ id: 11 })).id).toBe(10);
    expect(parseListedEntry(item({ segmentId: null, id: 11 }))).toMatchObject({ kind: 'call', id: 11 });
    expect(parseListedEntry(item({ segmentId: undefined, id: 11 })).id).toBe(11);
  });

  it.each([0, -5, 1.5, 2 ** 53, '10', true, {}])('%j is none: malformed, with an id below 0', (segmentId) => {
    const entry = parseListedEntry(item({ segmentId, id: 11 }));
    expect(entry).toMatchObject({ kind: 'malformed', problem: 'segmentId: must be a whole number above 0' });
    expect(entry.id).toBeLessThan(0);
    expect(Number.isSafeInteger(entry.id)).toBe(true);
  });

  it('derived from the entry: the same for the same entry, another for another', () => {
    const nameless = (duration: number) => parseListedEntry({ startDate: 'x', duration, segmentId: null });
    expect(nameless(1).id).toBe(nameless(1).id);
    expect(parseListedEntry({ segmentId: null, duration: 1, startDate: 'x' }).id).toBe(nameless(1).id);
    expect(nameless(1).id).not.toBe(nameless(2).id);
  });

  it.each([null, 'text', 5, [item()]])('an entry that is no object (%j) is malformed too', (entry) => {
    expect(parseListedEntry(entry)).toMatchObject({ kind: 'malformed', problem: 'the entry is no object' });
  });
});

describe('the other fields', () => {
  it('nullable strings may be absent, are cleaned, and empty means none', () => {
    expect(
      parseListedEntry(
        item({
          operatorUserFullName: ' Малев\u0000\n Сергей ',
          operatorUserLogin: '  ',
          clientPhoneNumber: '',
        }),
      ),
    ).toMatchObject({ operatorName: 'Малев Сергей', operatorLogin: null, clientPhone: null });
    expect(parseListedEntry(item())).toMatchObject({
      operatorName: null,
      operatorLogin: null,
      clientPhone: null,
    });
  });

  it.each([undefined, null, ''])('an end that is %j is none yet', (endDate) => {
    expect(parseListedEntry(item({ endDate }))).toMatchObject({ finishedAt: null, endBeforeStart: false });
  });

  it('an end before the start is none and says so; an end at the start is one', () => {
    expect(parseListedEntry(item({ endDate: '0001-01-01T00:00:00' }))).toMatchObject({
      finishedAt: null,
      endBeforeStart: true,
    });
    const entry = parseListedEntry(item({ endDate: '2026-11-20T10:00:00' }));
    expect(entry).toMatchObject({ endBeforeStart: false, finishedAt: new Date('2026-11-20T07:00:00Z') });
  });

  it.each([
    ['startDate', null],
    ['endDate', 'later'],
    ['duration', -1],
    ['duration', 1.5],
    ['duration', '300'],
    ['duration', null],
    ['operatorUserFullName', 5],
    ['clientPhoneNumber', 79990000000],
  ])(
    '%s = %j makes the entry malformed: it keeps its id, the field is named, the value is not',
    (field, value) => {
      const entry = parseListedEntry(item({ [field]: value }));
      expect(entry).toMatchObject({ kind: 'malformed', id: 10 });
      const { problem } = entry as { problem: string };
      expect(problem).toMatch(new RegExp(`^${field}: `, 'u'));
      expect(problem).not.toContain('later');
      expect(problem).not.toContain('7999');
    },
  );
});
