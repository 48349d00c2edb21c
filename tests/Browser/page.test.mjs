import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { chromium } from "playwright-core";
import { Deployment } from "./deployment.mjs";

// How long anything may take.
const patience = { timeout: 30_000 };
const pictures = process.env.SCREENSHOTS;
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

let browser, deployment, page, errors, hosts;

before(async () => {
  // As root, a browser has no sandbox of its own; it is shown nothing but our page.
  browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
});
after(() => browser.close());

beforeEach(async () => {
  deployment = await Deployment.start();
  [errors, hosts] = [[], new Set()];
  page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  page.on("pageerror", error => errors.push(error.message));
  page.on("console", message => message.type() === "error" && errors.push(message.text()));
  page.on("request", request => hosts.add(new URL(request.url()).protocol === "data:" ? "data:" : new URL(request.url()).host));
});
afterEach(async () => {
  await page.close();
  await deployment.stop();
});

const worker = () => page.locator("article", { hasText: "us-central1" });
const open = async () => {
  await page.goto(deployment.pageUrl);
  await page.getByText("live").waitFor(patience);
};
const picture = async name => pictures && await page.screenshot({ path: join(pictures, name), fullPage: true });

test("a boot shows as it happens, and an interruption from the button reaches the worker", async () => {
  await open();
  await worker().getByText("not heard of yet").waitFor(patience);
  await deployment.boot();
  await worker().getByText("running", { exact: true }).waitFor(patience);
  for (const step of ["metadata", "registration", "secrets", "starting"]) await worker().getByText(step, { exact: true }).waitFor(patience);
  await page.getByRole("cell", { name: "POST /api/worker-manager/v1/worker/register" }).waitFor(patience);
  await page.locator("#messages").getByText("hello").first().waitFor(patience);

  await page.getByLabel("A task").fill("sleep 600");
  await page.getByRole("button", { name: "Create" }).click();
  await page.locator("#tasks").getByText("running on us-central1/").waitFor(patience);
  await picture("sandbox-page.png");

  await page.getByRole("button", { name: "preempt" }).click();
  await page.getByText("google: preempt the VM; cannot be undone").waitFor(patience);
  await page.locator("#messages").getByText("runner → worker graceful-termination").waitFor(patience);
  await page.locator("#tasks").getByText("worker-shutdown on us-central1/").waitFor(patience);
  await worker().getByText("removed", { exact: true }).waitFor(patience);
  await deployment.bootEnded();
  assert.deepEqual(errors, []);
  assert.deepEqual([...hosts].filter(host => host !== "data:"), [new URL(deployment.pageUrl).host]);
});

test("everything can be done with the keyboard alone", async () => {
  await open();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "workers-title");
  for (let i = 0; i < 20 && await page.evaluate(() => document.activeElement.id) !== "fault"; i++) await page.keyboard.press("Tab");
  await page.keyboard.type("register:503*1");
  await page.keyboard.press("Enter");
  await page.getByText("Fault register:503*1 strikes from now on.").waitFor(patience);
  await page.locator("#faults").getByText("1 left").waitFor(patience);
  await page.getByRole("button", { name: "Take all faults away" }).press("Enter");
  await page.getByText("Nothing goes wrong on purpose any more.").waitFor(patience);
  await page.getByRole("button", { name: "Take all faults away" }).waitFor({ state: "hidden", ...patience });
});

test("what cannot be done is said", async () => {
  await open();
  await page.getByLabel("A fault").fill("nonsense");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("nonsense is not a fault").waitFor(patience);
});

test("a failed request is told from others, and the boot goes on", async () => {
  await open();
  await page.getByLabel("A fault").fill("register:503*1");
  await page.getByRole("button", { name: "Add" }).click();
  await deployment.boot();
  await page.locator("#requests .bad", { hasText: "503" }).waitFor(patience);
  await worker().getByText("running", { exact: true }).waitFor(patience);
  await worker().getByText("worker-manager.registerWorker ×2").waitFor(patience);
});

for (const colorScheme of ["light", "dark"]) {
  test(`it is readable at 400 pixels, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 400, height: 800 });
    await open();
    await deployment.boot();
    await worker().getByText("running", { exact: true }).waitFor(patience);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 400, "the page is wider than the screen");
    const [text, back] = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]
      .map(colour => colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)));
    assert.ok(colorScheme === "dark" ? text - back > 400 : back - text > 400, `the text stands out: ${text} on ${back}`);
    await picture(`sandbox-page-${colorScheme}.png`);
  });
}

test("without the token it says so, and shows nothing", async () => {
  await page.goto(deployment.pageUrl.split("#")[0]);
  await page.getByText("The token is missing or wrong").waitFor(patience);
  assert.equal(await page.locator("#requests tr").count(), 0);
});

test("after a break it connects again and shows everything once", async () => {
  await open();
  await deployment.boot();
  await worker().getByText("running", { exact: true }).waitFor(patience);
  const registrations = page.getByRole("cell", { name: "POST /api/worker-manager/v1/worker/register" });
  await page.reload();
  await registrations.waitFor(patience);
  assert.equal(await registrations.count(), 1);
});
