/*
 * node build.mjs OUTDIR [DEPFILE TARGET]
 *
 * Bundles and minifies into OUTDIR each css/NAME.css, each ts/NAME.ts, and each island that is a
 * folder, ts/NAME/main.ts (as NAME.js). The first letters of a hash of the content stand in each
 * file's name, so that it may be cached for ever. Makes one sprite of symbols from the icons named
 * in icons/icons.txt. Writes OUTDIR/manifest.json: {"site.css": "site-1a2b3c4d5e.css", …}.
 * Says the compressed sizes, and fails when the public pages' files exceed their allowance.
 * DEPFILE is written for make and ninja: TARGET is made of every file that was read here.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const iconList = path.join(here, "icons/icons.txt");
const KIB = 1024;

/* Compressed bytes that a file may have: the public pages promise 60 KiB in all, CSS 20 KiB. */
const ALLOWANCE = new Map([
  ["site.css", 20 * KIB],
  ["site.js", 4 * KIB],
  ["icons.svg", 8 * KIB],
]);

function brotliSize(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  }).length;
}

function hashedName(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${hash}${ext}`;
}

/** What is bundled, as [name of the result, file]. */
async function entries() {
  const sheets = (await readdir(path.join(here, "css")))
    .filter((it) => it.endsWith(".css"))
    .map((it) => [it, path.join(here, "css", it)]);
  const scripts = (await readdir(path.join(here, "ts"), { withFileTypes: true }))
    .map((it) => (it.isDirectory()
      ? [`${it.name}.js`, path.join(here, "ts", it.name, "main.ts")]
      : [it.name.replace(/\.ts$/, ".js"), path.join(here, "ts", it.name)]))
    .filter(([, file]) => file.endsWith(".ts") && !file.endsWith(".d.ts") && existsSync(file));
  return [...sheets, ...scripts].sort();
}

/** {name, bytes, inputs} of one bundled file. */
async function bundle([name, file]) {
  const script = name.endsWith(".js");
  const result = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    absWorkingDir: here,
    logLevel: "warning",
    charset: "utf8",
    legalComments: "none",
    target: ["chrome87", "firefox91", "safari14.1"],
    ...(script ? { format: "iife", loader: { ".css": "text" } } : {}),
  });
  return {
    name,
    bytes: Buffer.from(result.outputFiles[0].contents),
    inputs: Object.keys(result.metafile.inputs).map((it) => path.resolve(here, it)),
  };
}

/** The drawing inside an icon's <svg>, without comments and line breaks. */
function drawing(svg) {
  return svg
    .replace(/<!--.*?-->/gs, "")
    .replace(/^.*?<svg[^>]*>/s, "")
    .replace(/<\/svg>.*$/s, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
}

/** Every template and C file of the project that may name an icon. */
async function sources() {
  const found = [];
  for (const folder of ["../views", "../src/mod"].map((it) => path.join(here, it))) {
    if (!existsSync(folder)) continue;
    for (const name of await readdir(folder, { recursive: true })) {
      if (/\.(html|c)$/.test(name)) found.push(path.join(folder, name));
    }
  }
  return found;
}

/** Refuses an icon that a page asks for and the list does not have: it would be an empty place. */
async function requireListed(names) {
  const asked = /\bicon\([^()]*S\("([a-z0-9-]+)"\)|\.icon = S(?:_INIT)?\("([a-z0-9-]+)"\)/g;
  for (const file of await sources()) {
    for (const [, call, field] of (await readFile(file, "utf8")).matchAll(asked)) {
      const name = call ?? field;
      if (!names.includes(name)) throw new Error(`icons/icons.txt lacks ${name}, see ${file}`);
    }
  }
}

async function sprite() {
  const list = await readFile(iconList, "utf8");
  const names = list.split("\n").map((it) => it.trim()).filter((it) => it && !it.startsWith("#"));
  await requireListed(names);
  const symbols = await Promise.all([...new Set(names)].map(async (name) => {
    const file = path.join(here, "node_modules/lucide-static/icons", `${name}.svg`);
    const inner = drawing(await readFile(file, "utf8"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  }));
  return {
    name: "icons.svg",
    bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`),
    inputs: [iconList],
  };
}

/** The folders are named too, so that a new file in one of them is noticed. */
async function writeDepfile(depfile, target, made) {
  const inputs = made.flatMap((it) => it.inputs).filter((it) => existsSync(it));
  const fixed = ["build.mjs", "package-lock.json", "css", "ts"].map((it) => path.join(here, it));
  const escaped = [...new Set([...fixed, ...inputs])].map((it) => it.replace(/ /g, "\\ "));
  await writeFile(depfile, `${target}: ${escaped.join(" ")}\n`);
}

/** Takes away what the last run made; nothing else in the folder is touched. */
async function removeOld(outdir) {
  const file = path.join(outdir, "manifest.json");
  if (!existsSync(file)) return;
  const names = Object.values(JSON.parse(await readFile(file, "utf8")));
  await Promise.all(names.map((it) => rm(path.join(outdir, path.basename(it)), { force: true })));
}

async function main(outdir, depfile, target) {
  const files = await entries();
  const made = [...(await Promise.all(files.map(bundle))), await sprite()];

  await mkdir(outdir, { recursive: true });
  await removeOld(outdir);
  const manifest = {};
  let tooLarge = 0;
  for (const { name, bytes } of made) {
    manifest[name] = hashedName(name, bytes);
    await writeFile(path.join(outdir, manifest[name]), bytes);
    const size = brotliSize(bytes);
    const allowed = ALLOWANCE.get(name);
    console.log(`${manifest[name]}  ${bytes.length} bytes, ${size} brotli`);
    if (allowed && size > allowed) {
      console.error(`${name} has ${size} bytes compressed; ${allowed} are allowed`);
      tooLarge++;
    }
  }
  await writeFile(path.join(outdir, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  if (depfile) await writeDepfile(depfile, target, made);
  return tooLarge === 0 ? 0 : 1;
}

if (process.argv.length !== 3 && process.argv.length !== 5) {
  console.error("usage: node build.mjs OUTDIR [DEPFILE TARGET]");
  process.exitCode = 2;
} else {
  const [, , outdir, depfile, target] = process.argv;
  process.exitCode = await main(path.resolve(outdir), depfile, target).catch((problem) => {
    console.error(`assets: ${problem.message}`);
    return 1;
  });
}
