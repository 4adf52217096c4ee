#!/usr/bin/env python3
"""Every public page: its links answer, and it carries what the rules for government sites ask."""
import gzip
import html
import re
import xml.etree.ElementTree as ElementTree

from gk import Scenario, eq, has, lacks, true
from gk.documents import crawl, published
from gk.html import VOID

scenario = Scenario("links")

MOST_BYTES = 60 * 1024  # a public page with all that it loads, compressed

SITE_TAGS = ["SiteName", "SiteDomain", "SiteIDCode"]
COLUMN_TAGS = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]
ARTICLE_TAGS = ["ArticleTitle", "PubDate", "ContentSource"]


def pages(w):
    """Every public page that is HTML and answers 200."""
    if "seen" not in w.kept:
        w.kept["seen"] = crawl(w.public)
    return {u: a for u, a in w.kept["seen"].items()
            if a.status == 200 and a["Content-Type"].startswith("text/html")}


@scenario.check("every internal link answers, none leads to something withdrawn")
def _(w):
    pages(w)
    for url, answer in w.kept["seen"].items():
        if answer.status == 301:
            continue  # its target was crawled as well
        eq(answer.status, 200, url)
    true(len(pages(w)) > 130, f"only {len(pages(w))} pages")


@scenario.check("every fragment that a page links to is on the page it names")
def _(w):
    for url, answer in pages(w).items():
        for _, name, address in answer.page.links:
            if name == "href" and address.startswith("#") and len(address) > 1:
                true(address[1:] in answer.page.ids, f"{url}: {address}")


@scenario.check("every page has a language, one h1, a title of its own, a skip link, landmarks")
def _(w):
    titles = {}
    for url, answer in pages(w).items():
        page = answer.page
        eq(page.all("html")[0].get("lang"), "zh-CN", url)
        eq(len(page.all("h1")), 1, f"{url}: h1")
        true(page.h1.strip(), f"{url}: an empty h1")
        true(page.title.strip(), f"{url}: no title")
        skip = page.all("a")[0]
        eq((skip.get("class"), skip.get("href")), ("skip", "#main"), url)
        eq(len(page.all("main")), 1, f"{url}: main")
        eq(page.all("main")[0].get("id"), "main", url)
        true(page.all("footer") and page.all("header"), f"{url}: header, footer")
        true(page.all("meta")[0].get("charset", "").lower() == "utf-8", url)
        if "?" not in url and "/columns/disclosure" not in url:
            titles.setdefault(page.title, []).append(url)
    twice = {t: u for t, u in titles.items() if len(u) > 1 and not documents_only(u)}
    eq(twice, {}, "titles of several pages")


def documents_only(urls):
    return all(u.startswith("/documents/") for u in urls)


@scenario.check("headings go down one level at a time; ids are unique; images have alt; labels too")
def _(w):
    for url, answer in pages(w).items():
        page, last = answer.page, 0
        for tag, attributes in page.tags:
            if re.fullmatch("h[1-6]", tag) and (last or tag == "h1"):
                true(int(tag[1]) <= last + 1, f"{url}: h{last} and then {tag}")
                last = int(tag[1])
            if tag == "img":
                true("alt" in attributes, f"{url}: {attributes}")
        ids = [a["id"] for _, a in page.tags if "id" in a]
        eq(len(ids), len(set(ids)), f"{url}: ids {sorted(i for i in ids if ids.count(i) > 1)}")
        labelled = {a["for"] for a in page.all("label") if "for" in a}
        for tag in ("input", "select", "textarea"):
            for a in page.all(tag):
                if a.get("type") not in ("hidden", "submit"):
                    true(a.get("id") in labelled or "aria-label" in a, f"{url}: {tag} {a}")


@scenario.check("meta tags: those of the site everywhere, of the column and the article where due")
def _(w):
    items = 0
    for url, answer in pages(w).items():
        meta = answer.page.meta
        for name in SITE_TAGS:
            true(meta.get(name, "").strip(), f"{url}: {name}")
        for name, value in meta.items():
            true(value.strip() and value.strip().lower() not in ("null", "undefined", "none"),
                 f"{url}: {name} is {value!r}")
        if url.startswith("/columns/") or url.startswith("/documents/"):
            for name in COLUMN_TAGS:
                true(meta.get(name, "").strip(), f"{url}: {name}")
        if url.startswith("/documents/"):
            items += 1
            for name in ARTICLE_TAGS:
                true(meta.get(name, "").strip(), f"{url}: {name}")
            true(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", meta["PubDate"]), f"{url}: {meta['PubDate']}")
            eq(meta["ArticleTitle"], answer.page.h1.strip(), url)
            has(meta["Url"], url.split("?")[0])
    true(items >= 90, f"{items} item pages")
    eq(pages(w)["/"].page.meta["ColumnType"], "首页")
    true(re.fullmatch(r"\d{10}|bm\d{8}", pages(w)["/"].page.meta["SiteIDCode"]), "SiteIDCode")


@scenario.check("the footer holds all that the rules list, on every page")
def _(w):
    for url, answer in pages(w).items():
        foot = answer.text.split("<footer", 1)[1]
        for words in ("站点地图", "我为政府网站找错", "网站标识码：9907050001", "主办单位：", "联系电话：",
                      "东ICP备99070500号-1", "东公网安备99070502000001号"):
            has(foot, words, url)


@scenario.check("item pages say source and time, to the minute; the facts stand in a table")
def _(w):
    for url, answer in pages(w).items():
        if not url.startswith("/documents/"):
            continue
        text = answer.page.main_text
        true(re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", text), f"{url}: no time of publication")
        has(text, "索引号", url)
        has(text, "来源", url)


@scenario.check("no inline script or style, no handler, nothing from elsewhere")
def _(w):
    for url, answer in pages(w).items():
        lacks(answer.text, "<style", url)
        for tag, a in answer.page.tags:
            true(not any(n.startswith("on") for n in a), f"{url}: <{tag} {a}>")
            true("style" not in a, f"{url}: <{tag} style>")
            if tag == "script":
                true(a.get("src", "").startswith("/assets/"), f"{url}: {a}")
            if tag == "link" and a.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
                true(a["href"].startswith("/") and not a["href"].startswith("//"), f"{url}: {a}")
            if tag in ("img", "source", "video", "audio", "iframe", "embed", "object", "use"):
                for name in ("src", "srcset", "data", "href"):
                    true(not re.match(r"(\w+:)?//", a.get(name, "")), f"{url}: <{tag} {a}>")
        for script in re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.S):
            eq(script.strip(), "", f"{url}: inline script")


@scenario.check("style sheets and scripts load nothing from elsewhere")
def _(w):
    assets = {a for answer in pages(w).values() for _, _, a in answer.page.links
              if a.startswith("/assets/")}
    for asset in {a.split("#")[0] for a in assets}:
        text = w.public.get(asset).must(200).text
        for found in re.findall(r"url\(['\"]?([^)'\"]+)", text):
            true(found.startswith(("#", "/", "data:image/svg")), f"{asset}: {found[:80]}")
        lacks(text, "@import", asset)
        true(not re.search(r"@font-face", text), f"{asset}: a font")


@scenario.check("tags are closed in order")
def _(w):
    for url, answer in pages(w).items():
        open_tags = []
        for closing, tag, rest in re.findall(r"<(/?)([a-zA-Z][\w-]*)((?:\"[^\"]*\"|[^>\"])*)>",
                                             answer.text):
            if tag.lower() in VOID or rest.endswith("/"):
                continue
            if closing:
                true(open_tags and open_tags[-1] == tag, f"{url}: </{tag}> closes {open_tags[-3:]}")
                open_tags.pop()
            else:
                open_tags.append(tag)
        eq(open_tags, [], url)


@scenario.check("a page with all it loads is at most 60 KB compressed")
def _(w):
    sizes = {}

    def size(url):
        if url not in sizes:
            answer = w.public.get(url, {"Accept-Encoding": "gzip"}).must(200)
            sizes[url] = len(answer.body)
        return sizes[url]

    largest = (0, "")
    for url, answer in pages(w).items():
        loaded = {a.split("#")[0] for tag, name, a in answer.page.links
                  if (tag, name) in (("script", "src"), ("img", "src"), ("use", "href"))}
        loaded |= {a["href"] for a in answer.page.all("link") if a.get("rel") == "stylesheet"}
        total = len(gzip.compress(answer.body, 6)) + sum(size(a) for a in loaded)
        largest = max(largest, (total, url))
        true(total <= MOST_BYTES, f"{url}: {total} bytes with {sorted(loaded)}")
    true(largest[0] > 2000, largest)


@scenario.check("feeds and maps are well-formed and name each document once")
def _(w):
    public = w.public.get("/api/v1/documents?size=1").json["total"]
    tree = ElementTree.fromstring(w.public.get("/sitemap.xml").must(200).body)
    places = [e.text for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    documents = [p for p in places if "/documents/" in p]
    eq((len(documents), len(set(places))), (public, len(places)), "the map")
    true(all(p.startswith("http://www.linlan.example/") for p in places), places[:3])
    for url in ("/feed.atom", "/columns/news/feed.atom", "/columns/policy/normative/feed.atom"):
        tree = ElementTree.fromstring(w.public.get(url).must(200).body)
        atom = "{http://www.w3.org/2005/Atom}"
        eq(tree.tag, atom + "feed", url)
        entries = tree.findall(atom + "entry")
        true(entries, url)
        for name in ("id", "title", "updated"):
            true(tree.find(atom + name).text.strip(), f"{url}: {name}")
            for e in entries:
                true(e.find(atom + name).text.strip(), f"{url}: {name} of an entry")
            true(all(n.text for n in e.iter(atom + "name")), f"{url}: an author without a name")
            true(e.find(atom + "updated").text >= e.find(atom + "published").text[:4], url)
        ids = [e.find(atom + "id").text for e in entries]
        eq(len(ids), len(set(ids)), url)
        eq(tree.find(atom + "updated").text, max(e.find(atom + "updated").text for e in entries))
        page = next(e.get("href") for e in tree.findall(atom + "link") if e.get("rel") == "alternate")
        eq(page, "http://www.linlan.example" + url.removesuffix("feed.atom"), "whose news it is")


@scenario.check("a text in hard letters stays well-formed in feeds, maps and pages")
def _(w):
    title = "“公报”&<第1期>'甲'\"乙\" ]]> 𠮷野家 é 😀 &amp;"
    case = published(w, title, "正文。")
    has(w.public.get(f"/documents/{case}").must(200).page.h1, title)
    tree = ElementTree.fromstring(w.public.get("/feed.atom").must(200).body)
    titles = [e.text for e in tree.iter("{http://www.w3.org/2005/Atom}title")]
    true(title in titles, titles[:5])
    eq(w.public.get(f"/api/v1/documents/{case}").json["title"], title)


@scenario.check("empty columns, missing pages and searches without hits say what would help")
def _(w):
    nothing = w.public.get("/search?q=绝无此词鏖").must(200)
    has(nothing.page.main_text, "没有找到")
    true(any(a == "/sitemap" for _, _, a in nothing.page.links), "a way on")
    missing = w.public.get("/no/such").must(404)
    has(missing.text, 'name="q"')
    has(missing.page.title, "没有找到")
    column = next(c for c in w.public.get("/api/v1/columns").json["items"])
    w.public.get(f"/columns/{column['path']}/?page=9999").must(404)
    w.public.get("/disclosure/reports/?page=9999").must(404)
    for url in ("/no/such", "/documents/999999999"):
        words = w.public.get(url).must(404).page.main_text
        eq(len(re.findall("没有找到这个页面", words)), 1, f"{url}: {words}")
        true("。。" not in words, words)


@scenario.check("a long text begins with its contents, a short one does not")
def _(w):
    parts = ["第一章 总则", "第一节 目的 & 依据", "第二章 <职责>", "第三章 附则"]
    text = "\n\n".join(f"{'###' if '节' in p else '##'} {p}\n\n正文。" for p in parts)
    page = w.public.get(f"/documents/{published(w, '分章的办法', text)}").must(200)
    lines = [html.unescape(x) for x in re.findall(r'<li[^>]*><a href="#s\d+">([^<]*)</a>', page.text)]
    eq(lines, parts)
    for fragment in re.findall(r'<a href="#(s\d+)">', page.text):
        has(page.text, f'id="{fragment}"')
    has(page.text, 'class="deep"')
    short = w.public.get(f"/documents/{published(w, '不分章的办法', text[:-20])}").must(200)
    lacks(short.text, "本文目录")


@scenario.check("the entry to requests stands on the home page and on each page of the platform")
def _(w):
    for url in ("/", "/disclosure/", "/disclosure/guide", "/disclosure/rules", "/disclosure/reports/",
                "/disclosure/catalogue/"):
        links = [a for _, _, a in w.public.get(url).must(200).page.links]
        true("/requests/new" in links, url)
    w.public.get("/requests/new").must(200)


@scenario.check("the figures of the home page open as many records as they say")
def _(w):
    home = w.public.get("/").must(200)
    tiles = re.findall(r'class="figure"><a href="([^"]+)".*?<strong>(\d+)</strong>', home.text, re.S)
    eq(len(tiles), 3, "figures")
    for url, number in tiles:
        opened = w.public.get(url.replace("&amp;", "&")).must(200)
        has(opened.page.h1, f"：{number} 件", url)
    sheet = w.public.get("/supervision").must(200)
    cells = re.findall(r'<td class="sheet-number"><a href="([^"]+)">(\d+)<', sheet.text)
    eq(len(cells), 3 * 5, "figures and years")
    for url, number in cells:
        has(w.public.get(url).must(200).page.h1, f"：{number} 件", url)
    true({t[0] for t in tiles} <= {c[0] for c in cells}, "the tiles stand in the table")
    eq(int(tiles[2][1]), w.public.get("/api/v1/documents?size=1").json["total"], "all there is")


@scenario.check("search: filters by time with counts, what is typed wrong is said, no page too many")
def _(w):
    def total(url):
        return int(re.search(r"找到 <strong>(\d+)", w.public.get(url).must(200).text)[1])

    every = w.public.get("/search?q=公开").must(200)
    years = re.findall(r'href="(/search[^"]*until=[^"]*)"[^>]*><span>\d{4}年</span> '
                       r'<span class="count">(\d+)', every.text)
    true(len(years) >= 3, years)
    for url, number in years:
        url = url.replace("&amp;", "&")
        eq(total(url), int(number), url)
        page = w.public.get(url)
        has(page.text, "取消全部筛选")
        true("/search?q=%E5%85%AC%E5%BC%80" in [a for _, _, a in page.page.links], "the way back")
    # A search within a column says so: the next one stays there.
    inside = w.public.get("/search?q=公开&column=%d" % next(
        c["id"] for c in w.public.get("/api/v1/columns").json["items"] if c["path"] == "disclosure"))
    has(inside.page.main_text, "在政府信息公开中搜索")
    has(every.page.main_text, "搜索全站")
    form = every.page.form("/search", ("from", "until"))
    some = w.public.get("/search?q=公开&from=2020-01-01&until=2021-06-30")
    has(some.text, "2020-01-01至2021-06-30")
    true(("q", "公开") in form.values(), "the words are kept")
    for query, words in (("from=2020-02-30", "开始日期"), ("until=abc", "结束日期"),
                         ("from=2021-01-01&until=2020-01-01", "结束日期早于开始日期")):
        has(w.public.get(f"/search?q=公开&{query}").must(200).page.main_text, words)
        eq(total(f"/search?q=公开&{query}"), total("/search?q=公开"), query)
        answer = w.public.get(f"/api/v1/search?q=公开&{query}").must(422)
        has(str(answer.json["fields"]), words)
    w.public.get("/search?q=公开&page=999").must(404)


if __name__ == "__main__":
    scenario.main()
