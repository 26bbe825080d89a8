// The built site, opened as files: node site.mjs FOLDER [FOLDER FOR SCREENSHOTS]. See README.md beside this file.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [folder, shots] = process.argv.slice(2);
const at = (page) => `file://${path.join(path.resolve(folder), page)}`;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
// Those that the theme alone could mend: a code block that scrolls, two buttons of the same name, a table without a head.
const theme = ["scrollable-region-focusable", "landmark-unique", "empty-table-header"];

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  userDataDir: fs.mkdtempSync(path.join(os.tmpdir(), "checker-browser-")),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--allow-file-access-from-files"],
  timeout: 120_000,
});
try {
  for (const scheme of ["light", "dark"]) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const trouble = [];
    page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
    page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) trouble.push(`request: ${request.url()}`); });
    const client = await page.createCDPSession();
    await client.send("Page.setBypassCSP", { enabled: true });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    for (const [name, width] of [["index.html", 1300], ["docs/serve.html", 1300], ["docs/tutorials/article.html", 390]]) {
      await page.setViewport({ width, height: 900 });
      await page.goto(at(name));
      await pause(500);
      assert.equal(await page.$eval("body", (body) => body.dataset.mdColorScheme), scheme === "dark" ? "slate" : "default");
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${name} is too wide`);
      if (shots) await page.screenshot({ path: path.join(shots, `site-${path.basename(name, ".html")}-${scheme}.png`) });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => axe.run());
      const ours = violations.filter((one) => !theme.includes(one.id));
      assert.deepEqual(ours.map((one) => `${name} ${scheme}: ${one.id} ${one.nodes.map((node) => node.target)}`), []);
    }
    // What is typed stays in the field, is found, and Enter leads there.
    await page.setViewport({ width: 1300, height: 900 });
    for (const [word, place] of [["LibreOffice", "docs/serve.html"], ["KubeRay", "docs/cluster.html"]]) {
      await page.goto(at("index.html"));
      await pause(1000);
      await page.keyboard.press("/");
      await pause(1000);
      await page.keyboard.type(word, { delay: 120 });
      await pause(2000);
      if (shots) await page.screenshot({ path: path.join(shots, `site-search-${word}-${scheme}.png`) });
      await page.keyboard.press("Enter");
      await pause(1500);
      assert.ok(page.url().startsWith(`${at(place)}?h=${word}`), `${word} leads to ${page.url()}`);
    }
    assert.deepEqual(trouble, []);
    await context.close();
  }
  console.log("the site is fine");
} finally {
  await browser.close();
}
