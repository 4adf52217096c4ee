/*
 * The public pages' only script. Pages are whole without it; it shows the print button, which
 * could do nothing without a script, puts the moment of printing on the paper copy, and lets the
 * keyboard reach tables that are wider than the screen.
 */

function twoDigits(n: number): string {
  return String(n).padStart(2, "0");
}

/** YYYY-MM-DD HH:MM by the reader's clock. */
function minuteOf(t: Date): string {
  const day = [t.getFullYear(), twoDigits(t.getMonth() + 1), twoDigits(t.getDate())].join("-");
  return `${day} ${twoDigits(t.getHours())}:${twoDigits(t.getMinutes())}`;
}

function showWhatNeedsScript(): void {
  for (const it of document.querySelectorAll("[data-needs-script]")) {
    it.removeAttribute("hidden");
  }
  for (const it of document.querySelectorAll("[data-print]")) {
    it.addEventListener("click", () => window.print());
  }
}

/** The page may lie in a cache for hours; paper should say when it was printed. */
function stampPaper(): void {
  const label = document.querySelector("[data-print-time]");
  const moment = document.querySelector("[data-print-at]");
  if (!label || !moment) return;
  label.textContent = "打印时间";
  moment.textContent = minuteOf(new Date());
}

/** A table that scrolls must be reachable to be scrolled; not every browser sees to that itself. */
function reachWideTables(): void {
  for (const it of document.querySelectorAll<HTMLElement>(".rich > table")) {
    if (it.scrollWidth > it.clientWidth) it.tabIndex = 0;
    else it.removeAttribute("tabindex");
  }
}

showWhatNeedsScript();
reachWideTables();
window.addEventListener("resize", reachWideTables);
window.addEventListener("beforeprint", stampPaper);
