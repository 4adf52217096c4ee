/*
 * Text from Word and WPS, made plain before the editor reads it: lists that are only paragraphs
 * with a number in front stay paragraphs, headings by their style names become headings, and
 * everything else that is not in the schema falls away by itself.
 */

/** Word's own names of heading styles, also in Chinese. */
const HEADINGS: readonly (readonly [RegExp, string])[] = [
  [/^(MsoTitle|MsoHeading1|标题1|1级标题)$/i, "h2"],
  [/^(MsoHeading2|标题2|2级标题)$/i, "h3"],
  [/^(MsoHeading3|标题3|3级标题)$/i, "h4"],
];

function rename(it: Element, name: string): void {
  const other = it.ownerDocument.createElement(name);
  other.append(...it.childNodes);
  it.replaceWith(other);
}

/** Bold, italic … that Word writes as styles of a span. */
function marksOfStyle(it: HTMLElement): string[] {
  const style = it.style;
  const marks: string[] = [];
  if (style.fontWeight === "bold" || Number(style.fontWeight) >= 600) marks.push("strong");
  if (style.fontStyle === "italic") marks.push("em");
  if (style.textDecoration.includes("underline")) marks.push("u");
  if (style.textDecoration.includes("line-through")) marks.push("s");
  if (style.verticalAlign === "super") marks.push("sup");
  if (style.verticalAlign === "sub") marks.push("sub");
  return marks;
}

function wrapInside(it: Element, name: string): void {
  const mark = it.ownerDocument.createElement(name);
  mark.append(...it.childNodes);
  it.append(mark);
}

export function cleanPasted(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const it of page.querySelectorAll("style, script, meta, link, title, xml")) it.remove();
  for (const it of page.querySelectorAll("*")) {
    /* <o:p>, <w:sdt>: Word's own elements; what they hold stays. */
    if (it.tagName.includes(":")) it.replaceWith(...it.childNodes);
  }
  for (const it of page.querySelectorAll("p")) {
    const to = HEADINGS.find(([name]) => [...it.classList].some((c) => name.test(c)));
    if (to) rename(it, to[1]);
  }
  /* The page has its own title: what is level 1 elsewhere is level 2 here. */
  for (const it of page.querySelectorAll("h1")) rename(it, "h2");
  for (const it of page.querySelectorAll("h5, h6")) rename(it, "h4");
  for (const it of page.querySelectorAll<HTMLElement>("span[style]")) {
    for (const mark of marksOfStyle(it)) wrapInside(it, mark);
  }
  for (const it of page.querySelectorAll("[style]")) {
    const align = it instanceof HTMLElement ? it.style.textAlign : "";
    it.removeAttribute("style");
    if ((align === "center" || align === "right") && it instanceof HTMLElement) it.style.textAlign = align;
  }
  for (const it of page.querySelectorAll("[class]")) it.removeAttribute("class");
  return page.body.innerHTML;
}
