/** Tags that reasoning models put around their thoughts; `[THINK]` is Mistral's, `◁think▷` Kimi's. */
const thinkingTag =
  /<(\/?)(?:think(?:ing)?|thoughts?|reasoning|reflection|scratchpad)\b[^<>]*>|\[(\/?)THINK\]|◁(\/?)think▷/giu;
/** Stands where thinking stood: nothing in JSON, so that what it parted does not become one. */
const seam = '\u0000';

/** What a model says outside of its thinking: drafts of JSON inside it are no answer. */
export function withoutThinking(text: string): string {
  let said = '';
  let from = 0;
  let isThinking = false;
  for (const tag of text.matchAll(thinkingTag)) {
    const closes = [tag[1], tag[2], tag[3]].includes('/');
    // When a tag only closes, everything before it was thinking.
    if (closes) said = isThinking ? said + seam : '';
    else if (!isThinking) said += text.slice(from, tag.index);
    isThinking = !closes;
    from = tag.index + tag[0].length;
  }
  return isThinking ? said : said + text.slice(from);
}
