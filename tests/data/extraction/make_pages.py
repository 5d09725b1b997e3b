#!/usr/bin/env python3
"""Writes pages/*.html and gold.jsonl from the texts and templates beside it. The pages marked "held-out" were not
looked at while the rules of extractors/ were written."""

import json
import pathlib

import article_templates as articles
import other_templates as others
import other_texts
from chrome import chrome_of

HERE = pathlib.Path(__file__).resolve().parent


class Text:
    def __init__(self, block):
        lines = block.strip().splitlines()
        self.id, self.language = lines[0].split()
        self.blocks, self.comments, self.extra_main = [], [], []
        for line in lines[1:]:
            if line[:3] in ("T: ", "A: ", "D: ", "S: "):
                name = {"T": "title", "A": "author", "D": "date", "S": "site"}[line[0]]
                setattr(self, name, line[3:])
            elif line.startswith("! "):
                self.comments.append(tuple(part.strip() for part in line[2:].split("|")))
            elif line.strip():
                for mark in ("## ", "> ", "- "):
                    if line.startswith(mark):
                        self.blocks.append((mark.strip(), line[len(mark):]))
                        break
                else:
                    self.blocks.append(("p", line))
        self.date, self.when = (part.strip() for part in self.date.split("|", 1))

    def add(self, line):
        """A line of the main text that the template shows and the text does not have."""
        self.extra_main.append(line)
        return line


def texts():
    source = (HERE / "texts.txt").read_text(encoding="utf-8")
    return {t.id: t for t in (Text(block) for block in source.split("\n=== ")[1:])}


# template, text, what the page shows of the text besides the main text. Held-out rows end in True.
ARTICLES = [
    ("wordpress_classic", "padi"), ("wordpress_classic", "wattle"), ("wordpress_blocks", "layang"), ("blogger_classic", "kopi"),
    ("blogger_classic", "bread"), ("indonesian_portal", "gamelan"), ("indonesian_portal", "jembatan"), ("amp_page", "talat"),
    ("table_layout", "statement"), ("table_layout", "rotfai"), ("div_soup", "vaka"), ("div_soup", "lake"), ("unclosed", "perahu"),
    ("unclosed", "pasar"), ("bare_page", "rice"), ("bare_page", "sla"), ("drupal", "bangka"), ("joomla", "tais"), ("cookie_first", "ferry"),
    ("cookie_first", "jembatan"), ("long_discussion", "hawker"), ("long_discussion", "perpus"), ("telegraph", "chinlone"),
    ("aspnet_form", "statement"), ("aspnet_form", "bird"), ("word_export", "talat"), ("interrupted", "wattle"), ("jawi_rtl", "jawi"),
    ("local_class_names", "padi"), ("plain_pre", "statement"), ("data_table_story", "data"), ("mobile_list_nav", "pho"),
    ("long_discussion", "kolam", True), ("medium_like", "vaka", True), ("medium_like", "aklatan", True), ("mediawiki", "wiki", True), ("newsletter_post", "bread", True),
    ("newsletter_post", "shwe", True), ("custom_elements", "phaa", True), ("custom_elements", "hawker", True), ("diary_home_style", "rotfai", True),
    ("diary_home_style", "kopi", True), ("joomla", "perahu", True), ("drupal", "kolam", True), ("interrupted", "bangka", True), ("amp_page", "perpus", True),
]
THREADS = [
    ("phpbb", "compost"), ("xenforo", "motor"), ("vbulletin_tables", "bas"), ("smf", "plaa"), ("discourse_crawler", "compost"),
    ("imageboard", "router"), ("guestbook", "bubong"),
    ("nested_replies", "bubong", True), ("question_answers", "router", True), ("phpbb", "motor", True),
]
PRODUCTS = [("woocommerce", "tas"), ("hashed_shop", "kettle"), ("microdata_shop", "buku"), ("plain_shop_table", "fan"), ("hashed_shop", "lamp"),
            ("classified", "rod", True), ("woocommerce", "lamp", True)]
LISTS = [("archive_excerpts", "kampung"), ("headlines_only", "kampung"), ("channel_preview", "talaan"), ("profile_stream", "tide"), ("board_index", "khao"),
         ("full_posts_index", "tide"), ("card_grid", "kelab"), ("archive_excerpts", "shi"),
         ("search_results", "shi", True), ("channel_preview", "khao", True), ("card_grid", "talaan", True)]
NO_AUTHOR = {"word_export", "mediawiki", "aspnet_form", "plain_pre", "cookie_first", "diary_home_style", "bare_page"}
NO_DATE = {"plain_pre"}
NO_COMMENTS = {"amp_page", "table_layout", "div_soup", "unclosed", "bare_page", "drupal", "joomla", "cookie_first", "telegraph", "aspnet_form",
               "medium_like", "word_export", "interrupted", "mediawiki", "jawi_rtl", "custom_elements", "plain_pre", "diary_home_style", "mobile_list_nav"}


class Item:
    gold = None

    def __init__(self, **fields):
        self.__dict__.update(fields)


def article_pages():
    for template, name, *held in ARTICLES:
        x = texts()[name]
        page = getattr(articles, template)(x, chrome_of(x.language))
        comments = [] if template in NO_COMMENTS else [text for _, _, text in x.comments]
        yield dict(file=f"article-{template}-{name}.html", type="article", language=x.language, held_out=bool(held), title=x.title,
                   author="" if template in NO_AUTHOR or x.author == "-" else x.author, date="" if template in NO_DATE else x.date[:10],
                   text="\n".join([line for _, line in x.blocks] + x.extra_main), comments=comments), page


def thread_pages():
    rows = {row[0]: row for row in other_texts.THREADS}
    for template, name, *held in THREADS:
        _, language, title, posts = rows[name]
        t = Item(language=language, title=title, posts=posts, site="Forum Kita")
        page = getattr(others, template)(t, chrome_of(language))
        yield dict(file=f"thread-{template}-{name}.html", type="thread", language=language, held_out=bool(held), title=title, author="", date="",
                   text="\n".join(text for *_, text in posts), comments=[], posts=[dict(author=n, text=x) for n, _, _, x in posts]), page


def product_pages():
    rows = {row[0]: row for row in other_texts.PRODUCTS}
    for template, name, *held in PRODUCTS:
        _, language, title, price, paragraphs, properties, reviews = rows[name]
        t = Item(language=language, title=title, price=price, paragraphs=paragraphs, properties=properties, reviews=reviews)
        page = getattr(others, template)(t, chrome_of(language))
        shown = [] if template in ("classified", "plain_shop_table") else [text for *_, text in reviews]
        yield dict(file=f"product-{template}-{name}.html", type="product", language=language, held_out=bool(held), title=title, author="", date="",
                   text="\n".join([price, *paragraphs, *(f"{k} {v}" for k, v in properties)]), comments=shown), page


def list_pages():
    rows = {row[0]: row for row in other_texts.LISTS}
    for template, name, *held in LISTS:
        _, language, title, items = rows[name]
        t = Item(language=language, title=title, items=items)
        page = getattr(others, template)(t, chrome_of(language))
        shown = items * 3 if template == "headlines_only" else items
        if template == "headlines_only":
            t.gold = "\n".join(f"{w} {h}" for h, x, d, w in shown)
        if template == "archive_excerpts":
            t.gold = "\n".join(f"{h}\n{w}\n{x}" for h, x, d, w in shown)
        if template in ("channel_preview", "profile_stream"):
            t.gold = "\n".join(f"{h}\n{x}" for h, x, d, w in shown)
        yield dict(file=f"listing-{template}-{name}.html", type="listing", language=language, held_out=bool(held), title=title, author="", date="",
                   text=t.gold or "\n".join(f"{h}\n{x}\n{w}" for h, x, d, w in shown), comments=[]), page


def main():
    pages = HERE / "pages"
    pages.mkdir(exist_ok=True)
    for old in pages.glob("*.html"):
        old.unlink()
    with open(HERE / "gold.jsonl", "w", encoding="utf-8") as gold:
        for make in (article_pages, thread_pages, product_pages, list_pages):
            for row, page in make():
                (pages / row["file"]).write_text(page + "\n", encoding="utf-8")
                gold.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
