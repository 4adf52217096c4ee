// How pages look: sizes, elder, dark, print, without scripts, without style; pictures with --keep.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import UPNG from "upng-js";
import { SEEN, URL, check, eq, keep, true_, withPage } from "./lib.mjs";
import { contextOf, pages } from "./zone.mjs";

const WIDTHS = [320, 360, 768, 1440];
// Kept for the documents of the project.
const KEPT = ["home", "document", "search", "disclosure", "staff-home", "case", "editor"];
const KEPT_WIDTHS = [360, 1440];
const KEPT_HEIGHT = { 360: 2200, 1440: 1800 };
const FOLDER = fileURLToPath(new globalThis.URL("../../docs/screens/", import.meta.url));

/** With at most 128 colours: a picture of a page is a tenth of the size and looks the same. */
function smaller(png) {
  const picture = UPNG.decode(png);
  const rgba = UPNG.toRGBA8(picture)[0];
  return Buffer.from(UPNG.encode([rgba], picture.width, picture.height, 128));
}

/** A picture of the whole page for whoever wants to look; checks do not need it. */
async function see(page, name) {
  if (keep) await page.screenshot({ path: `${SEEN}/${name}.png`, fullPage: true });
}

/** The window as high as the picture, so that what sticks to its lower edge is there. */
async function keepPicture(page, name, most) {
  const width = page.viewportSize().width;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(height, most) });
  const png = await page.screenshot();
  await page.setViewportSize({ width, height: 900 });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}${name}.png`, smaller(png));
}

/** Nothing is wider than the window; a table that must be may scroll in itself. */
async function fits(page, what) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return null;
    const out = [];
    for (const it of document.body.querySelectorAll("*")) {
      const box = it.getBoundingClientRect();
      if (box.right > width + 1 && box.width) out.push(`${it.tagName}.${it.className} ${box.right}`);
    }
    return out.slice(-5);
  });
  true_(wide === null, `${what}: wider than the window: ${wide?.join(", ")}`);
}

for (const name of Object.keys(pages)) {
  await check(`${name} fits 320, 360, 768 and 1440 pixels`, async () =>
    withPage(await contextOf(name), async (page) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(URL + pages[name][0]);
        await page.evaluate(() => document.fonts.ready);
        await fits(page, `${name} at ${width}`);
        await see(page, `${name}-${width}`);
        if (keep && KEPT.includes(name) && KEPT_WIDTHS.includes(width))
          await keepPicture(page, `${name}-${width}`, KEPT_HEIGHT[width]);
        if (keep && ["home", "document"].includes(name) && width === 1440)
          await keepPicture(page, name, 900);
      }
    }));
}

const PUBLIC = Object.keys(pages).filter((name) => !pages[name][0].startsWith("/staff"));

await check("elder version: larger letters on every public page, kept by the cookie", async () =>
  withPage(await contextOf("home"), async (page) => {
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
    await page.goto(URL + "/");
    const usual = await size();
    await page.getByRole("link", { name: "长辈版" }).click();
    await page.waitForLoadState();
    true_(await size() >= 22 && await size() > usual, `${usual} and then ${await size()}`);
    for (const name of PUBLIC) {
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(URL + pages[name][0]);
        true_(await size() >= 22, `${name}: ${await size()}`);
        await fits(page, `${name} for elders at ${width}`);
        await see(page, `${name}-elder-${width}`);
      }
    }
    await page.goto(URL + "/");
    await page.getByRole("link", { name: "标准版" }).click();
    await page.goto(URL + pages.document[0]);
    eq(await size(), usual, "back to the usual size");
  }));

await check("dark scheme: dark ground, light letters, on every page", async () => {
  for (const name of Object.keys(pages)) {
    await withPage(await contextOf(name, { colorScheme: "dark" }), async (page) => {
      await page.goto(URL + pages[name][0]);
      const [ground, letters] = await page.evaluate(() => {
        // Any colour notation, as the browser paints it.
        const light = (colour) => {
          const at = document.createElement("canvas").getContext("2d");
          at.fillStyle = colour;
          at.fillRect(0, 0, 1, 1);
          const [r, g, b] = at.getImageData(0, 0, 1, 1).data;
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const style = getComputedStyle(document.body);
        const root = getComputedStyle(document.documentElement).backgroundColor;
        const own = style.backgroundColor;
        return [light(/, 0\)|transparent/.test(own) ? root : own), light(style.color)];
      });
      true_(ground < 80 && letters > 160, `${name}: ground ${ground}, letters ${letters}`);
      await see(page, `${name}-dark`);
    });
  }
});

await check("print: every public page gives a PDF, without menu and search", async () => {
  for (const name of [...PUBLIC, "case"]) {
    await withPage(await contextOf(name), async (page) => {
      await page.goto(URL + pages[name][0]);
      await page.pdf({ path: `${SEEN}/${name}.pdf`, format: "A4" });
      true_(statSync(`${SEEN}/${name}.pdf`).size > 5000, name);
      eq(readFileSync(`${SEEN}/${name}.pdf`).subarray(0, 5).toString(), "%PDF-", name);
      await page.emulateMedia({ media: "print" });
      for (const part of ["nav.menu", ".find", ".tools", ".pager"]) {
        const shown = page.locator(part).filter({ visible: true });
        eq(await shown.count(), 0, `${name}: ${part} is printed`);
      }
      true_(await page.locator("h1").first().isVisible() || name === "search" || name === "nothing",
        `${name}: no heading`);
    });
  }
});

await check("print: a table that scrolls on a screen is whole on paper, upright and across", async () =>
  withPage(await contextOf("document"), async (page) => {
    for (const width of [680, 1000]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(URL + pages.document[0]);
      await page.locator(".rich").evaluate((it) => {
        const row = (n) => `<tr>${"<td>单元格的文字</td>".repeat(n)}</tr>`;
        it.innerHTML += `<div class="table-scroll" id="wide"><table>${row(14)}${row(14)}</table></div>`
          + `<pre>${"x".repeat(400)}</pre>`;
      });
      const parts = () => page.evaluate(() => ["#wide", ".rich pre"].map((s) => {
        const it = document.querySelector(s);
        return [it.scrollWidth - it.clientWidth, it.getBoundingClientRect().right];
      }));
      true_((await parts()).every(([more]) => more > 0), "they scroll on a screen");
      await page.emulateMedia({ media: "print" });
      for (const [more, right] of await parts())
        true_(more <= 1 && right <= width + 1, `${width}: ${more} hidden, ends at ${right}`);
      true_(await page.locator(".rich").evaluate((it) => it.clientWidth) > width * 0.9,
        `${width}: the text leaves room for what is not printed`);
      await page.emulateMedia({ media: "screen" });
    }
  }));

await check("without scripts: reading, searching, filtering and turning pages", async () =>
  withPage(await contextOf("home", { javaScriptEnabled: false }), async (page) => {
    await page.goto(URL + "/");
    await page.fill("#q", "公开");
    await page.locator("form[role=search] button").first().click();
    await page.waitForURL(/\/search\?q=/);
    true_(await page.locator(".hits li").count() > 5, "hits");
    await page.locator(".facet a").first().click();
    true_(await page.locator(".chosen a").count() > 0, "a filter");
    await page.goto(`${URL}/search?q=公开`);
    const next = page.locator("a[rel=next]");
    if (await next.count()) {
      await next.click();
      true_(await page.locator(".hits li").count() > 0, "the next page");
    }
    await page.locator(".hits a").first().click();
    await page.waitForURL(/\/documents\/\d+/);
    true_((await page.locator("h1").innerText()).length > 1, "a document");
    for (const name of PUBLIC) {
      await page.goto(URL + pages[name][0]);
      eq(await page.locator("[data-needs-script]").filter({ visible: true }).count(), 0,
        `${name}: buttons that need scripts are shown`);
      await see(page, `${name}-no-scripts`);
    }
  }));

await check("without style: content in reading order, nothing hidden that belongs to it", async () => {
  for (const name of Object.keys(pages)) {
    const context = await contextOf(name);
    await context.route(/\.css/, (route) => route.fulfill({ body: "", contentType: "text/css" }));
    await withPage(context, async (page) => {
      await page.goto(URL + pages[name][0]);
      const order = await page.evaluate(() => {
        const top = (s) => document.querySelector(s)?.getBoundingClientRect().top ?? -1;
        return [top("a.skip, a[href='#main']"), top("h1"), top("footer")];
      });
      true_(order[0] < order[1], `${name}: ${order}`);
      true_(order[2] === -1 || order[1] < order[2], `${name}: ${order}`);
      const huge = await page.evaluate(() => [...document.querySelectorAll("svg")]
        .filter((s) => s.getBoundingClientRect().width > 64).length);
      eq(huge, 0, `${name}: icons without a size of their own`);
      await see(page, `${name}-no-style`);
    });
  }
});
