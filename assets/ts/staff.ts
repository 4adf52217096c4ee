/*
 * The back office with the keyboard: j and k go along a list, Enter opens, x ticks, / goes to the
 * search, g and a letter to a page, ? says so. The bar below a list counts what is ticked. And a
 * form is sent once. Pages are whole without it.
 */

const PAGES: Record<string, string> = {
  h: "/staff/",
  d: "/staff/cases/document/",
  c: "/staff/calendar",
  u: "/staff/users",
  a: "/staff/audit",
};

const HELP: readonly (readonly [string, string])[] = [
  ["j　k", "下一件、上一件"],
  ["Enter", "打开这一件"],
  ["x", "勾选这一件，或者取消"],
  ["/", "搜索或者筛选"],
  ["g h", "工作台"],
  ["g d", "文件列表"],
  ["g c", "工作日历"],
  ["g u", "账号"],
  ["g a", "操作记录"],
  ["?", "这张表"],
];

/** Whether the keys belong to what the person is typing into. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)) return false;
  return target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-list] [data-row]")];
}

/** Moves the mark along the list; the link itself takes the focus, so that Enter is the browser's. */
function move(step: number): void {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((it) => it.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, here + step))] ?? all[0]!;
  for (const it of all) it.classList.toggle("task-here", it === next);
  next.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function toFilter(): boolean {
  const field = document.querySelector<HTMLElement>("[data-search]") ??
    document.querySelector<HTMLElement>(".filters select, [data-filter]");
  field?.focus();
  return field !== null;
}

/* ---- ticks ---------------------------------------------------------------------------------- */

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("[data-bulk] input[name=case]")];
}

function countTicks(): void {
  const bar = document.querySelector<HTMLElement>("[data-bulk-bar]");
  const words = bar?.querySelector<HTMLElement>("[data-bulk-count]");
  const button = bar?.querySelector<HTMLButtonElement>("button");
  const all = boxes();
  const n = all.filter((it) => it.checked).length;

  if (!bar || !words || !button) return;
  bar.classList.toggle("bulk-some", n > 0);
  words.textContent = n ? `已勾选 ${n} 件` : "在要办的件前面打勾，可以一起办理。";
  button.disabled = n === 0;
  const whole = document.querySelector<HTMLInputElement>("[data-tick-all] input");
  if (whole) {
    whole.checked = n > 0 && n === all.length;
    whole.indeterminate = n > 0 && n < all.length;
  }
}

function tickHere(): void {
  const box = document.querySelector<HTMLInputElement>(".task-here input[name=case]");
  if (!box) return;
  box.checked = !box.checked;
  countTicks();
}

/** A box in the head of the table ticks the page; without a script it could do nothing. */
function offerAll(): void {
  const place = document.querySelector("[data-tick-all]");
  if (!place || !boxes().length) return;
  const whole = document.createElement("input");
  whole.type = "checkbox";
  whole.setAttribute("aria-label", "勾选这一页的全部");
  whole.addEventListener("change", () => {
    for (const it of boxes()) it.checked = whole.checked;
    countTicks();
  });
  place.append(whole);
  document.querySelector("[data-bulk]")?.addEventListener("change", countTicks);
  /* Back from the next page the browser may have kept the ticks. */
  window.addEventListener("pageshow", countTicks);
}

/* ---- help ----------------------------------------------------------------------------------- */

function showHelp(): void {
  let box = document.querySelector<HTMLDialogElement>(".keys-box");
  if (!box) {
    box = document.createElement("dialog");
    box.className = "keys-box";
    const title = document.createElement("h2");
    title.textContent = "快捷键";
    title.id = "keys-title";
    box.setAttribute("aria-labelledby", title.id);
    const list = document.createElement("dl");
    for (const [keys, what] of HELP) {
      const line = document.createElement("div");
      const key = document.createElement("dt");
      const mark = document.createElement("kbd");
      const text = document.createElement("dd");
      mark.textContent = keys;
      text.textContent = what;
      key.append(mark);
      line.append(key, text);
      list.append(line);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button-quiet";
    close.textContent = "关闭";
    close.addEventListener("click", () => box?.close());
    box.append(title, list, close);
    document.body.append(box);
  }
  box.showModal();
}

let afterG = false;

function onKey(e: KeyboardEvent): void {
  if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (afterG) {
    afterG = false;
    const page = PAGES[e.key];
    if (page) window.location.assign(page);
    return;
  }
  if (e.key === "j") move(1);
  else if (e.key === "k") move(-1);
  else if (e.key === "x") tickHere();
  else if (e.key === "/" && toFilter()) e.preventDefault();
  else if (e.key === "g") {
    afterG = true;
    window.setTimeout(() => (afterG = false), 1000);
  } else if (e.key === "?") showHelp();
}

/** The server notices a form that is sent twice; this spares the person the second answer. */
function sendOnce(form: HTMLFormElement): void {
  form.addEventListener("submit", (e) => {
    if (form.dataset["sent"]) {
      e.preventDefault();
      return;
    }
    form.dataset["sent"] = "1";
    /* After the values have been gathered: a disabled button would not be sent. */
    window.setTimeout(() => {
      for (const it of form.querySelectorAll("button")) it.disabled = true;
    });
  });
  /* Back from the next page: the form may be sent again. */
  window.addEventListener("pageshow", () => {
    delete form.dataset["sent"];
    for (const it of form.querySelectorAll("button")) it.disabled = false;
  });
}

document.addEventListener("keydown", onKey);
offerAll();
countTicks();
for (const it of document.querySelectorAll("[data-needs-script]")) it.removeAttribute("hidden");
for (const it of document.querySelectorAll<HTMLFormElement>("form[data-once]")) sendOnce(it);
/* What went wrong is read out and seen first. */
document.querySelector<HTMLElement>("[data-summary]")?.focus();
/* An action that a link points to is opened. */
const aim = window.location.hash && document.getElementById(window.location.hash.slice(1));
if (aim) aim.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button")?.focus();
