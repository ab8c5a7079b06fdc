import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePromptTemplate, renderPrompt, templateSource } from '../../../src/domain/prompt-template.ts';

const values = { transcription: '<T>', criteria_list: '<C>', custom_instructions: '<I>' };

function render(source: string, inserted: Parameters<typeof renderPrompt>[1] = values): string {
  const parsing = parsePromptTemplate(source);
  if (!parsing.ok) throw new Error(parsing.problems.join('; '));
  return renderPrompt(parsing.template, inserted);
}

function problemsOf(source: string): readonly string[] {
  const parsing = parsePromptTemplate(source);
  return parsing.ok ? [] : parsing.problems;
}

describe('a prompt file', () => {
  it('has its placeholders replaced, each as often as it stands there', () => {
    expect(render('{criteria_list}\n{custom_instructions}\n{transcription}{transcription}')).toBe(
      '<C>\n<I>\n<T><T>',
    );
  });

  it('does without {custom_instructions}', () => {
    expect(render('{criteria_list}{transcription}')).toBe('<C><T>');
  });

  it("doubled braces are literal ones, as in Python's str.format", () => {
    expect(render('{{"a": {{}}}} {criteria_list} {{{transcription}}}')).toBe('{"a": {}} <C> {<T>}');
  });

  it('inserted text is never itself expanded', () => {
    const inserted = {
      transcription: '{criteria_list} {{x}} $& $1',
      criteria_list: '{transcription}',
      custom_instructions: '',
    };
    expect(render('{criteria_list}|{transcription}', inserted)).toBe(
      '{transcription}|{criteria_list} {{x}} $& $1',
    );
  });

  it.each([
    '{unknown}',
    '{}',
    '{0}',
    '{transcription!r}',
    '{transcription:>10}',
    '{ transcription }',
    '{Transcription}',
  ])('the unknown placeholder %s is named with its line', (placeholder) => {
    expect(problemsOf(`{criteria_list}\n{transcription}\nтекст ${placeholder}`)).toEqual([
      expect.stringMatching(/^line 3: unknown placeholder/u),
    ]);
  });

  it.each(['{', '}', 'a } b', '{transcription', 'x}}}', '{{}'])(
    'a lone brace is named with its line: %s',
    (text) => {
      const problems = problemsOf(`{criteria_list}\n{transcription}\n\n${text}`);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^line 4: a lone "[{}]"; write/u);
    },
  );

  it('all problems are reported together', () => {
    expect(problemsOf('{\n{x}\n}')).toEqual([
      expect.stringContaining('line 1: a lone'),
      expect.stringContaining('line 2: unknown'),
      expect.stringContaining('line 3: a lone'),
      expect.stringContaining('{transcription} is missing'),
      expect.stringContaining('{criteria_list} is missing'),
    ]);
  });

  it('a placeholder in doubled braces is text, so it is still missing', () => {
    expect(problemsOf('{{transcription}} {criteria_list}')).toEqual([
      expect.stringContaining('{transcription} is missing'),
    ]);
  });

  it('any text survives when its braces are doubled', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '\n', ' ') }), (text) => {
        const escaped = text.replaceAll('{', '{{').replaceAll('}', '}}');
        expect(render(`${escaped}|{criteria_list}{transcription}`)).toBe(`${text}|<C><T>`);
      }),
    );
  });

  it('can be written down again, and is the same when it is read', () => {
    const part = fc.constantFrom('{{', '}}', 'a', '\n', '{custom_instructions}', '{transcription}');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const source = `${parts.join('')}{criteria_list}{transcription}`;
        const parsing = parsePromptTemplate(source);
        expect(parsing.ok && templateSource(parsing.template)).toBe(source);
      }),
    );
  });
});
