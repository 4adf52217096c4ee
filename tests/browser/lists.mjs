// Lists with the keyboard and with ticks, and the document that an interpretation interprets:
// what the scripts add, and that all of it works without them.
import { URL, check, eq, official, true_, withPage } from "./lib.mjs";
import { DOCUMENT } from "./zone.mjs";

const LIST = `${URL}/staff/cases/document/`;
const here = (page) => page.locator("tr.task-here [data-open]");
const titles = (page) => page.locator("[data-open]").allTextContents();
const counted = (page) => page.locator("[data-bulk-count]").textContent();

await check("list: j and k go along, Enter opens, x ticks, / searches, g leads on, ? explains", async () =>
  withPage(await official("office"), async (page) => {
    await page.goto(LIST);
    const all = await titles(page);
    true_(all.length > 3, "rows to walk along");
    for (const [key, row] of [["j", 0], ["j", 1], ["j", 2], ["k", 1], ["k", 0], ["k", 0]]) {
      await page.keyboard.press(key);
      eq(await here(page).textContent(), all[row], `after ${key}`);
      true_(await here(page).evaluate((it) => it === document.activeElement), "has the focus");
    }
    await page.keyboard.press("x");
    eq(await counted(page), "已勾选 1 件");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    eq(await counted(page), "已勾选 2 件");
    await page.keyboard.press("x");
    eq(await counted(page), "已勾选 1 件");
    // A ticked box keeps the keys alive; a line to type in takes them.
    await page.locator("input[name=case]").nth(2).check();
    await page.keyboard.press("k");
    eq(await here(page).count(), 1);
    await page.keyboard.press("/");
    true_(await page.locator("[data-search]").evaluate((it) => it === document.activeElement), "/");
    await page.keyboard.type("jkxg?");
    eq(await page.locator("[data-search]").inputValue(), "jkxg?");
    await page.locator("[data-search]").fill("");
    await page.locator("h1").click();
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
    true_((await page.locator("dialog").textContent()).includes("勾选"), "the help names x");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForURL(`${URL}/staff/calendar`);
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await page.waitForURL(LIST);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const aim = await here(page).getAttribute("href");
    await page.keyboard.press("Enter");
    await page.waitForURL(URL + aim);
  }));

await check("list: the box in the head ticks the page; the bar counts and leads to what is open for all", async () =>
  withPage(await official("office"), async (page) => {
    await page.goto(LIST);
    true_(await page.locator("[data-bulk-bar] button").isDisabled(), "nothing is ticked");
    const n = await page.locator("input[name=case]").count();
    const whole = page.locator("[data-tick-all] input");
    await whole.check();
    eq(await counted(page), `已勾选 ${n} 件`);
    await page.locator("input[name=case]").first().uncheck();
    true_(await whole.evaluate((it) => it.indeterminate), "not all of them");
    await whole.check();
    await whole.uncheck();
    eq(await counted(page), "在要办的件前面打勾，可以一起办理。");
    for (const i of [0, 1]) await page.locator("input[name=case]").nth(i).check();
    await page.locator("[data-bulk-bar] button").click();
    await page.waitForURL(/\/bulk\?/);
    eq(await page.locator("tbody tr").count(), 2);
    await page.goBack();
    eq(await counted(page), "已勾选 2 件", "ticks that the browser kept");
  }));

await check("list: a view is kept and chosen again, columns and all, without scripts", async () =>
  withPage(await official("chief", { javaScriptEnabled: false }), async (page) => {
    await page.goto(LIST);
    await page.selectOption("#f-state", "open");
    await page.locator("details.columns summary").click();
    await page.locator("#col-changed").uncheck();
    await page.locator("#col-begun").check();
    await page.locator(".filters button").click();
    await page.locator("details.keep summary").click();
    await page.fill("#name", "在办的");
    await page.locator(".keep-form button").first().click();
    await page.waitForURL(/done=view-saved/);
    await page.goto(LIST);
    await page.locator(".views").getByText("在办的").click();
    eq(await page.locator("#f-state").inputValue(), "open");
    eq(await page.locator("th[scope=col]").allTextContents().then((t) => t.includes("发起人")), true);
    eq(await page.locator(".views [aria-current]").textContent(), "在办的");
    await page.locator("input[name=case]").first().check();
    await page.locator("[data-bulk-bar] button").click();
    await page.waitForURL(/\/bulk\?/);
  }));

await check("pick: what is interpreted is found while one types, and chosen with the keyboard", async () =>
  withPage(await official("drafter"), async (page) => {
    await page.goto(URL + DOCUMENT);
    const policy = (await page.locator("h1").textContent()).trim();
    const id = DOCUMENT.split("/").pop();
    await page.goto(`${URL}/staff/documents/new`);
    await page.fill("#title", "一图读懂");
    await page.selectOption("#column", { index: 2 });
    await page.selectOption("#kind", "interpretation");
    await page.locator("#interprets-words").pressSequentially(policy.slice(0, 12));
    const match = page.locator(`#interprets-${id}`);
    await match.waitFor();
    true_((await page.locator("[data-pick-status]").textContent()).startsWith("找到"), "says how many");
    await match.check();
    // The choice stays while one goes on looking; Enter looks and does not send the form.
    await page.fill("#interprets-words", "绝无此词鏖");
    await page.keyboard.press("Enter");
    await page.locator("[data-pick-status]").getByText("没有找到").waitFor();
    true_(await match.isChecked(), "the choice stays");
    eq(page.url(), `${URL}/staff/documents/new`);
    await page.locator("button[value=edit]").click();
    await page.waitForURL(/\/edit\?done=/);
    true_(await match.isChecked(), "saved");
    // Enter in a line of the form is 保存, not 查找.
    await page.fill("#title", "一图读懂之二");
    await page.locator("#title").press("Enter");
    await page.waitForURL(/\/edit\?done=saved/);
    eq(await page.locator("#title").inputValue(), "一图读懂之二");
  }));

await check("pick: without scripts the button finds, and everything that was typed stays", async () =>
  withPage(await official("drafter", { javaScriptEnabled: false }), async (page) => {
    await page.goto(`${URL}/staff/documents/new`);
    await page.fill("#text", "写到一半的正文。");
    await page.fill("#interprets-words", "办法");
    await page.locator("[data-pick-go]").click();
    true_(await page.locator("input[name=interprets]").count() > 1, "matches");
    eq(await page.locator("[role=alert]").count(), 0, "a search is no mistake");
    true_((await page.locator("#text").inputValue()).includes("写到一半的正文。"), "the text stays");
  }));
