/*
 * The editor of documents. It takes the place of the text field that works without scripts: the
 * tree goes into the hidden field `tree`, the text field is left out of the form.
 */
import { Editor } from "@tiptap/core";
import { cleanPasted } from "./paste";
import { startPicks } from "./pick";
import { extensions, publicAddress } from "./schema";
import { askAlt, makeToolbar, type Host } from "./toolbar";

const IMAGE_TYPES = "image/png,image/jpeg,image/gif,image/webp";

interface Parts {
  place: HTMLElement;
  form: HTMLFormElement;
  tree: HTMLInputElement;
  text: HTMLTextAreaElement;
  status: HTMLElement;
}

function findParts(place: HTMLElement): Parts | null {
  const form = place.closest("form");
  const tree = place.querySelector<HTMLInputElement>("[data-tree]");
  const text = place.querySelector("textarea");
  if (!form || !tree || !text) return null;
  const status = document.createElement("p");
  status.className = "edit-status";
  status.setAttribute("role", "status");
  return { place, form, tree, text, status };
}

function readTree(text: string): object | null {
  try {
    const v: unknown = JSON.parse(text);
    return typeof v === "object" ? v : null;
  } catch {
    return null;
  }
}

/** Sends a picture and gives its address; throws the sentence to be shown. */
async function upload(parts: Parts, file: File): Promise<string> {
  const to = parts.place.dataset["upload"];
  if (!to) throw new Error("请先保存一次，再插入图片。");
  const body = new FormData();
  body.append("_csrf", parts.form.querySelector<HTMLInputElement>("[name=_csrf]")?.value ?? "");
  body.append("image", file);
  const answer = await fetch(to, { method: "POST", body, headers: { Accept: "application/json" } });
  const said = await answer.json().catch(() => null) as { src?: string; detail?: string; title?: string } | null;
  if (!answer.ok || !said?.src) throw new Error(said?.detail ?? said?.title ?? "图片没有传上去，请再试一次。");
  return said.src;
}

function start(parts: Parts): void {
  const { place, form, tree, text, status } = parts;
  const paper = document.createElement("div");
  paper.className = "sheet-paper";
  const sheet = document.createElement("div");
  paper.append(sheet, status);
  text.after(paper);

  let dirty = false;
  const say = (words: string): void => {
    status.textContent = words;
  };
  const insert = (file: File): void => {
    if (!place.dataset["upload"]) {
      say("请先保存一次，再插入图片。");
      return;
    }
    say(`正在上传 ${file.name} …`);
    upload(parts, file).then((src) => {
      say("图片已经上传，请写一句说明。");
      askAlt(editor, (alt) => {
        const address = publicAddress(src);
        if (address) editor.chain().focus().setImage({ src: address, alt: alt ?? "" }).run();
        say(alt ? "图片已经插入。" : "图片已经插入，但还没有说明，读屏软件读不出它。");
      });
    }, (e: unknown) => say(e instanceof Error ? e.message : "图片没有传上去，请再试一次。"));
  };

  const editor = new Editor({
    element: sheet,
    extensions,
    /* The strict content policy allows no style made by scripts: staff.css has it. */
    injectCSS: false,
    content: readTree(tree.value) ?? text.value,
    editorProps: {
      attributes: {
        class: "rich",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": "正文",
        id: "tree",
      },
      transformPastedHTML: cleanPasted,
      handlePaste: (_view, e) => {
        const file = [...(e.clipboardData?.files ?? [])].find((it) => IMAGE_TYPES.includes(it.type));
        /* Word puts a picture of the text beside the text: the text is wanted then. */
        if (!file || e.clipboardData?.types.includes("text/html")) return false;
        insert(file);
        return true;
      },
      handleDrop: (_view, e) => {
        const file = [...(e.dataTransfer?.files ?? [])].find((it) => IMAGE_TYPES.includes(it.type));
        if (!file) return false;
        e.preventDefault();
        insert(file);
        return true;
      },
    },
    onUpdate: () => {
      dirty = true;
      say("有修改，还没有保存。");
    },
  });

  const host: Host = {
    editor,
    say,
    chooseImage: () => {
      if (!place.dataset["upload"]) {
        say("请先保存一次，再插入图片。");
        return;
      }
      const picker = document.createElement("input");
      picker.type = "file";
      picker.accept = IMAGE_TYPES;
      picker.addEventListener("change", () => {
        const file = picker.files?.[0];
        if (file) insert(file);
      });
      picker.click();
    },
  };
  paper.prepend(makeToolbar(host));

  text.hidden = true;
  text.disabled = true;
  tree.disabled = false;
  form.addEventListener("submit", () => {
    tree.value = JSON.stringify(editor.getJSON());
    dirty = false;
  });
  form.addEventListener("input", () => (dirty = true));
  window.addEventListener("beforeunload", (e) => {
    if (dirty) e.preventDefault();
  });
  /* The label belongs to the field that is hidden now. */
  place.querySelector(`label[for="${text.id}"]`)?.addEventListener("click", (e) => {
    e.preventDefault();
    editor.commands.focus();
  });
}

for (const it of document.querySelectorAll<HTMLElement>("[data-editor]")) {
  const parts = findParts(it);
  if (parts) start(parts);
}
startPicks();
