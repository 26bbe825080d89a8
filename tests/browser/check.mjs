// See README.md beside this file.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.cwd(), "package.json"));
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = process.argv[2];

const work = fs.mkdtempSync(path.join(os.tmpdir(), "checker-browser-"));
const file = path.join(work, "report.html");
fs.copyFileSync(new URL("../golden/snapshots/html.snap", import.meta.url), file);
const url = pathToFileURL(file).href;

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  userDataDir: path.join(work, "profile"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage();
  const trouble = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== url && !request.url().startsWith("data:")) trouble.push(`request: ${request.url()}`); });
  const text = (selector) => page.$eval(selector, (element) => element.textContent);

  // What people do
  await page.setViewport({ width: 1300, height: 900 });
  await page.goto(url);
  await page.keyboard.press("j");
  assert.equal(await page.$eval(".now", (row) => row.id), "s1-1");
  for (let i = 0; i < 11; i += 1) await page.keyboard.press("ArrowRight");
  assert.match(await text(".now .word"), /^dessin → drawing/);
  assert.equal((await page.$$(".links path")).length, 1);
  if (shots) await page.screenshot({ path: path.join(shots, "links.png") });
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.$eval(".now", (row) => row.id), "s1-1");
  await page.hover("#s1-3 .t");
  // Words after an emoji: places count code points, the browser counts UTF-16 units.
  const words = await page.$$eval("#s1-3 .w", (spans) => spans.map((span) => span.textContent));
  assert.deepEqual(words.slice(-3), ["à", "la", "tombe"]);
  await page.keyboard.press("/");
  await page.keyboard.type("ETE a la ville"); // capitals and accents do not matter, but paths are no text
  await page.waitForFunction(() => document.getElementById("count").textContent.startsWith("0 "));
  assert.equal(await page.$eval("#empty", (element) => element.hidden), false);
  await page.keyboard.press("Escape");
  await page.click(".chip.critical");
  assert.match(await text("#count"), /^2 /);

  await page.click(".chip.critical");
  await page.click(".chip:has([value=off])");
  assert.match(await text("#count"), /^1 /);
  assert.equal(await page.$eval(".m > li.off", (note) => note.checkVisibility()), true);

  // Links of the overview land, whatever is filtered; what keys do, buttons do
  for (const link of await page.$$eval(".ranking a", (all) => all.map((a) => a.getAttribute("href")))) {
    await page.click(`.ranking a[href="${link}"]`);
    await new Promise((done) => setTimeout(done, 800));
    assert.ok(await page.$eval(link, (article) => {
      const { top } = article.getBoundingClientRect();
      const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      return !article.hidden && (end || Math.abs(top - 96) < 30);
    }), link);
  }
  await page.click("#next");
  assert.ok(await page.$eval(".now", (row) => row.classList.contains("flagged")));

  // What everyone can read
  await page.setBypassCSP(true); // for axe, which is no part of the page
  for (const scheme of ["light", "dark"]) {
    for (const width of [1300, 700, 390]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.setViewport({ width, height: 1600 });
      await page.goto(url);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      for (const violation of violations) trouble.push(`axe ${scheme} ${width}: ${violation.id}: ${violation.nodes[0].html}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) trouble.push(`${width}: the page is ${over} pixels too wide`);
      if (shots) await page.screenshot({ path: path.join(shots, `${scheme}-${width}.png`) });
    }
  }
  assert.deepEqual(trouble, []);
  console.log("The report behaves, can be read by everyone, and asks for nothing.");
} finally {
  await browser.close();
  fs.rmSync(work, { recursive: true, force: true });
}
