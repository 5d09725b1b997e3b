"""Article pages as sites of many kinds build them. Each function takes a text and the chrome of its language and
returns HTML; what a template adds to the main text itself it appends to text.extra_main."""

import html
import json

e = lambda s: html.escape(s, quote=False)
a = lambda s: html.escape(s, quote=True)


def body(x, p="<p>{}</p>", h="<h2>{}</h2>", q="<blockquote>{}</blockquote>", li="<li>{}</li>", ul="<ul>{}</ul>", between=None, sep="\n"):
    out, items, n = [], [], 0
    for kind, line in x.blocks + [("end", "")]:
        if kind == "-":
            items.append(li.format(e(line)))
            continue
        if items:
            out.append(ul.format("".join(items)))
            items = []
        if kind == "end":
            break
        out.append({"p": p, "##": h, ">": q}[kind].format(e(line)))
        n += 1
        if between and n in between:
            out.append(between[n])
    return sep.join(out)


def links(titles, wrap="<li>{}</li>", path="/2024/"):
    return "".join(wrap.format(f'<a href="{path}{i + 1}">{e(t)}</a>') for i, t in enumerate(titles))


def head(x, c, extra="", title=None):
    return f'<!DOCTYPE html><html lang="{x.language}"><head><meta charset="utf-8"><title>{e(title or x.title + " - " + x.site)}</title>{extra}</head>'


def wordpress_classic(x, c):
    comments = "".join(f'<li class="comment even depth-1" id="li-comment-{i}"><div id="comment-{i}"><div class="comment-author vcard"><img alt="" src="http://1.gravatar.com/avatar/{i}" class="avatar"><cite class="fn">{e(n)}</cite> <span class="says">says:</span></div><div class="comment-meta commentmetadata"><a href="#comment-{i}">{e(w)}</a></div><div class="comment-body"><p>{e(t)}</p></div><div class="reply"><a class="comment-reply-link" href="?replytocom={i}">{c["reply"]}</a></div></div></li>' for i, (n, w, t) in enumerate(x.comments))
    meta = f'<meta property="og:title" content="{a(x.title)}"><meta property="og:type" content="article"><meta property="og:site_name" content="{a(x.site)}"><meta property="article:published_time" content="{x.date}"><link rel="canonical" href="https://example.org/2024/{x.id}/">'
    return head(x, c, meta) + f'''<body class="single single-post postid-77 singular has-sidebar"><div id="wrapper" class="hfeed"><div id="header"><div id="masthead"><div id="branding" role="banner"><div id="site-title"><span><a href="/" rel="home">{e(x.site)}</a></span></div><div id="site-description">{e(c["footer"][:60])}</div></div>
<div id="access" role="navigation"><div class="skip-link screen-reader-text"><a href="#content">Skip to content</a></div><div class="menu-header"><ul id="menu-main" class="menu">{links(c["nav"])}</ul></div></div></div></div>
<div id="main"><div id="container"><div id="content" role="main"><div id="nav-above" class="navigation"><div class="nav-previous"><a href="/p" rel="prev">&larr; {e(c["related"][0])}</a></div></div>
<div id="post-77" class="post-77 post type-post hentry category-news"><h1 class="entry-title">{e(x.title)}</h1><div class="entry-meta"><span class="meta-prep">Posted on</span> <a href="#" rel="bookmark"><span class="entry-date">{e(x.when)}</span></a> by <span class="author vcard"><a class="url fn n" href="/author/1">{e(x.author)}</a></span></div>
<div class="entry-content">{body(x)}<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block"><h3 class="sd-title">{c["share"][0]}:</h3><div class="sd-content"><ul>{links(c["share"][1:])}</ul></div></div></div><div id="jp-relatedposts" class="jp-relatedposts"><h3>{c["related_head"]}</h3>{links(c["related"][:3], '<div class="jp-relatedposts-post"><h4>{}</h4><p class="jp-relatedposts-post-context">In "News"</p></div>')}</div></div>
<div class="entry-utility">{c["tag_word"]}: {links(c["tags"], "{} ")}</div></div>
<div id="comments"><h3 id="comments-title">{len(x.comments)} {c["comments"]}</h3><ol class="commentlist">{comments}</ol><div id="respond"><h3>{c["reply"]}</h3><form><p class="comment-notes">Your email address will not be published. Required fields are marked *</p><textarea name="comment"></textarea></form></div></div></div></div>
<div id="primary" class="widget-area"><ul class="xoxo"><li class="widget widget_text"><h3>{c["popular"]}</h3><div class="textwidget">{"".join(f"<p>{e(t)}</p>" for t in c["teasers"])}</div></li><li class="widget widget_recent_entries"><ul>{links(c["related"])}</ul></li></ul></div></div>
<div id="footer" role="contentinfo"><div id="colophon">{e(c["footer"])} {e(c["rights"])}</div></div></div></body></html>'''


def wordpress_blocks(x, c):
    comments = "".join(f'<li class="comment depth-1"><div class="wp-block-columns"><div class="wp-block-column"><div class="wp-block-comment-author-name">{e(n)}</div><div class="wp-block-comment-date"><time datetime="2024-01-0{i+1}">{e(w)}</time></div><div class="wp-block-comment-content"><p>{e(t)}</p></div></div></div></li>' for i, (n, w, t) in enumerate(x.comments))
    return head(x, c, f'<meta name="author" content="{a(x.author)}">') + f'''<body class="wp-embed-responsive"><a class="skip-link" href="#wp--skip-link--target">Skip to content</a><div class="wp-site-blocks"><header class="wp-block-template-part"><div class="wp-block-group"><p class="wp-block-site-title"><a href="/">{e(x.site)}</a></p><nav class="wp-block-navigation"><ul>{links(c["nav"])}</ul></nav></div></header>
<main class="wp-block-group" id="wp--skip-link--target"><h1 class="wp-block-post-title">{e(x.title)}</h1><div class="wp-block-template-part"><div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{x.date}">{e(x.when)}</time></div><p>—</p><div class="wp-block-post-author-name">{e(x.author)}</div></div></div>
<div class="entry-content wp-block-post-content has-global-padding">{body(x, q='<blockquote class="wp-block-quote"><p>{}</p></blockquote>', between={2: f'<div class="wp-block-group has-background"><p><strong>{c["also"]}:</strong> <a href="/x">{e(c["related"][1])}</a></p></div>'})}</div>
<section class="wp-block-template-part"><div class="wp-block-comments"><h2>{c["comments"]}</h2><ol class="wp-block-comment-template">{comments}</ol></div></section></main>
<footer class="wp-block-template-part"><div class="wp-block-columns"><div class="wp-block-column"><h4>{c["popular"]}</h4><ul class="wp-block-latest-posts">{links(c["related"])}</ul></div><div class="wp-block-column"><p>{e(c["footer"])}</p></div></div></footer></div></body></html>'''


def blogger_classic(x, c):
    comments = "".join(f'<div class="comment-block"><div class="comment-header"><cite class="user"><a href="/profile/{i}">{e(n)}</a></cite><span class="datetime"><a href="#c{i}">{e(w)}</a></span></div><p class="comment-content">{e(t)}</p></div>' for i, (n, w, t) in enumerate(x.comments))
    lines = body(x, p="{}<br /><br />", h="<b>{}</b><br /><br />", q="<i>{}</i><br /><br />", li="- {}<br />", ul="{}<br />", sep="")
    return head(x, c, title=f"{x.site}: {x.title}") + f'''<body class="loading"><div class="navbar section" id="navbar"></div><div class="body-fauxcolumns"></div><div class="content"><div class="content-outer"><header><div class="header section"><h1 class="title"><a href="/">{e(x.site)}</a></h1><p class="description"><span>{e(c["teasers"][0])}</span></p></div></header>
<div class="main-outer"><div class="columns"><div class="column-center-outer"><div class="main section" id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header"><span>{e(x.when)}</span></h2><div class="date-posts"><div class="post-outer"><div class="post hentry"><h3 class="post-title entry-title">{e(x.title)}</h3><div class="post-body entry-content" id="post-body-99"><div dir="ltr" style="text-align: left;" trbidi="on">{lines}</div><div style="clear: both;"></div></div>
<div class="post-footer"><div class="post-footer-line"><span class="post-author vcard">{c["by"]} <span class="fn"><span itemprop="name">{e(x.author)}</span></span></span> <span class="post-timestamp"><abbr class="published" title="{x.date}">{e(x.when)}</abbr></span></div><div class="post-footer-line"><span class="post-labels">Labels: {links(c["tags"], "{}, ")}</span></div></div></div>
<div class="comments" id="comments"><h4>{len(x.comments)} {c["comments"]}:</h4><div id="Blog1_comments-block-wrapper">{comments}</div></div></div></div></div></div><div class="blog-pager" id="blog-pager"><a href="/n">Newer Post</a><a href="/o">Older Post</a><a href="/">Home</a></div></div></div></div>
<div class="column-right-outer"><aside><div class="sidebar section"><div class="widget Profile"><h2>About Me</h2><dl><dt>{e(x.author)}</dt><dd>{e(x.author)} {c["bio"]}</dd></dl></div><div class="widget BlogArchive"><h2>Blog Archive</h2><ul>{links(c["related"])}</ul></div><div class="widget HTML">{"".join(f"<p>{e(t)}</p>" for t in c["teasers"])}</div></div></aside></div></div></div><footer>{e(c["rights"])} Powered by Blogger.</footer></div></div></body></html>'''


def indonesian_portal(x, c):
    also = lambda i: f'<table class="linksisip"><tbody><tr><td><div class="lihatjg"><strong>{c["also"]}: </strong><a href="/d-{i}">{e(c["related"][i % len(c["related"])])}</a></div></td></tr></tbody></table>'
    ad = f'<div class="parallaxindetail"><p>{c["ad"]}</p><div class="ads-scrollpage-container"></div></div>'
    ld = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": x.title, "datePublished": x.date, "dateModified": x.date, "author": {"@type": "Person", "name": x.author}, "publisher": {"@type": "Organization", "name": x.site}}, ensure_ascii=False)
    return head(x, c, f'<meta name="publishdate" content="{x.date[:10].replace("-", "/")} 09:00:00"><script type="application/ld+json">{ld}</script>') + f'''<body><div class="topbar"><div class="container">{links(c["nav"][:4], "{} | ")}</div></div><header class="header"><div class="logo"><a href="/">{e(x.site)}</a></div><div class="nav-primary"><ul>{links(c["nav"])}</ul></div></header><div class="breadcrumb"><a href="/">{e(x.site)}</a> <a href="/b">{c["nav"][1]}</a></div>
<div class="container content grid-row"><div class="column-8"><article class="detail"><div class="detail__header"><h1 class="detail__title">{e(x.title)}</h1><div class="detail__author">{e(x.author)} - <span class="detail__label">{e(x.site)}</span></div><div class="detail__date">{e(x.when)}</div></div><div class="detail__media"><figure><img src="/f.jpg" alt=""><figcaption class="detail__media-caption">{x.add("Foto: dokumentasi warga")}</figcaption></figure></div>
<div class="detail__body itp_bodycontent_wrapper"><div class="detail__body-text itp_bodycontent">{body(x, h="<h2>{}</h2>", between={1: ad, 2: also(0), 4: also(2)})}<div class="clearfix"></div><p><strong>(rtn/rtn)</strong></p></div><div class="detail__body-tag"><div class="nav">{links(c["tags"], "{}")}</div></div></div></article>
<div class="box cb-berita-terkait"><h2 class="title">{c["related_head"]}</h2><div class="list-content">{links(c["related"], '<article class="list-content__item"><div class="media"><div class="media__text"><h3 class="media__title">{}</h3><div class="media__date">2 jam yang lalu</div></div></div></article>')}</div></div>
<div id="komentar"><div class="komentar-title">{c["comments"]}</div>{"".join(f'<div class="komentar-item"><div class="nama">{e(n)}</div><div class="waktu">{e(w)}</div><div class="isi">{e(t)}</div></div>' for n, w, t in x.comments)}</div></div>
<div class="column-4"><div class="sticky"><div class="box"><h2>{c["popular"]}</h2>{links(c["related"], '<div class="media__text"><span class="text-list__data">#1</span>{}</div>')}</div><div class="box">{"".join(f"<p>{e(t)}</p>" for t in c["teasers"])}</div></div></div></div>
<footer><div class="about">{e(c["footer"])}</div><div>{e(c["rights"])}</div></footer></body></html>'''


def amp_page(x, c):
    return f'''<!doctype html><html ⚡ lang="{x.language}"><head><meta charset="utf-8"><title>{e(x.title)}</title><link rel="canonical" href="https://example.net/{x.id}"><script async src="https://cdn.ampproject.org/v0.js"></script><style amp-custom>body{{margin:0}}</style></head><body>
<amp-consent layout="nodisplay" id="consent"><div id="consent-ui"><p>{e(c["cookie"])}</p><button on="tap:consent.accept">{c["accept"][0]}</button></div></amp-consent><amp-sidebar id="sb" layout="nodisplay"><ul>{links(c["nav"])}</ul></amp-sidebar><div class="hdr"><a href="/">{e(x.site)}</a></div>
<main><h1>{e(x.title)}</h1><div class="who">{e(x.author)} · <time datetime="{x.date}">{e(x.when)}</time></div><amp-social-share type="twitter"></amp-social-share><amp-img src="/a.jpg" alt="" width="16" height="9"></amp-img><section>{body(x, between={1: f'<div class="amp-ad-wrapper"><span>{c["ad"]}</span><amp-ad width="300" height="250"></amp-ad></div>', 3: f'<div class="rel-inline">{c["also"]}: <a href="/r">{e(c["related"][0])}</a></div>'})}</section>
<div class="next"><h3>{c["related_head"]}</h3>{links(c["related"], '<div class="card">{}</div>')}</div></main><div class="ftr">{e(c["footer"])}</div></body></html>'''


def table_layout(x, c):
    return f'''<HTML><HEAD><TITLE>{e(x.title)}</TITLE><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8"></HEAD><BODY BGCOLOR="#FFFFFF" LINK=blue><CENTER><TABLE WIDTH=760 BORDER=0 CELLPADDING=4><TR><TD COLSPAN=3 BGCOLOR=navy><FONT COLOR=white SIZE=5><B>{e(x.site)}</B></FONT><BR><FONT SIZE=1>{" | ".join(f'<A HREF="p{i}.htm">{e(n)}</A>' for i, n in enumerate(c["nav"]))}</FONT></TD></TR>
<TR VALIGN=TOP><TD WIDTH=140 BGCOLOR="#EEEEEE"><FONT SIZE=2><B>{c["popular"]}</B><BR>{links(c["related"], "&#149; {}<BR>")}<BR>{e(c["newsletter"])}<BR><INPUT TYPE=text SIZE=10></FONT></TD>
<TD><FONT FACE="Arial" SIZE=4><B>{e(x.title)}</B></FONT><BR><FONT SIZE=2><I>{e(x.author)}, {e(x.when)}</I></FONT><P><FONT FACE="Arial" SIZE=2>{body(x, p="{}<P>", h="<B>{}</B><P>", q="<I>{}</I><P>", li="<LI>{}", ul="<UL>{}</UL>")}</FONT><HR><FONT SIZE=1><A HREF="print.asp">{c["share"][-1]}</A> | <A HREF="mail.asp">E-mail</A> | <A HREF="#top">Top</A></FONT></TD>
<TD WIDTH=130 BGCOLOR="#FFFFCC"><FONT SIZE=2>{"<BR><BR>".join(e(t) for t in c["teasers"])}</FONT></TD></TR><TR><TD COLSPAN=3 ALIGN=center><FONT SIZE=1>{e(c["footer"])}<BR>{e(c["rights"])}</FONT></TD></TR></TABLE></CENTER></BODY></HTML>'''


def div_soup(x, c):
    ld = json.dumps([{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": x.site, "url": "https://example.com/"}, {"@type": ["NewsArticle", "ReportageNewsArticle"], "headline": x.title, "datePublished": x.date, "author": [{"@type": "Person", "name": n.strip()} for n in x.author.split(",")], "articleBody": "\n".join(t for _, t in x.blocks), "image": "https://example.com/i.jpg"}]}], ensure_ascii=False)
    return head(x, c, f'<script type="application/ld+json">{ld}</script>') + f'''<body><div id="__next"><div class="css-1kx2p"><div class="css-9ab1"><div class="css-77aa"><a href="/">{e(x.site)}</a></div><div class="css-0k1">{links(c["nav"], '<div class="css-n1">{}</div>')}</div></div>
<div class="css-4hh"><div class="css-5jj"><div class="css-t1"><h1 class="css-h">{e(x.title)}</h1><div class="css-sub"><span>{e(x.author)}</span><span>{e(x.when)}</span></div></div><div class="css-bb">{body(x, p='<div class="css-px"><span>{}</span></div>', h='<div class="css-hx"><span>{}</span></div>', q='<div class="css-qx"><span>{}</span></div>', li='<div class="css-lx"><span>{}</span></div>', ul='<div class="css-ux">{}</div>', between={2: f'<div class="css-zz"><div class="css-z1">{c["also"]}</div><div class="css-z2"><a href="/q">{e(c["related"][2])}</a></div></div>'})}</div>
<div class="css-sh">{links(c["share"], '<div class="css-s1">{}</div>')}</div></div><div class="css-6kk"><div class="css-6a">{c["popular"]}</div>{"".join(f'<div class="css-6b"><div class="css-6c"><a href="/t{i}">{e(r)}</a></div><div class="css-6d">{e(t)}</div></div>' for i, (r, t) in enumerate(zip(c["related"], c["teasers"])))}</div></div>
<div class="css-ft"><div class="css-f1">{e(c["footer"])}</div><div class="css-f2">{e(c["rights"])}</div></div></div></div><div class="css-cc" style="position:fixed"><div>{e(c["cookie"])}</div><button>{c["accept"][0]}</button></div><script id="__NEXT_DATA__" type="application/json">{{"props":{{}}}}</script></body></html>'''


def unclosed(x, c):
    return f'''<html><head><title>{e(x.title)}<link rel=stylesheet href=a.css></title><meta name=keywords content="{a(",".join(c["tags"]))}">
<body><div id=kepala><h3><a href=/>{e(x.site)}</a></h3><ul>{links(c["nav"], "<li>{}")}</ul></div><div id=isi><h1>{e(x.title)}</h1><small>{e(x.author)} / {e(x.when)}</small>{body(x, p="<p>{}", h="<h4>{}</h4>", q="<p><i>{}", li="<li>{}", ul="<ul>{}</ul>", sep="")}
<p><a href=a1>{c["prev"]}</a> <a href=a2>{c["next"]}</a></div><div id=kanan><b>{c["popular"]}</b><ul>{links(c["related"], "<li>{}")}</ul><p>{"<p>".join(e(t) for t in c["teasers"])}</div><div id=kaki><p>{e(c["footer"])}<p>{e(c["rights"])}'''


def bare_page(x, c):
    return f'''<html><head><title>{e(x.title)}</title></head><body><p>[ <a href="index.html">{c["nav"][0]}</a> | <a href="about.html">{c["nav"][-1]}</a> | <a href="links.html">Links</a> ]</p><hr><h1>{e(x.title)}</h1><p><em>{e(x.author)}, {e(x.when)}</em></p>{body(x)}<hr><address><a href="mailto:x@example.org">{e(x.author)}</a></address></body></html>'''


def drupal(x, c):
    return head(x, c, f'<meta name="dcterms.creator" content="{a(x.author)}"><meta name="dcterms.date" content="{x.date}">') + f'''<body class="html not-front one-sidebar sidebar-first page-node node-type-article"><div id="skip-link"><a href="#main-content">Skip</a></div><div id="page-wrapper"><div id="page"><div id="header"><div class="section"><div id="name-and-slogan"><div id="site-name"><a href="/">{e(x.site)}</a></div></div><div id="main-menu" class="navigation"><ul class="links">{links(c["nav"])}</ul></div></div></div>
<div id="main-wrapper"><div id="main"><div id="content" class="column"><div class="section"><h1 class="title" id="page-title">{e(x.title)}</h1><div class="tabs"></div><div class="region region-content"><div id="block-system-main" class="block"><div class="content"><div id="node-5" class="node node-article" about="/node/5" typeof="sioc:Item foaf:Document"><div class="meta submitted"><span property="dc:date dc:created" content="{x.date}" datatype="xsd:dateTime">Submitted by <span class="username" typeof="sioc:UserAccount" property="foaf:name">{e(x.author)}</span> on {e(x.when)}</span></div><div class="content clearfix"><div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded">{body(x)}</div></div></div><div class="field field-name-field-tags"><h3 class="field-label">{c["tag_word"]}: </h3><ul class="links">{links(c["tags"])}</ul></div></div><div class="link-wrapper"><ul class="links inline"><li><a href="/user/login">{c["login"]}</a></li></ul></div></div></div></div></div></div></div>
<div id="sidebar-first" class="column sidebar"><div class="section"><div class="region region-sidebar-first"><div class="block block-search"><form><label>{c["search"]}</label><input type="text"></form></div><div class="block block-block"><h2>{c["popular"]}</h2><div class="content">{"".join(f"<p>{e(t)}</p>" for t in c["teasers"])}<p>{e(c["newsletter"])}</p></div></div></div></div></div></div></div>
<div id="footer-wrapper"><div class="section"><div class="region region-footer"><div class="block"><p>{e(c["footer"])}</p></div></div></div></div></div></div></body></html>'''


def joomla(x, c):
    return head(x, c, '<meta name="generator" content="Joomla!">') + f'''<body class="site com_content view-article"><div class="body"><div class="container"><header class="header"><a class="brand" href="/">{e(x.site)}</a></header><nav class="navigation"><ul class="nav menu">{links(c["nav"])}</ul></nav><div class="row-fluid"><div id="aside-left" class="span3"><div class="moduletable"><h3>{c["popular"]}</h3><ul class="mostread">{links(c["related"])}</ul></div><div class="moduletable"><div class="custom"><p>{e(c["newsletter"])}</p></div></div></div>
<main id="content" role="main" class="span9"><div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="{x.language}"><div class="page-header"><h2 itemprop="headline">{e(x.title)}</h2></div><div class="icons"><ul class="actions"><li class="print-icon"><a href="/p">{c["share"][-1]}</a></li></ul></div><dl class="article-info muted"><dt class="article-info-term">Details</dt><dd class="createdby" itemprop="author" itemscope itemtype="https://schema.org/Person">Written by <span itemprop="name">{e(x.author)}</span></dd><dd class="published"><time datetime="{x.date}" itemprop="datePublished">Published: {e(x.when)}</time></dd><dd class="hits">Hits: 2318</dd></dl><div itemprop="articleBody">{body(x)}</div><ul class="pager pagenav"><li class="previous"><a href="/a">{c["prev"]}</a></li><li class="next"><a href="/b">{c["next"]}</a></li></ul></div></main></div></div></div><footer class="footer"><p>{e(c["footer"])}</p></footer></body></html>'''


def cookie_first(x, c):
    more = "".join(f"<li><label><input type=checkbox> {e(t)}</label></li>" for t in ("Store and/or access information on a device", "Create profiles for personalised advertising", "Measure content performance", "Understand audiences through statistics or combinations of data from different sources", "Develop and improve services"))
    return head(x, c) + f'''<body><div id="sp_message_container_1" class="message-overlay"><div class="message-component"><h2>{c["accept"][0]}?</h2><p>{e(c["cookie"])}</p><p>{e(c["cookie"])} {e(c["rights"])}</p><ul>{more}</ul><div class="message-row"><button>{c["accept"][0]}</button><button>{c["accept"][-1]}</button></div></div></div><div class="subscribe-wall" hidden><p>{e(c["newsletter"])}</p></div>
<div class="page"><div class="masthead"><a href="/">{e(x.site)}</a><div class="dd">{links(c["nav"], "<span>{}</span>")}</div></div><div class="story"><h1>{e(x.title)}</h1><p class="dateline">{e(x.when)}</p>{body(x)}<p class="end">{links(c["share"], "{} ")}</p></div><div class="more-stories"><h4>{c["related_head"]}</h4>{"".join(f'<div><a href="/{i}"><b>{e(r)}</b></a><br>{e(t)}</div>' for i, (r, t) in enumerate(zip(c["related"], c["teasers"])))}</div><div class="bottom">{e(c["footer"])}</div></div></body></html>'''


def long_discussion(x, c):
    many = (x.comments * 6)[:12] or [("Anon", "1h", c["teasers"][0])] * 6
    x.comments = many
    def one(i, n, w, t):
        return f'<section class="reply-card" id="r{i}"><header><strong class="reply-name">{e(n)}</strong> <time>{e(w)}</time></header><div class="reply-text"><p>{e(t)}</p></div><footer><button>+{i}</button><button>{c["reply"]}</button></footer></section>'
    return head(x, c, f'<meta property="og:description" content="{a(x.blocks[0][1][:140])}"><meta name="twitter:creator" content="@site">') + f'''<body><header class="site"><a href="/">{e(x.site)}</a><nav>{links(c["nav"], "{} ")}</nav></header><main><article><header><h1>{e(x.title)}</h1><p class="byline">{c["by"]} <a rel="author" href="/w/1">{e(x.author)}</a></p><time datetime="{x.date}" pubdate>{e(x.when)}</time></header>{body(x)}<footer><p>{e(x.author)} {c["bio"]}</p></footer></article>
<div class="discussion" id="discussion"><h2>{len(many)} {c["comments"]}</h2><p class="rules">{c["login"]}</p>{"".join(one(i, *m) for i, m in enumerate(many))}</div></main><aside><h3>{c["popular"]}</h3><ol>{links(c["related"])}</ol></aside><footer><small>{e(c["footer"])} {e(c["rights"])}</small></footer></body></html>'''


def telegraph(x, c):
    return f'''<!DOCTYPE html><html><head><meta charset="utf-8"><title>{e(x.title)} – Telegraph</title><meta property="og:title" content="{a(x.title)}"><meta property="og:site_name" content="Telegraph"><meta property="article:published_time" content="{x.date}"><meta property="article:author" content="{a(x.author)}"></head><body><div class="tl_page_wrap"><div class="tl_page"><main class="tl_article"><header class="tl_article_header" dir="auto"><h1>{e(x.title)}</h1><address><a rel="author">{e(x.author)}</a><time datetime="{x.date}">{e(x.when)}</time></address></header><article id="_tl_editor" class="tl_article_content"><h1>{e(x.title)}<br></h1><address>{e(x.author)}<br></address>{body(x, h="<h3>{}</h3>", q="<aside>{}</aside>")}<figure><div class="figure_wrapper"><img src="/file/1.jpg"></div><figcaption dir="auto"></figcaption></figure></article><div id="_tl_link_tooltip" class="tl_link_tooltip"></div><aside class="tl_article_buttons"><div class="account"></div><button id="_edit_button">Edit</button><button>Publish</button></aside></main></div></div></body></html>'''


def aspnet_form(x, c):
    return head(x, c) + f'''<body><form method="post" action="./View.aspx?id=7" id="aspnetForm"><div class="aspNetHidden"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUKMTY1" /></div><div id="ctl00_header"><img src="logo.gif" alt="{a(x.site)}"/><div class="AspNet-Menu-Horizontal"><ul class="AspNet-Menu">{links(c["nav"])}</ul></div></div>
<table id="ctl00_tblMain" width="100%"><tr><td class="leftpane" valign="top"><div class="panel"><div class="ms-webpart-titleText">{c["popular"]}</div>{links(c["related"], "<div>{}</div>")}</div></td><td class="ms-bodyareacell" valign="top"><div id="ctl00_MSO_ContentDiv"><div class="ms-pagetitle"><span id="ctl00_lblTitle" class="judul">{e(x.title)}</span></div><div><span id="ctl00_lblDate">{e(x.when)}</span></div><span id="ctl00_lblContent">{body(x, p='<div align="justify">{}</div><div>&nbsp;</div>', h='<div><strong>{}</strong></div>', q='<div><em>{}</em></div>')}</span><div class="tools"><a href="javascript:window.print()">{c["share"][-1]}</a></div></div></td></tr></table><div id="ctl00_footer"><span>{e(c["footer"])}</span><br/><span>{e(c["rights"])}</span></div></form></body></html>'''


def medium_like(x, c):
    return head(x, c, f'<meta property="og:site_name" content="{a(x.site)}"><meta name="author" content="{a(x.author)}"><meta property="article:published_time" content="{x.date}">') + f'''<body><div id="root"><div class="a b c"><div class="d e f"><div class="g"><a href="/">{e(x.site)}</a></div><div class="h">{links(["Get app", "Sign up", "Sign in"], "<div>{}</div>")}</div></div><article><div class="l"><div class="l"><section><div><div class="fr ga gb"><div class="ab ca"><div class="ch bg"><div><h1 class="pw-post-title ge gf">{e(x.title)}</h1><div class="hr hs"><div class="speechify-ignore ab co"><div class="ab q"><a href="/@w">{e(x.author)}</a> · <button>Follow</button></div><div class="ab q"><span>4 min read</span> · <span>{e(x.when)}</span></div></div><div class="speechify-ignore"><span>312</span><span>{len(x.comments)}</span><button>Listen</button><button>Share</button></div></div></div>{body(x, p='<p class="pw-post-body-paragraph ne nf">{}</p>', h='<h2 class="og oh">{}</h2>', q='<blockquote class="pd"><p>{}</p></blockquote>')}</div></div></div></div></section></div></div></article>
<div class="ab"><div class="ch">{links(c["tags"], '<a class="tag">{}</a>')}</div></div><div class="l"><div class="ab q"><div><span>Written by {e(x.author)}</span></div><div>1.2K Followers</div><p>{e(x.author)} {c["bio"]}</p></div></div><div class="l bx"><h2>More from {e(x.author)}</h2>{"".join(f'<div class="ab"><h2>{e(r)}</h2><h3>{e(t)}</h3><span>{i+2} min read</span></div>' for i, (r, t) in enumerate(zip(c["related"], c["teasers"])))}</div><div class="ft">{links(["Help", "Status", "About", "Careers", "Press", "Blog"], "<p>{}</p>")}</div></div></div></body></html>'''


def word_export(x, c):
    span = '<span lang=TH style=\'font-size:16.0pt;font-family:"Angsana New"\'>{}<o:p></o:p></span>'
    return f'''<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 12"><title>{e(x.title)}</title><style>p.MsoNormal {{margin:0}}</style></head><body lang=EN-US><div id="top"><a href="main.php">{c["nav"][0]}</a> &gt; <a href="news.php">{c["nav"][1]}</a> &gt; {e(x.title)}</div><table width="900" align="center"><tr><td width="180" valign="top" background="bg.gif"><table>{links(c["nav"], '<tr><td><img src="dot.gif">{}</td></tr>')}</table></td><td valign="top"><div class=Section1><p class=MsoNormal align=center><b>{span.format(e(x.title))}</b></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>{body(x, p='<p class=MsoNormal style="text-align:justify">' + span + '</p>', h='<p class=MsoNormal><b>' + span + '</b></p>', q='<p class=MsoNormal><i>' + span + '</i></p>', li='<p class=MsoListParagraph>' + span + '</p>', ul="{}")}</div><p align=right><font size=1>{e(x.when)}</font></p><p align=center>{links(c["share"], "[{}] ")}</p></td></tr><tr><td colspan=2 align=center>{e(c["footer"])}</td></tr></table></body></html>'''


def interrupted(x, c):
    box = lambda i: f'<div class="ArticleAside ArticleAside--{i}"><div class="Kicker">{c["related_head"]}</div><a href="/k{i}"><h4>{e(c["related"][i])}</h4></a><p>{e(c["teasers"][i % len(c["teasers"])])}</p></div>'
    letter = f'<form class="NewsletterSlice" action="/subscribe"><h4>{c["accept"][0]}</h4><p>{e(c["newsletter"])}</p><input type="email" placeholder="you@example.org"><button>OK</button></form>'
    return head(x, c, f'<meta itemprop="datePublished" content="{x.date}">') + f'''<body><div class="GlobalNav" role="navigation">{links(c["nav"], "<span>{}</span>")}</div><div class="ArticlePage"><div class="ArticlePage-main"><h1 class="ArticleHeadline">{e(x.title)}</h1><div class="ArticleByline">{c["by"]} <span class="Author-name">{e(x.author)}</span> <span class="ArticleDate">{e(x.when)}</span></div><div class="ArticleBody">{body(x, between={1: box(0), 2: letter, 4: box(1)})}</div><div class="ArticleTags">{links(c["tags"], "{}")}</div></div><div class="ArticlePage-rail"><div class="Rail-module"><p>{e(c["teasers"][0])}</p></div></div></div><div class="GlobalFooter"><p>{e(c["footer"])}</p></div></body></html>'''


def mediawiki(x, c):
    rows = [("Type", "Weather signal"), ("First built", "1949"), ("Height of mast", "27 m")]
    for k, v in rows:
        x.extra_main.append(k + " " + v)
    return head(x, c, title=f"{x.title} - {x.site}") + f'''<body class="mediawiki ltr sitedir-ltr ns-0 skin-monobook"><div id="globalWrapper"><div id="column-content"><div id="content" class="mw-body" role="main"><h1 id="firstHeading" class="firstHeading">{e(x.title)}</h1><div id="bodyContent"><div id="siteSub">From {e(x.site)}, the free local encyclopedia</div><div id="jump-to-nav">Jump to: <a href="#nav">navigation</a>, <a href="#search">search</a></div><div id="mw-content-text" lang="en"><div class="mw-parser-output"><table class="infobox">{"".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in rows)}</table>
{body(x, h='<h2><span class="mw-headline">{}</span><span class="mw-editsection">[<a href="/edit">edit</a>]</span></h2>', between={1: '<div id="toc" class="toc"><h2>Contents</h2><ul>' + links([t for k, t in x.blocks if k == "##"]) + "</ul></div>"})}<table class="navbox"><tr><th>Signals</th><td>{links(["Semaphore", "Time ball", "Storm cone", "Light ship"], "{} · ")}</td></tr></table></div></div><div class="printfooter">Retrieved from "<a href="/w">https://localpedia.example/w</a>"</div><div id="catlinks" class="catlinks">Categories: {links(["Weather", "Towers", "Banks"], "{} | ")}</div></div></div></div>
<div id="column-one"><h2>Navigation menu</h2><div class="portlet" id="p-personal"><ul>{links(["Log in", "Create account"])}</ul></div><div class="portlet" id="p-navigation"><ul>{links(["Main page", "Recent changes", "Random page", "Help"])}</ul></div></div><div id="footer" role="contentinfo"><ul><li>This page was last edited on {e(x.when)}, at 10:22.</li><li>Text is available under an open licence; additional terms may apply.</li></ul></div></div></body></html>'''


def newsletter_post(x, c):
    sub = f'<div class="subscription-widget-wrap"><div class="subscription-widget show-subscribe"><div class="preamble"><p class="cta-caption">{e(c["newsletter"])}</p></div><form class="subscription-widget-subscribe"><input type="email"><div class="fake-input-wrapper"><div class="fake-button">Subscribe</div></div></form></div></div>'
    return head(x, c) + f'''<body><div id="entry"><div id="main" class="main typography use-theme-bg"><div class="main-menu"><div class="topbar-content"><h1 class="name"><a href="/">{e(x.site)}</a></h1><button>Subscribe</button><button>Sign in</button></div></div><div class="container"><div class="single-post"><article class="typography newsletter-post post"><div role="region" aria-label="Post header" class="post-header"><h1 class="post-title published">{e(x.title)}</h1><div class="byline-wrapper"><a href="/@w">{e(x.author)}</a><div class="meta">{e(x.when)}</div></div><div class="post-ufi"><a href="/l">41</a><a href="/c">{len(x.comments)}</a><a href="/s">Share</a></div></div><div class="available-content"><div dir="auto" class="body markup">{body(x, between={1: sub, 3: '<p class="button-wrapper"><a class="button primary" href="/share"><span>Share this post</span></a></p>'})}</div></div></article></div>
<div id="discussion"><h4>Discussion about this post</h4><div class="comment-list">{"".join(f'<div class="comment"><div class="comment-rest"><div class="comment-meta"><a href="/u">{e(n)}</a> <a href="/t" title="{a(w)}">{e(w)}</a></div><div class="comment-body"><p><span>{e(t)}</span></p></div><div class="comment-actions">Like Reply Share</div></div></div>' for n, w, t in x.comments)}</div></div></div><div class="footer-wrap"><p>© 2024 {e(x.site)}</p><p>{e(c["rights"])}</p></div></div></div></body></html>'''


def jawi_rtl(x, c):
    return f'''<!DOCTYPE html><html dir="rtl" lang="ms-Arab"><head><meta charset="utf-8"><title>{e(x.title)}</title></head><body><header><h2>{e(x.site)}</h2><ul class="menu">{links(["اوتام", "بريتا", "سوکن", "هوبوڠي کامي"])}</ul></header><div class="wrap"><div class="kolum-kiri"><h1>{e(x.title)}</h1><p class="tarikh">{e(x.author)} — {e(x.when)}</p>{body(x)}<div class="kongsi">{links(["فيسبوک", "واتساڤ"], "{} ")}</div></div><div class="kolum-kanan"><h3>بريتا لاءين</h3><ul>{links(["ڤاسر تاني دبوک سمولا", "بس سکوله ڤرچوم"])}</ul></div></div><footer>حق چيڤتا ترڤليهارا</footer></body></html>'''


def custom_elements(x, c):
    return head(x, c, f'<meta name="date" content="{x.date[:10]}">') + f'''<body><site-header><site-nav>{links(c["nav"], "<nav-item>{}</nav-item>")}</site-nav></site-header><news-page><news-headline><h1>{e(x.title)}</h1></news-headline><news-byline>{c["by"]} {e(x.author)}, {e(x.when)}</news-byline><news-body>{body(x, p="<news-para>{}</news-para>", h="<news-sub>{}</news-sub>", q="<news-quote>{}</news-quote>").replace("<news-para>", "<p>").replace("</news-para>", "</p>")}</news-body><news-related><h3>{c["related_head"]}</h3>{links(c["related"], "<rel-card>{}</rel-card>")}</news-related></news-page><site-footer><p>{e(c["footer"])}</p></site-footer></body></html>'''


def local_class_names(x, c):
    return head(x, c) + f'''<body><div class="bungkus"><div class="kepala"><div class="logo-situs"><a href="/">{e(x.site)}</a></div><ul class="menu-utama">{links(c["nav"])}</ul></div><div class="jejak">{links(c["nav"][:2], "{} / ")}</div><div class="kolom-utama"><div class="judul-berita"><h1>{e(x.title)}</h1></div><div class="info-penulis">{c["by"]}: <b>{e(x.author)}</b> <i>{e(x.when)}</i></div><div class="bagikan">{links(c["share"], "{}")}</div><div class="isi-berita">{body(x, between={2: f'<p><strong>{c["also"]} : <a href="/s">{e(c["related"][3])}</a></strong></p>'})}</div><div class="berita-terkait"><h3>{c["related_head"]}</h3><ul>{links(c["related"])}</ul></div><div class="kotak-komentar"><h3>{c["comments"]}</h3>{"".join(f'<div class="komentar"><b class="pengirim">{e(n)}</b> <small>{e(w)}</small><p>{e(t)}</p></div>' for n, w, t in x.comments)}</div></div><div class="kolom-kanan"><div class="kotak"><h3>{c["popular"]}</h3>{"".join(f"<p>{e(t)}</p>" for t in c["teasers"])}</div></div><div class="kaki"><p>{e(c["footer"])}</p><p>{e(c["rights"])}</p></div></div></body></html>'''


def plain_pre(x, c):
    return f'<html><head><title>{e(x.title)}</title></head><body><h2>{e(x.title)}</h2><pre>\n' + body(x, p="{}\n", h="{}\n", q="    {}\n", li="  * {}", ul="{}\n") + f'\n</pre><hr><p><a href="../">{c["prev"]}</a></p></body></html>'


def data_table_story(x, c):
    rows = [("District", "Fountains", "Working"), ("North", "61", "52"), ("Centre", "140", "98"), ("Beaches", "97", "88"), ("South", "90", "63")]
    x.extra_main += [" ".join(r) for r in rows]
    x.extra_main.append(x_caption := "Fountains by district, August 2021")
    table = "<figure class='wide'><table><caption>" + x_caption + "</caption>" + "".join("<tr>" + "".join(f"<td>{v}</td>" for v in r) + "</tr>" for r in rows) + "</table></figure>"
    return head(x, c, f'<meta name="DC.date.issued" content="{x.date[:10]}"><link rel="author" href="/people">') + f'''<body><nav aria-label="primary">{links(c["nav"], "{}")}</nav><div class="grid"><div class="col main-col"><div class="story-header"><h1>{e(x.title)}</h1><p class="credit">{c["by"]} {e(x.author)} <span class="pub">{e(x.when)}</span></p></div><div class="story-text">{body(x, between={5: table})}</div><div class="corrections"><p>{e(c["tag_word"])}: {links(c["tags"], "{} ")}</p></div></div><div class="col side-col"><div class="promo"><h4>{c["newsletter"][:20]}</h4><p>{e(c["newsletter"])}</p></div></div></div><div id="comments-section" data-count="{len(x.comments)}">{"".join(f'<article class="c-comment"><h5>{e(n)}</h5><time>{e(w)}</time><p>{e(t)}</p></article>' for n, w, t in x.comments)}</div><footer>{e(c["footer"])}</footer></body></html>'''


def diary_home_style(x, c):
    return head(x, c) + f'''<body><div id="wrap"><div id="banner">{e(x.site)}</div><div id="left"><div class="entry"><h2><a href="/e/9">{e(x.title)}</a></h2><div class="d">{e(x.when)}</div>{body(x, p="<div>{}</div><br>", h="<div><b>{}</b></div><br>", q="<div><i>{}</i></div><br>")}<div class="permalink"><a href="/e/9">link</a> | <a href="/e/9#c">{c["comments"]} ({len(x.comments)})</a></div></div></div><div id="right"><p>{e(x.author)} {c["bio"]}</p><p>{e(c["teasers"][0])}</p><ul>{links(c["related"])}</ul></div></div></body></html>'''


def mobile_list_nav(x, c):
    mega = "".join(f'<li><a href="/{i}">{e(n)}</a><div class="mega"><p>{e(t)}</p><ul>{links(c["related"])}</ul></div></li>' for i, (n, t) in enumerate(zip(c["nav"], c["teasers"] * 4)))
    return head(x, c, f'<meta property="og:updated_time" content="{x.date}">') + f'''<body><div class="drawer"><ul>{mega}</ul></div><div role="main"><div class="hd"><h1>{e(x.title)}</h1></div><div class="meta-row"><span class="reporter">{e(x.author)}</span><span class="stamp">{e(x.when)}</span></div><div class="txt" itemprop="articleBody">{body(x)}</div></div><div class="strip"><h3>{c["related_head"]}</h3>{"".join(f'<div class="card"><img src="/{i}.jpg" alt=""><a href="/r{i}">{e(r)}</a><p>{e(t)}</p></div>' for i, (r, t) in enumerate(zip(c["related"], c["teasers"] * 2)))}</div><div class="legal">{e(c["rights"])} {e(c["footer"])}</div></body></html>'''
