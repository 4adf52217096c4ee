/*
 * What the editor knows is what the server's tree knows (src/text/rich_schema.h), no node and no
 * mark more: what is pasted loses here what it would lose there, before the writer's eyes.
 */
import { Extension, type Extensions } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import Subscript from "@tiptap/extension-subscript";
import Superscript from "@tiptap/extension-superscript";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import TextAlign from "@tiptap/extension-text-align";
import { Placeholder } from "@tiptap/extensions";
import StarterKit from "@tiptap/starter-kit";

const INDENT_MOST = 8;

/** Attachments are kept under their public address; until publication only the back office has it. */
const PUBLIC_FILE = /^\/files\/\d+$/;
const STAFF_FILE = /^\/staff(\/files\/\d+)$/;

export function publicAddress(src: string): string | null {
  return PUBLIC_FILE.test(src) ? src : (STAFF_FILE.exec(src)?.[1] ?? null);
}

function staffAddress(src: string): string {
  return PUBLIC_FILE.test(src) ? `/staff${src}` : src;
}

/** Pictures of our own files only; from elsewhere nothing is loaded, ever. */
const OwnImage = Image.extend({
  addAttributes() {
    return {
      src: {
        default: null,
        parseHTML: (it: HTMLElement) => publicAddress(it.getAttribute("src") ?? ""),
        renderHTML: (attrs: Record<string, unknown>) => ({ src: staffAddress(String(attrs["src"])) }),
      },
      alt: { default: "" },
      title: { default: "" },
    };
  },
  parseHTML() {
    return [{
      tag: "img[src]",
      getAttrs: (it) => (publicAddress(it.getAttribute("src") ?? "") ? null : false),
    }];
  },
});

/** Steps of two characters, as the style sheet has them. */
const Indent = Extension.create({
  name: "indent",
  addGlobalAttributes() {
    return [{
      types: ["paragraph"],
      attributes: {
        indent: {
          default: 0,
          parseHTML: (it) => {
            const steps = Number(/\bindent-(\d)\b/.exec(it.className)?.[1] ?? 0);
            return Math.min(steps, INDENT_MOST);
          },
          renderHTML: (attrs) => {
            const steps = Number(attrs["indent"] ?? 0);
            return steps ? { class: `indent-${steps}` } : {};
          },
        },
      },
    }];
  },
});

/**
 * As classes, which the server's HTML has too: under the strict content policy a style attribute of
 * pasted text says nothing.
 */
const Align = TextAlign.extend({
  addGlobalAttributes() {
    return [{
      types: this.options.types,
      attributes: {
        textAlign: {
          default: null,
          parseHTML: (it) => /(?:^|\s)(center|right)(?:\s|$)/.exec(it.className)?.[1] ?? null,
          renderHTML: (attrs) => {
            const to = attrs["textAlign"] as string | null;
            return to === "center" || to === "right" ? { class: to } : {};
          },
        },
      },
    }];
  },
}).configure({ types: ["paragraph", "heading"], alignments: ["left", "center", "right"] });

/** Without widths of columns: pages are read on screens of every size. */
const PlainTable = Table.extend({
  renderHTML() {
    return ["table", ["tbody", 0]];
  },
}).configure({ resizable: false });

export const extensions: Extensions = [
  StarterKit.configure({
    code: false,
    heading: { levels: [2, 3, 4] },
    link: {
      openOnClick: false,
      autolink: false,
      defaultProtocol: "https",
      HTMLAttributes: { rel: null, target: null },
    },
  }),
  Subscript,
  Superscript,
  Align,
  Indent,
  OwnImage,
  PlainTable,
  TableRow,
  TableHeader,
  TableCell,
  Placeholder.configure({ placeholder: "在这里写正文，也可以从 Word、WPS 粘贴" }),
];
