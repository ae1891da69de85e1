/**
 * Formulas: TeX as MathML, which browsers lay out themselves. Loaded when a document has the first one.
 *
 * MathML alone, without KaTeX's own HTML: that needs styles on single elements, which the page's policy forbids.
 */

import katex from "katex";

/** Limits for what people write: a formula cannot load, link, or grow without end. */
const LIMITS = { maxExpand: 500, maxSize: 50, strict: false, trust: false } as const;

/** Shows `latex` in `element`. Answers what is wrong with it, or null. */
export function showFormula(element: HTMLElement, latex: string, isBlock: boolean): string | null {
  try {
    katex.render(latex, element, { ...LIMITS, displayMode: isBlock, output: "mathml", throwOnError: true });
  } catch (error) {
    if (!(error instanceof katex.ParseError)) throw error;
    element.textContent = latex;
    return error.rawMessage;
  }
  for (const styled of element.querySelectorAll("[style]")) styled.removeAttribute("style");
  return null;
}
