// Access: axe on every page, the keyboard alone, the reading order of a screen reader.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { SEEN, URL, check, eq, keep, official, passwordOf, true_, visitor, withPage } from "./lib.mjs";
import { DOCUMENT, contextOf, pages } from "./zone.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function axeFinds(page, what) {
  await page.evaluate(axe); // not as a <script>: the pages allow none but their own
  const found = await page.evaluate(() => window.axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  true_(serious.length === 0, serious.map((v) =>
    `${what}: ${v.impact} ${v.id}: ${v.help}\n${v.nodes.slice(0, 4).map((n) =>
      `  ${n.target} ${n.html.slice(0, 200)} ${n.any[0]?.message ?? ""}`).join("\n")}`).join("\n"));
}

for (const name of Object.keys(pages)) {
  await check(`axe finds nothing serious: ${name}`, async () => {
    await withPage(await contextOf(name), async (page) => {
      await page.goto(URL + pages[name][0]);
      for (const it of await page.locator("details:not([open]) > summary").all())
        if (await it.isVisible()) await it.click();
      await axeFinds(page, name);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize({ width: 360, height: 740 });
      await axeFinds(page, `${name}, dark, on a telephone`);
      if (pages[name][1] || name === "login") return;
      const [path, query] = pages[name][0].split("?");
      await page.goto(`${URL}${path}?${query ? query + "&" : ""}elder=1`);
      await axeFinds(page, `${name} for elders`);
    });
  });
}

await check("axe finds nothing serious: forms with errors, an empty list, a refused page", async () => {
  await withPage(await visitor(), async (page) => {
    await page.goto(`${URL}/staff/login`);
    await page.fill("#login", "nobody");
    await page.fill("#password", "x");
    await page.click("main button[type=submit]");
    await page.waitForSelector("[role=alert]");
    await axeFinds(page, "a refused log-in");
  });
  await withPage(await official("admin"), async (page) => {
    await page.goto(`${URL}/staff/setup/site`);
    await page.fill("#email", "nobody");
    await page.click("main form button[type=submit]");
    await page.waitForSelector("[role=alert]");
    await axeFinds(page, "settings that do not fit");
  });
  await withPage(await official("drafter"), async (page) => {
    await page.goto(`${URL}/staff/cases/document/?state=void`);
    await axeFinds(page, "an empty list");
    await page.goto(`${URL}/staff/users`);
    await axeFinds(page, "a page one may not see");
  });
});

// ---- keyboard -----------------------------------------------------------------------------------

/** Tab until the focused element fits; every stop must be visible and show where it is. */
async function tabTo(page, fits, what, most = 120) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const it = document.activeElement;
      const style = getComputedStyle(it);
      const box = it.getBoundingClientRect();
      return { tag: it.tagName, id: it.id, text: (it.innerText || it.value || "").trim(),
        href: it.getAttribute("href") ?? "", type: it.getAttribute("type") ?? "",
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0,
        // A row that can be clicked as a whole has its ring around the row.
        ring: [style, getComputedStyle(it, "::after")].some((s) => s.outlineStyle !== "none"
          && parseFloat(s.outlineWidth) > 0) || style.boxShadow !== "none" };
    });
    if (at.tag !== "BODY") {
      true_(at.seen, `the focus is on something unseen: ${JSON.stringify(at)}`);
      true_(at.ring, `no focus ring: ${JSON.stringify(at)}`);
    }
    if (fits(at)) return at;
  }
  throw new Error(`${what} is not reached with ${most} tabs`);
}

await check("by keyboard: skip link, search, a hit, back to the top", async () =>
  withPage(await visitor(), async (page) => {
    await page.goto(`${URL}/columns/news/`);
    const first = await tabTo(page, () => true, "the first stop");
    eq([first.tag, first.href], ["A", "#main"], "the first stop is the skip link");
    await page.keyboard.press("Enter");
    eq(await page.evaluate(() => document.activeElement.id), "main", "the skip link leads to");
    await page.goto(URL + "/");
    await tabTo(page, (at) => at.id === "q", "the search field");
    await page.keyboard.type("营商环境");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=/);
    const hit = await tabTo(page, (at) => at.href.startsWith("/documents/"), "the first hit");
    await page.keyboard.press("Enter");
    await page.waitForURL(URL + hit.href);
    eq(await page.locator("h1").innerText(), hit.text, "the title of the document");
  }));

await check("by keyboard: log in, open a document, submit it", async () =>
  withPage(await visitor(), async (page) => {
    await page.goto(`${URL}/staff/login`);
    await tabTo(page, (at) => at.id === "login", "the account");
    await page.keyboard.type("drafter2");
    await tabTo(page, (at) => at.id === "password", "the password");
    await page.keyboard.type(passwordOf("drafter2"));
    await page.keyboard.press("Enter");
    await page.waitForURL(`${URL}/staff/`);
    const row = await tabTo(page, (at) => at.href.startsWith("/staff/cases/document/")
      && at.text.includes("技术改造储备项目"), "the draft on the home");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${URL}${row.href}`);
    await tabTo(page, (at) => at.tag === "BUTTON" && at.text.includes("提交审核"), "the button");
    await page.keyboard.press("Enter");
    await page.waitForURL(/done=moved/);
    true_((await page.locator("main").innerText()).includes("科室审核"), "the new state");
  }));

await check("by keyboard: a refused form leads to its errors, each error to its field", async () =>
  withPage(await official("drafter"), async (page) => {
    await page.goto(`${URL}/staff/documents/new`);
    await page.evaluate(() => document.querySelectorAll("[required]")
      .forEach((it) => it.removeAttribute("required")));
    await page.locator("button[value=edit]").focus();
    await page.keyboard.press("Enter");
    const summary = page.locator("[role=alert][data-summary]");
    await summary.waitFor();
    eq(await page.evaluate(() => document.activeElement.hasAttribute("data-summary")), true,
      "the focus is on the summary");
    const link = await tabTo(page, (at) => at.href.startsWith("#"), "the first error");
    await page.keyboard.press("Enter");
    eq(await page.evaluate(() => document.activeElement.id), link.href.slice(1), "the field");
  }));

await check("by keyboard: lists with j, k and Enter", async () =>
  withPage(await official("office"), async (page) => {
    await page.goto(`${URL}/staff/cases/document/`);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const second = await page.locator("a[data-open]").nth(1).getAttribute("href");
    eq(await page.evaluate(() => document.activeElement.getAttribute("href")
      ?? document.activeElement.querySelector("a")?.getAttribute("href")), second, "after j j");
    const first = await page.locator("a[data-open]").first().getAttribute("href");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.waitForURL(URL + first);
  }));

// ---- reading order ------------------------------------------------------------------------------

const READING = fileURLToPath(new globalThis.URL("reading/", import.meta.url));

/** The accessibility tree as text. Numbers and dates change with the year: '#'. */
const reading = async (page) =>
  (await page.locator("body").ariaSnapshot()).replace(/\d+/g, "#").replace(/(# ?, ?)+#/g, "#") + "\n";

for (const name of ["home", "document", "search"]) {
  await check(`reading order of ${name} is the kept one`, async () =>
    withPage(await contextOf(name), async (page) => {
      await page.goto(URL + pages[name][0]);
      const now = await reading(page);
      writeFileSync(`${SEEN}/${name}.txt`, now);
      if (keep) {
        mkdirSync(READING, { recursive: true });
        writeFileSync(`${READING}${name}.txt`, now);
      }
      true_(existsSync(`${READING}${name}.txt`), "no kept file; run.sh --keep makes it");
      const kept = readFileSync(`${READING}${name}.txt`, "utf8").split("\n");
      const at = now.split("\n").findIndex((line, i) => line !== kept[i]);
      true_(now === kept.join("\n"), `differs at line ${at + 1}:\n  now  ${now.split("\n")[at]}\n`
        + `  kept ${kept[at]}\n(if that is meant: tests/browser/run.sh --keep)`);
    }));
}

await check("targets are large enough on a telephone, 24 pixels and more", async () => {
  for (const name of ["home", "column", "search", "document", "staff-home"]) {
    await withPage(await contextOf(name, { viewport: { width: 360, height: 740 } }), async (page) => {
      await page.goto(URL + pages[name][0]);
      const small = await page.evaluate(() => [...document.querySelectorAll("a, button, input, select")]
        .filter((it) => it.checkVisibility() && !it.closest("p, li, dd, .hidden, .skip, .rich"))
        .filter((it) => {
          const box = it.getBoundingClientRect();
          return box.width > 0 && (box.height < 24 || box.width < 24) && it.type !== "hidden";
        }).map((it) => it.outerHTML.slice(0, 160)));
      eq(small, [], name);
    });
  }
});

await check("zoomed to 200 percent the document page still fits", async () =>
  withPage(await visitor({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }),
    async (page) => {
      await page.goto(URL + DOCUMENT);
      eq(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "fits");
    }));
