// The editor of documents: what is typed is what is saved and shown, with scripts and without.
import { URL, check, eq, official, true_, withPage } from "./lib.mjs";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNkYPjPgAcw4ZMcudIA"
  + "pe8BE6HUOCYAAAAASUVORK5CYII=", "base64");

async function newDraft(page, title) {
  await page.goto(`${URL}/staff/documents/new`);
  await page.fill("#title", title);
  await page.selectOption("#column", { index: 2 });
}

const save = async (page) => {
  await page.locator("button[value=edit]").click();
  await page.waitForURL(/\/edit\?done=/);
};
const tool = (page, name) => page.locator(".tools-bar, .sheet-paper").getByRole("button", { name, exact: true });
// A list is begun and seen before one types on; the editor takes the focus back a frame later.
const numbered = async (page) => {
  const list = page.locator(".ProseMirror ol li");
  await tool(page, "编号").click();
  await list.waitFor({ timeout: 3000 }).catch(async () => {
    await tool(page, "编号").click();
    await list.waitFor();
  });
  await page.waitForFunction(() => document.activeElement?.classList.contains("ProseMirror"));
};
const written = (page) => page.locator(".ProseMirror").evaluate((it) => {
  const copy = it.cloneNode(true);
  // What the editor adds while it runs is not part of the text.
  for (const x of copy.querySelectorAll(".ProseMirror-trailingBreak, .ProseMirror-separator, colgroup"))
    x.remove();
  for (const x of copy.querySelectorAll("*"))
    for (const a of [...x.attributes])
      if (!["href", "src", "alt", "colspan", "rowspan"].includes(a.name)) x.removeAttribute(a.name);
  // A line to go on writing in, after a table or a picture, is not stored.
  return copy.innerHTML.replace(/(<p><\/p>)+$/, "");
});

await check("editor: headings, bold, lists, a table and a picture are saved and come back equal", async () =>
  withPage(await official("drafter"), async (page) => {
    await newDraft(page, "编辑器里写的公告");
    const sheet = page.locator(".ProseMirror");
    await sheet.click();
    await tool(page, "一级标题").click();
    await page.keyboard.type("一、总的要求");
    await page.keyboard.press("Enter");
    await page.keyboard.type("这里有");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("加粗的字");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("，以及<符号>&“引号”。");
    await page.keyboard.press("Enter");
    await numbered(page);
    await page.keyboard.type("第一项");
    await page.keyboard.press("Enter");
    await page.keyboard.type("第二项");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await tool(page, "表格").click();
    for (const cell of ["项目", "单位", "数量", "许可", "件", "8"]) {
      await page.keyboard.type(cell);
      await page.keyboard.press("Tab");
    }
    await save(page);

    const picker = page.waitForEvent("filechooser");
    await page.locator(".ProseMirror p").last().click();
    await page.keyboard.press("Control+End");
    await tool(page, "图片").click();
    await (await picker).setFiles({ name: "示意图.png", mimeType: "image/png", buffer: PNG });
    await page.locator(".ask input").waitFor();
    await page.keyboard.type("一个色块");
    await page.keyboard.press("Enter");
    await page.locator(".ProseMirror img").waitFor();
    true_(await page.locator(".ProseMirror img").evaluate((img) => new Promise((done) => {
      if (img.complete) done(img.naturalWidth > 0);
      img.onload = () => done(true);
      img.onerror = () => done(false);
    })), "the picture shows in the editor before publication");
    const before = await written(page);
    for (const part of ["<h2>一、总的要求</h2>", "<strong>加粗的字</strong>", "&lt;符号&gt;&amp;", "<ol>",
      "<th", "<td", "alt=\"一个色块\""])
      true_(before.includes(part), `${part} is not in ${before}`);
    await save(page);
    eq(await written(page), before, "after saving");
    await page.reload();
    eq(await written(page), before, "after loading again");
    await save(page);
    eq(await written(page), before, "after saving unchanged");
    await page.locator("a", { hasText: "预览已保存的" }).click();
    const shown = page.locator("main");
    for (const words of ["一、总的要求", "加粗的字", "第二项", "许可"])
      true_((await shown.innerText()).includes(words), `${words} in the preview`);
    await shown.locator("img").scrollIntoViewIfNeeded();
    true_(await shown.locator("img").evaluate((img) =>
      img.decode().then(() => img.naturalWidth > 0, () => false)), "the picture in the preview");
  }));

await check("editor: leaving with unsaved text asks first", async () =>
  withPage(await official("drafter"), async (page) => {
    await newDraft(page, "没有保存的");
    await page.locator(".ProseMirror").click();
    await page.keyboard.type("写了几个字");
    let asked = false;
    page.on("dialog", (d) => {
      asked = d.type() === "beforeunload";
      return d.dismiss();
    });
    await page.close({ runBeforeUnload: true });
    await new Promise((done) => setTimeout(done, 500));
    true_(asked, "no question");
  }));

await check("editor: pasted scripts, styles and Word's markup are cleaned", async () =>
  withPage(await official("drafter"), async (page) => {
    await newDraft(page, "粘贴的公告");
    await page.locator(".ProseMirror").click();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/html", "<p class=MsoNormal style='color:red;font-size:40pt' onclick='x()'>粘贴<b>粗</b>"
        + "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
        + "<a href='javascript:window.hacked=1'>链</a></p><table><tr><td>格</td></tr></table>");
      document.querySelector(".ProseMirror").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    const html = await page.locator(".ProseMirror").innerHTML();
    true_(html.includes("<strong>粗</strong>") && html.includes("格"), html);
    true_(!/onclick|onerror|javascript:|style="color|MsoNormal|<script/.test(html), html);
    eq(await page.evaluate(() => window.hacked), undefined, "ran");
    await save(page);
  }));

await check("editor: without scripts the text field saves Markdown and HTML", async () =>
  withPage(await official("drafter", { javaScriptEnabled: false }), async (page) => {
    await page.goto(`${URL}/staff/documents/new`);
    await page.fill("#title", "没有脚本写的公告");
    await page.selectOption("#column", { index: 2 });
    await page.fill("#text", "## 二级标题\n\n正文**加粗**。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |");
    await save(page);
    true_((await page.inputValue("#text")).includes("二级标题"), "the text comes back");
    await page.locator("a", { hasText: "预览已保存的" }).click();
    eq(await page.locator("main table td").allInnerTexts(), ["1", "2"], "the table");
    eq(await page.locator("main .rich strong, main strong").first().innerText(), "加粗", "bold");
    await page.goBack();
    await page.fill("#text", "<h2>标题</h2><p>用 <em>HTML</em> 写的。</p>");
    await save(page);
    await page.locator("a", { hasText: "预览已保存的" }).click();
    eq(await page.locator("main em").innerText(), "HTML", "HTML");
  }));

await check("editor: with and without scripts the same document is the same", async () => {
  let url;
  await withPage(await official("drafter"), async (page) => {
    await newDraft(page, "两种写法一样");
    await page.locator(".ProseMirror").click();
    await page.keyboard.type("第一段。");
    await page.keyboard.press("Enter");
    await page.keyboard.type("第二段。");
    await save(page);
    url = page.url().split("?")[0];
  });
  await withPage(await official("drafter", { javaScriptEnabled: false }), async (page) => {
    await page.goto(url);
    await page.locator("button[value=edit]").click();
    await page.waitForURL(/done=/);
  });
  await withPage(await official("drafter"), async (page) => {
    await page.goto(url);
    eq(await written(page), "<p>第一段。</p><p>第二段。</p>", "the text");
  });
});

await check("a form is sent once, however often the button is pressed", async () =>
  withPage(await official("drafter3"), async (page) => {
    await page.goto(`${URL}/staff/documents/new`);
    await page.fill("#title", "连按三下");
    await page.selectOption("#column", { index: 2 });
    await page.locator("button[value=case]").evaluate((it) => {
      it.click();
      it.click();
      it.click();
    });
    await page.waitForURL(/\/staff\/cases\/document\/\d+/);
    await page.goto(`${URL}/staff/cases/document/`);
    eq(await page.locator("a[data-open]", { hasText: "连按三下" }).count(), 1, "cases");
  }));
