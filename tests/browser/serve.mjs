// The page of a running `checker serve`: node serve.mjs URL [FOLDER FOR SCREENSHOTS]. See README.md beside this file.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [url, shots] = process.argv.slice(2);
const text = "Il y avait 12 chats  dans le jardin. Le président a fait progresser la paix par l’aménagement.";
const source = "There were 21 cats in the garden. The president advanced peace by development.";

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  userDataDir: fs.mkdtempSync(path.join(os.tmpdir(), "checker-browser-")),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
  timeout: 120_000,
});
try {
  const page = await browser.newPage();
  const trouble = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("request", (request) => { if (!request.url().startsWith(url) && !request.url().startsWith("data:")) trouble.push(`request: ${request.url()}`); });
  const shot = async (name) => { if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true }); };
  const quiet = () => page.waitForFunction(() => /[0-9]/.test(document.getElementById("state").textContent), { timeout: 60000 });
  // axe is run as an extension would run it: the page itself lets no foreign script in.
  const accessible = async (name) => {
    const client = await page.createCDPSession();
    await client.send("Page.setBypassCSP", { enabled: true });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map((one) => `${name}: ${one.id} ${one.nodes.map((node) => node.target)}`), []);
  };

  for (const [lang, width] of [["en", 1300], ["fr", 390]]) {
    await page.setExtraHTTPHeaders({ "accept-language": lang });
    await page.setViewport({ width, height: 900 });
    await page.goto(url);
    assert.equal(await page.$eval("html", (root) => root.lang), lang);
    await shot(`empty-${width}`);
    await page.click("#source");
    await page.keyboard.type(source.slice(0, -1));
    await page.click("#text");
    await page.keyboard.type(text);
    // While somebody writes, findings come without a click.
    await page.waitForSelector("#report mark", { timeout: 60000 });
    await page.keyboard.down("Control");
    await page.keyboard.press("Enter");
    await page.keyboard.up("Control");
    await quiet();
    assert.equal(await page.$$eval("#report .s", (rows) => rows.length), 2);
    assert.equal(await page.$eval("#report .m .code", (code) => code.textContent.slice(0, 6)), "ACC211");
    await page.focus("#report");
    await page.keyboard.press("j");
    assert.ok(await page.$(".s.now"));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} px in ${width}`);
    await shot(`light-${width}`);
    await accessible(`light ${width}`);
    await page.click("#theme");
    await shot(`dark-${width}`);
    await accessible(`dark ${width}`);
    await page.click("#theme");
  }

  // What a person decides outlasts the next check, and becomes a row for calibration and baseline.
  await page.click("#report .judge [value=accepted]");
  await page.$$eval("#report .judge [value=dismissed]", (buttons) => buttons[1].click());
  await page.click("#composer [type=submit]");
  await page.waitForFunction(() => !document.getElementById("report").classList.contains("old"), { timeout: 60000 });
  assert.equal(await page.$$eval("#report .judge [aria-pressed=true]", (buttons) => buttons.length), 2);
  await page.evaluate(() => { 
    URL.createObjectURL = (blob) => { globalThis.saved = blob.text(); return "data:,"; };
    HTMLAnchorElement.prototype.click = () => {};
  });
  await page.$eval("#save", (button) => button.click());
  const rows = (await page.evaluate(() => globalThis.saved)).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0].errors.map(({ start, end, severity }) => [start, end, severity]), [[11, 13, "major"]]);
  assert.deepEqual(rows[0].dismissed.map(({ code }) => code), ["STR104"]);
  assert.equal(rows[0].source, "There were 21 cats in the garden.");

  // A file is read by its name, a second report takes the place of the first, and keys act once.
  const input = await page.$("#text-input");
  const file = path.join(os.tmpdir(), "checker-page.fr.md");
  fs.writeFileSync(file, "# Titre\n\nUn *mot*  là. 😀 Encore  un.\n");
  await input.uploadFile(file);
  await page.waitForFunction(() => document.querySelector("#report h2")?.textContent.trim() === "checker-page.fr.md", { timeout: 60000 });
  await quiet();
  await page.focus("#report");
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.$$eval(".s.now", (rows) => rows.length), 1);
  await shot("file-390");
  assert.deepEqual(trouble, []);
  console.log("the page is fine");
} finally {
  await browser.close();
}
