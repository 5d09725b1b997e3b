// What @mozilla/readability finds: reads paths of HTML files, a line each; prints a JSON object a line.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readability } from "@mozilla/readability";

const require = createRequire(import.meta.url);
const dom = process.argv[2] ?? "linkedom";
const { parseHTML } = dom === "linkedom" ? await import("linkedom") : {};
const { JSDOM, VirtualConsole } = dom === "jsdom" ? require("jsdom") : {};

// textContent runs paragraphs together: what is a block to a reader ends in a line.
const blocks = new Set(["P", "DIV", "LI", "BR", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "TD", "TH", "DT", "DD", "BLOCKQUOTE", "PRE", "SECTION", "ARTICLE", "FIGCAPTION", "CAPTION", "UL", "OL", "DL", "TABLE", "FIGURE", "HEADER", "FOOTER", "ASIDE"]);
function textOf(node) {
  if (node.nodeType === 3) return node.textContent;
  if (node.nodeType !== 1) return "";
  let text = "";
  for (const child of node.childNodes) text += textOf(child);
  return blocks.has(node.tagName?.toUpperCase()) ? `\n${text}\n` : text;
}

for await (const path of createInterface({ input: process.stdin })) {
  const html = readFileSync(path, "utf8");
  const document = dom === "jsdom" ? new JSDOM(html, { url: "https://example.org/", virtualConsole: new VirtualConsole() }).window.document : parseHTML(html).document;
  let article = null;
  try {
    article = new Readability(document, { serializer: (element) => textOf(element) }).parse();
  } catch (error) {
    process.stderr.write(`${path}: ${error.message}\n`);
  }
  process.stdout.write(JSON.stringify({ path, title: article?.title ?? "", author: article?.byline ?? "", published: article?.publishedTime ?? "", text: article?.content ?? "" }) + "\n");
}
