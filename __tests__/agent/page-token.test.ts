import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBrowser } from "../support/browser";
import { HANG_MS } from "../support/time";
import { AgentWorld, CANARIES } from "./support/agent-world";

let world: AgentWorld;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([AgentWorld.start(), startBrowser()]);
});
afterAll(() => Promise.all([world?.stop(), browser?.close()]));

async function answerTheDialog(page: Page, token: string): Promise<void> {
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
}

it("the page of a task asks for a token, keeps it in the tab alone, and asks on", async () => {
  const task = await world.task({ env: { AGENT_PAGE: "true" } });
  const page = await browser.newPage();
  page.setDefaultTimeout(HANG_MS);
  await page.goto(task.process.url);
  await page.keyboard.type("How profitable is Northvane?");
  await page.keyboard.press("Enter");

  await answerTheDialog(page, "a-token-that-is-nobodys-0123456789abcdef");
  await answerTheDialog(page, CANARIES.alice);
  await page.locator(".facts").waitFor();

  expect(await page.locator(".turn").count()).toBe(1);
  expect(await page.locator(".answer").textContent()).toBe("The answer is 42.");
  expect(await page.locator("#model").textContent()).toBe("gpt-4o-mini");
  expect(
    await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
  ).toBe('[{},{},""]');
  await page.close();
});

it("a task has no page unless it is told to", async () => {
  const task = await world.task();

  expect((await fetch(`${task.process.url}/`)).status).toBe(404);
});
