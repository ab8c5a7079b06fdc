/** The placeholders a prompt file may hold; the first two are required. */
const placeholderNames = ['transcription', 'criteria_list', 'custom_instructions'] as const;
export type PlaceholderName = (typeof placeholderNames)[number];

type TemplatePart = { readonly text: string } | { readonly placeholder: PlaceholderName };

/** A prompt file taken apart; inserted text is never itself expanded. */
export interface PromptTemplate {
  readonly parts: readonly TemplatePart[];
}

export type TemplateParsing =
  | { readonly ok: true; readonly template: PromptTemplate }
  /** One line per problem, each naming its line. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Prompt files are written for Python's `str.format`: `{name}` is a placeholder, `{{` and `}}` are literal braces. */
export function parsePromptTemplate(source: string): TemplateParsing {
  const parts: TemplatePart[] = [];
  const problems: string[] = [];
  const found = new Set<PlaceholderName>();
  let literal = '';
  let position = 0;
  for (const match of source.matchAll(/\{\{|\}\}|\{[^{}\n]*\}|[{}]/gu)) {
    const token = match[0];
    literal += source.slice(position, match.index);
    position = match.index + token.length;
    const line = source.slice(0, match.index).split('\n').length;
    const name = placeholderNames.find((known) => token === `{${known}}`);
    if (token === '{{' || token === '}}') {
      literal += token.charAt(0);
    } else if (name !== undefined) {
      if (literal !== '') parts.push({ text: literal });
      literal = '';
      parts.push({ placeholder: name });
      found.add(name);
    } else if (token.length === 1) {
      problems.push(`line ${line}: a lone "${token}"; write "${token}${token}" for a literal brace`);
    } else {
      problems.push(
        `line ${line}: unknown placeholder ${token.slice(0, 40)}; known are ${placeholderNames
          .map((known) => `{${known}}`)
          .join(', ')}; write "{{" and "}}" for literal braces`,
      );
    }
  }
  literal += source.slice(position);
  if (literal !== '') parts.push({ text: literal });
  for (const required of ['transcription', 'criteria_list'] as const) {
    if (!found.has(required)) {
      problems.push(
        `line 1 to ${source.split('\n').length}: {${required}} is missing and must stand in the file`,
      );
    }
  }
  return problems.length === 0 ? { ok: true, template: { parts } } : { ok: false, problems };
}

/** The prompt text for one call. */
export function renderPrompt(
  template: PromptTemplate,
  { transcription, ...others }: Readonly<Record<PlaceholderName, string>>,
): string {
  return renderFrame(template, others).join(transcription);
}

/** The prompt around the transcript: joined by the transcript of a call it is the prompt of that call. */
export function renderFrame(
  template: PromptTemplate,
  values: Readonly<Record<Exclude<PlaceholderName, 'transcription'>, string>>,
): string[] {
  const frame: string[] = [];
  let piece = '';
  for (const part of template.parts) {
    if ('text' in part) piece += part.text;
    else if (part.placeholder !== 'transcription') piece += values[part.placeholder];
    else {
      frame.push(piece);
      piece = '';
    }
  }
  return [...frame, piece];
}

/** The template as a prompt file would write it: parsed again, it is the same. */
export function templateSource(template: PromptTemplate): string {
  return template.parts
    .map((part) => ('text' in part ? part.text.replace(/[{}]/gu, '$&$&') : `{${part.placeholder}}`))
    .join('');
}
