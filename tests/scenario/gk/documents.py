"""Documents on their way, and the whole of what the public can see."""
import re
import urllib.parse

from gk.asserts import eq, true

REVIEW = {"secrecy": "pass", "privacy": "pass", "basis": "《政府信息公开条例》第十七条"}
REASON = {"reason": "内容有误，核实后重新发布"}

# event, who makes it in the demo zone's party and government office, its fields
WAY = [("submit", "drafter", {}, "section_review"),
       ("pass_section", "chief", {}, "office_review"),
       ("pass_office", "office", {}, "leader_review"),
       ("sign", "leader", {}, "secrecy_review"),
       ("pass_review", "secrecy", REVIEW, "ready"),
       ("publish", "publisher", {}, "published")]

# The way of what is not to be disclosed actively: it ends without a public page.
WITHHELD_WAY = [("submit", "drafter", {}, "section_review"),
                ("pass_section_withheld", "chief", {}, "attribute_review"),
                ("pass_attribute", "disclosure", {}, "office_review"),
                ("pass_office", "office", {}, "leader_review"),
                ("sign_withheld", "leader", {}, "kept")]


def column_id(w, path):
    items = w.public.get("/api/v1/columns").must(200).json["items"]
    return next(c["id"] for c in items if c["path"] == path)


def fields(w, title, text, **more):
    return {"title": title, "text": text, "column": column_id(w, more.pop("path", "news/notices")),
            "kind": "notice", "attribute": "active", "issuer": "临澜经济开发区管理委员会党政办公室",
            "genre": "通知", **more}


def draft(w, title, text, login="drafter", **more):
    return w.api(login).create(fields(w, title, text, **more))


def bring(w, case, state, way=None, people=None):
    """Moves a case on until it is in that state."""
    for event, login, typed, to in way or WAY:
        now = w.api(login).case(case)["state"]
        if now == state:
            return
        if any(to == now for _, _, _, to in (way or WAY)) and not follows(way or WAY, now, event):
            continue
        eq(w.api((people or {}).get(login, login)).step(case, event, typed), to, event)
    eq(w.api("office").case(case)["state"], state)


def follows(way, state, event):
    """Whether `event` is the step that leads out of `state` on that way."""
    at = next(i for i, step in enumerate(way) if step[3] == state)
    return at + 1 < len(way) and way[at + 1][0] == event


def published(w, title, text, **more):
    case = draft(w, title, text, **more)
    bring(w, case, "published")
    return case


# ---- what the public sees -----------------------------------------------------------------------


def crawl(client, more=()):
    """Every public address that can be reached: url -> answer. Feeds, maps and lists included."""
    waiting = ["/", "/sitemap", "/sitemap.xml", "/feed.atom", "/robots.txt", "/search",
               "/disclosure/", "/api/v1/documents?size=100", "/api/v1/columns", *more]
    seen = {}
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        answer = client.get(url, follow=False)
        seen[url] = answer
        found = []
        if answer["Location"]:
            found.append(answer["Location"])
        kind = answer["Content-Type"].split(";")[0]
        if kind == "text/html":
            found += [address for tag, _, address in answer.page.links
                      if (tag, address) != ("form", address)]
        elif kind in ("application/xml", "application/atom+xml"):
            found += re.findall(r"<loc>([^<]*)</loc>", answer.text)
            found += re.findall(r'href="([^"]*)"', answer.text)
        elif kind == "application/json" and answer.status == 200:
            found += [i["url"] for i in answer.json.get("items", []) if i.get("url")]
            if "total" in answer.json and "/documents?" in url:
                page = answer.json["page"]
                if page * answer.json["size"] < answer.json["total"]:
                    found.append(f"/api/v1/documents?size=100&page={page + 1}")
        for address in found:
            target = ours(client, url, address)
            # Print copies take a while each; prints.py asks for them.
            if target and re.fullmatch(r"/documents/\d+\.pdf", target) and not target.endswith("7.pdf"):
                continue
            if target and target not in seen:
                waiting.append(target)
    return seen


def ours(client, base, address):
    """The address without its host and fragment when it is of this site's public part."""
    parts = urllib.parse.urlsplit(urllib.parse.urljoin(base, address.replace("&amp;", "&")))
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", client.host):
        return None
    path = parts.path or "/"
    if path.startswith("/staff"):
        return None
    # A search page offers endless combinations of filters: the filters have tests of their own.
    if path == "/search" and parts.query.count("&"):
        return None
    return path + ("?" + parts.query if parts.query else "")


def traces(w, phrase, case=None, word=None, files=()):
    """The public addresses whose answer has the phrase. `word`: another unique word of the text, by
    which it is searched."""
    client = w.public
    more = ["/?elder=1"]
    for figure in ("documents.published", "documents.policies"):
        more += [f"/supervision/{figure}", f"/api/v1/figures/{figure}/records?size=100"]
    if word:
        more += [f"/search?q={word}", f"/api/v1/search?q={word}"]
    if case:
        more += [f"/documents/{case}", f"/documents/{case}?elder=1", f"/api/v1/documents/{case}",
                 f"/documents/{case}.pdf"]
    more += [f"/files/{f}" for f in files]
    columns = client.get("/api/v1/columns").must(200).json["items"]
    for column in columns:
        more += [f"/columns/{column['path']}/feed.atom",
                 f"/api/v1/documents?size=100&column={column['path']}"]
    seen = crawl(client, more)
    true(len(seen) > 150, f"the crawl saw only {len(seen)} addresses")
    bad = [f"{url}: {a.status}" for url, a in seen.items() if a.status >= 500]
    true(not bad, bad)
    return sorted(url for url, a in seen.items() if phrase in a.text)
