// All browser checks in one browser. Usage: see run.sh.
import { browser, failures } from "./lib.mjs";

await import("./looks.mjs");
await import("./access.mjs");
await import("./editor.mjs");
await import("./lists.mjs");
await browser.close();
process.exit(failures() ? 1 : 0);
