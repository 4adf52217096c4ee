/*
 * Text from Word and WPS, made plain before the editor reads it: headings by their style names
 * become headings, bold and its like that are written as styles become marks, and everything else
 * that is not in the schema falls away by itself.
 *
 * Under the strict content policy the browser reads no style attribute, not even in a document that
 * is only parsed: they are set aside as text first, and event handlers dropped with them.
 */

const KEPT_STYLE = "data-style";

/** Word's own names of heading styles, also in Chinese. */
const HEADINGS: readonly (readonly [RegExp, string])[] = [
  [/^(MsoTitle|MsoHeading1|标题1|1级标题)$/i, "h2"],
  [/^(MsoHeading2|标题2|2级标题)$/i, "h3"],
  [/^(MsoHeading3|标题3|3级标题)$/i, "h4"],
];

/** Classes that the editor itself writes: text that is moved within it keeps its form. */
const OWN_CLASS = /^(center|right|indent-[1-8])$/;

/** What a style means, as a pattern of its text. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/font-weight\s*:\s*(bold|bolder|[6-9]00)/i, "strong"],
  [/font-style\s*:\s*italic/i, "em"],
  [/text-decoration[\w-]*\s*:[^;]*underline/i, "u"],
  [/text-decoration[\w-]*\s*:[^;]*line-through/i, "s"],
  [/vertical-align\s*:\s*super/i, "sup"],
  [/vertical-align\s*:\s*sub(?!\w)/i, "sub"],
];

function setStylesAside(html: string): string {
  return html.replace(/<style[\s\S]*?<\/style\s*>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) =>
    tag.replace(/\sstyle\s*=/i, ` ${KEPT_STYLE}=`).replace(/\son\w+\s*=/gi, " data-gone="));
}

function rename(it: Element, name: string): void {
  const other = it.ownerDocument.createElement(name);
  other.className = it.className;
  other.setAttribute(KEPT_STYLE, it.getAttribute(KEPT_STYLE) ?? "");
  other.append(...it.childNodes);
  it.replaceWith(other);
}

function wrapInside(it: Element, name: string): void {
  const mark = it.ownerDocument.createElement(name);
  mark.append(...it.childNodes);
  it.append(mark);
}

/** What stays of class and style: how a paragraph stands. */
function keepForm(it: Element): void {
  const style = it.getAttribute(KEPT_STYLE) ?? "";
  const said = /text-align\s*:\s*(center|right)/i.exec(style)?.[1] ?? it.getAttribute("align") ?? "";
  const kept = [...it.classList].filter((name) => OWN_CLASS.test(name));
  const to = said.toLowerCase();
  if ((to === "center" || to === "right") && !kept.includes(to)) kept.push(to);
  it.className = kept.join(" ");
  it.removeAttribute(KEPT_STYLE);
}

export function cleanPasted(html: string): string {
  const page = new DOMParser().parseFromString(setStylesAside(html), "text/html");
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
  for (const it of page.querySelectorAll(`span[${KEPT_STYLE}]`)) {
    const style = it.getAttribute(KEPT_STYLE) ?? "";
    for (const [means, mark] of MARKS) if (means.test(style)) wrapInside(it, mark);
  }
  for (const it of page.querySelectorAll(`[class], [align], [${KEPT_STYLE}]`)) keepForm(it);
  return page.body.innerHTML;
}
