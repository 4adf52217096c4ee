/* The buttons over the text: words, not pictures; pressed where the cursor stands in it. */
import type { Editor } from "@tiptap/core";

export interface Host {
  editor: Editor;
  /** Says something below the text. */
  say(words: string): void;
  /** Lets the person choose a picture; null: they cannot yet, and why has been said. */
  chooseImage(): void;
}

interface Tool {
  label: string;
  title: string;
  run(host: Host): void;
  /** Name of the mark or node that presses it, with its attributes. */
  active?: readonly [string, Record<string, unknown>?];
  can?(editor: Editor): boolean;
}

const heading = (level: 2 | 3 | 4, label: string): Tool => ({
  label,
  title: `${label}（正文里的第 ${level - 1} 级）`,
  run: ({ editor }) => editor.chain().focus().toggleHeading({ level }).run(),
  active: ["heading", { level }],
});

const align = (to: "center" | "right", label: string): Tool => ({
  label,
  title: `本段${label}`,
  run: ({ editor }) =>
    editor.isActive({ textAlign: to })
      ? editor.chain().focus().unsetTextAlign().run()
      : editor.chain().focus().setTextAlign(to).run(),
  can: () => true,
});

const GAP = null;

const TOOLS: readonly (Tool | null)[] = [
  { label: "撤销", title: "撤销（Ctrl+Z）", run: ({ editor }) => editor.chain().focus().undo().run(), can: (e) => e.can().undo() },
  { label: "重做", title: "重做（Ctrl+Y）", run: ({ editor }) => editor.chain().focus().redo().run(), can: (e) => e.can().redo() },
  GAP,
  heading(2, "一级标题"),
  heading(3, "二级标题"),
  heading(4, "三级标题"),
  GAP,
  { label: "粗体", title: "粗体（Ctrl+B）", run: ({ editor }) => editor.chain().focus().toggleBold().run(), active: ["bold"] },
  { label: "斜体", title: "斜体（Ctrl+I）", run: ({ editor }) => editor.chain().focus().toggleItalic().run(), active: ["italic"] },
  { label: "下划线", title: "下划线（Ctrl+U）", run: ({ editor }) => editor.chain().focus().toggleUnderline().run(), active: ["underline"] },
  { label: "删除线", title: "删除线", run: ({ editor }) => editor.chain().focus().toggleStrike().run(), active: ["strike"] },
  { label: "上标", title: "上标", run: ({ editor }) => editor.chain().focus().toggleSuperscript().run(), active: ["superscript"] },
  { label: "下标", title: "下标", run: ({ editor }) => editor.chain().focus().toggleSubscript().run(), active: ["subscript"] },
  GAP,
  align("center", "居中"),
  align("right", "居右"),
  { label: "项目", title: "项目列表", run: ({ editor }) => editor.chain().focus().toggleBulletList().run(), active: ["bulletList"] },
  { label: "编号", title: "编号列表", run: ({ editor }) => editor.chain().focus().toggleOrderedList().run(), active: ["orderedList"] },
  { label: "引用", title: "引用一段", run: ({ editor }) => editor.chain().focus().toggleBlockquote().run(), active: ["blockquote"] },
  GAP,
  { label: "链接", title: "链接（先选中文字）", run: (host) => askLink(host), active: ["link"] },
  { label: "图片", title: "插入图片", run: (host) => host.chooseImage() },
  {
    label: "表格",
    title: "插入三行三列的表格，第一行是表头",
    run: ({ editor }) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    can: (e) => !e.isActive("table"),
  },
  { label: "横线", title: "插入分隔线", run: ({ editor }) => editor.chain().focus().setHorizontalRule().run() },
];

/** Shown while the cursor is in a table. */
const TABLE_TOOLS: readonly Tool[] = [
  { label: "上方加行", title: "在上方加一行", run: ({ editor }) => editor.chain().focus().addRowBefore().run() },
  { label: "下方加行", title: "在下方加一行", run: ({ editor }) => editor.chain().focus().addRowAfter().run() },
  { label: "删行", title: "删除这一行", run: ({ editor }) => editor.chain().focus().deleteRow().run() },
  { label: "左侧加列", title: "在左侧加一列", run: ({ editor }) => editor.chain().focus().addColumnBefore().run() },
  { label: "右侧加列", title: "在右侧加一列", run: ({ editor }) => editor.chain().focus().addColumnAfter().run() },
  { label: "删列", title: "删除这一列", run: ({ editor }) => editor.chain().focus().deleteColumn().run() },
  { label: "表头行", title: "第一行是不是表头", run: ({ editor }) => editor.chain().focus().toggleHeaderRow().run() },
  { label: "表头列", title: "第一列是不是表头", run: ({ editor }) => editor.chain().focus().toggleHeaderColumn().run() },
  { label: "合并", title: "合并选中的单元格", run: ({ editor }) => editor.chain().focus().mergeCells().run(), can: (e) => e.can().mergeCells() },
  { label: "拆分", title: "拆分这个单元格", run: ({ editor }) => editor.chain().focus().splitCell().run(), can: (e) => e.can().splitCell() },
  { label: "删除表格", title: "删除整个表格", run: ({ editor }) => editor.chain().focus().deleteTable().run() },
];

function makeButton(host: Host, tool: Tool): HTMLButtonElement {
  const it = document.createElement("button");
  it.type = "button";
  it.className = "tool";
  it.textContent = tool.label;
  it.title = tool.title;
  it.addEventListener("click", () => tool.run(host));
  return it;
}

/** A small form in the bar instead of a window of the browser's. */
function ask(bar: HTMLElement, label: string, value: string, done: (text: string | null) => void): void {
  bar.querySelector(".ask")?.remove();
  const box = document.createElement("div");
  box.className = "ask";
  const field = document.createElement("label");
  field.textContent = label;
  const input = document.createElement("input");
  input.className = "input";
  input.value = value;
  field.append(input);
  const finish = (text: string | null): void => {
    box.remove();
    done(text);
  };
  const button = (words: string, text: () => string | null): HTMLButtonElement => {
    const it = document.createElement("button");
    it.type = "button";
    it.className = "button button-quiet button-small";
    it.textContent = words;
    it.addEventListener("click", () => finish(text()));
    return it;
  };
  input.addEventListener("keydown", (e) => {
    if (e.key === "Enter") {
      e.preventDefault();
      finish(input.value.trim());
    } else if (e.key === "Escape") finish(null);
  });
  box.append(field, button("确定", () => input.value.trim()), button("取消", () => null));
  bar.append(box);
  input.focus();
  input.select();
}

/** Without a scheme it is a page of ours when it begins with '/', else a name of a site. */
function linkTarget(text: string): string | null {
  if (/^(https?:\/\/[^/]|mailto:[^/]|\/(?!\/)|#)/i.test(text)) return text;
  if (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(text)) return `https://${text}`;
  return null;
}

function askLink(host: Host): void {
  const { editor } = host;
  const bar = editor.view.dom.closest(".sheet-paper")?.querySelector<HTMLElement>(".tools-bar");
  if (!bar) return;
  if (editor.state.selection.empty && !editor.isActive("link")) {
    host.say("请先选中要加链接的文字。");
    return;
  }
  ask(bar, "链接地址（留空则去掉链接）", String(editor.getAttributes("link")["href"] ?? ""), (text) => {
    if (text === null) {
      editor.commands.focus();
      return;
    }
    if (text === "") {
      editor.chain().focus().extendMarkRange("link").unsetLink().run();
      return;
    }
    const href = linkTarget(text);
    if (!href) {
      host.say("链接要以 https://、http://、mailto: 或者本站的 / 开头。");
      editor.commands.focus();
      return;
    }
    editor.chain().focus().extendMarkRange("link").setLink({ href }).run();
  });
}

export function askAlt(editor: Editor, done: (alt: string | null) => void): void {
  const bar = editor.view.dom.closest(".sheet-paper")?.querySelector<HTMLElement>(".tools-bar");
  if (bar) ask(bar, "图片说明（看不见图的人读到的文字）", "", done);
}

/** Left and right go along the buttons; Tab goes on to the text. */
function rove(bar: HTMLElement): void {
  bar.addEventListener("keydown", (e) => {
    if (e.key !== "ArrowRight" && e.key !== "ArrowLeft") return;
    if (!(e.target instanceof HTMLButtonElement) || !e.target.classList.contains("tool")) return;
    const all = [...bar.querySelectorAll<HTMLButtonElement>(".tool:not([disabled])")]
      .filter((it) => it.offsetParent !== null);
    const step = e.key === "ArrowRight" ? 1 : -1;
    const next = all[(all.indexOf(e.target) + step + all.length) % all.length];
    e.preventDefault();
    next?.focus();
  });
}

export function makeToolbar(host: Host): HTMLElement {
  const { editor } = host;
  const bar = document.createElement("div");
  bar.className = "tools-bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "正文格式");
  const row = document.createElement("div");
  row.className = "tool-row";
  row.hidden = true;
  const made: (readonly [Tool, HTMLButtonElement])[] = [];
  for (const tool of TOOLS) {
    if (!tool) {
      const gap = document.createElement("span");
      gap.className = "tool-gap";
      bar.append(gap);
      continue;
    }
    const it = makeButton(host, tool);
    made.push([tool, it]);
    bar.append(it);
  }
  for (const tool of TABLE_TOOLS) {
    const it = makeButton(host, tool);
    made.push([tool, it]);
    row.append(it);
  }
  bar.append(row);
  rove(bar);
  const show = (): void => {
    row.hidden = !editor.isActive("table");
    for (const [tool, it] of made) {
      if (tool.active) it.setAttribute("aria-pressed", String(editor.isActive(...tool.active)));
      if (tool.can) it.disabled = !tool.can(editor);
    }
  };
  editor.on("transaction", show);
  show();
  return bar;
}
