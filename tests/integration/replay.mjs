// Plays pages of an archive with ReplayWeb.page in Chromium and says what is seen.
// Reads JSON from stdin: {"app": URL of ReplayWeb.page, "source": URL of the archive, "visits": [{"url", "ts", "click"?}]}.
// Prints a JSON list, one a visit: {"url", "frame", "title", "text", "styles": {href: rules},
// "images": [[src, width, height]]}; "error" where nothing was shown.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const { app, source, visits } = JSON.parse(readFileSync(0, "utf8"));
const PATIENCE = 30000; // ms; a visit takes one to three seconds

const looks = () => ({
  title: document.title,
  text: document.body.innerText,
  styles: Object.fromEntries([...document.styleSheets].map((sheet) => [sheet.href, sheet.cssRules.length])),
  images: [...document.images].map((image) => [image.currentSrc || image.src, image.naturalWidth, image.naturalHeight]),
  pending: document.readyState !== "complete" || [...document.images].some((image) => image.src && !image.complete),
});

// The archived page is the frame below "/w/"; it is there when what it loads has come.
async function settled(page, wanted) {
  const end = Date.now() + PATIENCE;
  let seen = null;
  while (Date.now() < end) {
    await page.waitForTimeout(250);
    const frame = page.frames().find((candidate) => candidate.url().includes("mp_/") && wanted(candidate.url()));
    if (!frame) continue;
    try {
      seen = { frame: frame.url(), ...(await frame.evaluate(looks)) };
    } catch {
      continue; // it is being replaced
    }
    if (!seen.pending && seen.text) return [frame, seen];
  }
  throw new Error(`not shown in ${PATIENCE} ms; frames ${page.frames().map((frame) => frame.url())}; seen ${JSON.stringify(seen)}`);
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext();
const answers = [];
for (const { url, ts, click } of visits) {
  const page = await context.newPage();
  const answer = { url };
  try {
    await page.goto(`${app}?source=${encodeURIComponent(source)}#view=pages&url=${encodeURIComponent(url)}&ts=${ts}`);
    let [frame, seen] = await settled(page, () => true);
    if (click) {
      const before = frame.url();
      await frame.click(`text=${click}`);
      [frame, seen] = await settled(page, (at) => at !== before);
    }
    Object.assign(answer, seen);
  } catch (error) {
    answer.error = String(error);
  }
  answers.push(answer);
  await page.close();
}
await browser.close();
console.log(JSON.stringify(answers));
