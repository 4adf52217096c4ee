// What the browser checks share: the browser, people, named checks.
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";

export const URL = process.env.GK_URL;
export const SEEN = process.env.GK_SEEN;
export const words = process.argv.slice(2).filter((w) => w !== "--keep");
export const keep = process.argv.includes("--keep");

const CHROMIUM_ARGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--font-render-hinting=none", "--lang=zh-CN",
];
export const PATIENCE_MS = 60_000;

mkdirSync(SEEN, { recursive: true });
export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM, args: CHROMIUM_ARGS, headless: true,
});

const passwords = new Map(readFileSync(`${process.env.GK_ZONE}/demo-accounts.tsv`, "utf8").trim()
  .split("\n").slice(1).map((line) => line.split("\t").slice(0, 2)));
export const passwordOf = (login) => passwords.get(login);

// ---- contexts -----------------------------------------------------------------------------------

let visitors = 0;

/** A visitor with an address of its own. What goes wrong in its pages is kept in `context.faults`. */
export async function visitor(options = {}) {
  const n = ++visitors;
  const context = await browser.newContext({
    locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce", acceptDownloads: true, ...options,
    extraHTTPHeaders: { "X-Forwarded-For": `10.9.${n >> 8}.${n & 255}` },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.faults = [];
  context.on("page", (page) => {
    page.on("pageerror", (e) => context.faults.push(`script error on ${page.url()}: ${e.message}`));
    page.on("console", (m) => {
      // Chromium says so of every page that answers 404 or 410, also where that is the right answer.
      if (m.type() === "error" && !/Failed to load resource.*status of 4\d\d/.test(m.text()))
        context.faults.push(`console on ${page.url()}: ${m.text()}`);
    });
    page.on("response", (r) => {
      if (r.request().resourceType() !== "document" && r.status() >= 400)
        context.faults.push(`${r.url()} answered ${r.status()}`);
    });
    page.on("request", (r) => {
      if (!r.url().startsWith(URL) && !/^(data|blob|about):/.test(r.url()))
        context.faults.push(`${page.url()} asks for ${r.url()}`);
    });
  });
  return context;
}

const sessions = new Map();

/** Somebody who is logged in; the session is shared between contexts of the same person. */
export async function official(login, options = {}) {
  if (!sessions.has(login)) {
    const first = await visitor();
    const page = await first.newPage();
    await page.goto(`${URL}/staff/login`);
    await page.fill("#login", login);
    await page.fill("#password", passwordOf(login));
    await page.click("main button[type=submit]");
    await page.waitForURL(`${URL}/staff/`);
    sessions.set(login, await first.storageState());
    await first.close();
  }
  return visitor({ storageState: sessions.get(login), ...options });
}

export async function withPage(context, work) {
  const page = await context.newPage();
  try {
    await work(page);
    true_(context.faults.length === 0, context.faults.join("\n"));
  } finally {
    await context.close();
  }
}

// ---- checks -------------------------------------------------------------------------------------

export class Failed extends Error {}

export function true_(condition, what) {
  if (!condition) throw new Failed(String(what).slice(0, 4000));
}

export function eq(got, want, what = "") {
  const [a, b] = [got, want].map((v) => (typeof v === "string" ? v : JSON.stringify(v) ?? "nothing"));
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const part = (text) => text.slice(Math.max(0, at - 100), at + 400);
  true_(a === b, `${what}: differs at ${at}\n  got    ${part(a)}\n  wanted ${part(b)}`);
}

let failed = 0;
export const failures = () => failed;

export async function check(name, work) {
  if (words.length && !words.some((w) => name.includes(w))) return;
  try {
    await work();
    console.log(`ok browser ${name}`);
  } catch (e) {
    failed++;
    console.log(`not ok browser ${name}`);
    const text = e instanceof Failed ? e.message : e.stack;
    for (const line of String(text).split("\n")) console.log(`    ${line}`);
  }
}
