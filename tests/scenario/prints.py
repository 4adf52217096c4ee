#!/usr/bin/env python3
"""Print copies: what is public can be had as a PDF in the layout of official documents, and nothing
else; a copy changes and goes with its page."""
import re
import shutil
import struct
import subprocess
import tempfile
import threading
import xml.etree.ElementTree as ElementTree
import zlib

from gk import Scenario, Skip, eq, has, lacks, true
from gk.documents import REASON, WAY, WITHHELD_WAY, bring, draft, published

scenario = Scenario("prints")

TABLE = ("# 一、安排\n\n各单位应当按照下表办理。\n\n"
         "| 序号 | 事项 | 期限 |\n|---|---|---|\n| 1 | 铁塔亮灯检修 | 2026年5月9日 |\n")


def png(width, height):
    """A red picture."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def tool(name, answer, *options):
    """What one of poppler's programs says of a copy."""
    if not shutil.which(name):
        raise Skip(f"{name} is not installed")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(answer.body)
        f.flush()
        done = subprocess.run([name, *options, f.name] + (["-"] if name == "pdftotext" else []),
                              capture_output=True, timeout=60, check=False)
    eq(done.returncode, 0, done.stderr)
    lacks(done.stderr.decode("utf-8", "replace"), "Error")
    return done.stdout.decode()


def copy(w, case):
    answer = w.public.get(f"/documents/{case}.pdf").must(200)
    eq(answer["Content-Type"], "application/pdf")
    true(answer.body.startswith(b"%PDF-1."), answer.body[:20])
    true(answer.body.rstrip().endswith(b"%%EOF"), answer.body[-20:])
    return answer


def words(w, case):
    return re.sub(r"\s+", "", tool("pdftotext", copy(w, case)))


@scenario.check("the page of a document leads to its print copy and has a QR code of its address")
def _(w):
    case = published(w, "打印版公告", "灯笼草岗亭今日启用。")
    page = w.public.get(f"/documents/{case}").must(200)
    has(page.text, f'href="/documents/{case}.pdf"')
    has(page.text, f'src="/documents/{case}/qr.svg"')
    qr = w.public.get(f"/documents/{case}/qr.svg").must(200)
    has(qr["Content-Type"], "image/svg+xml")
    ElementTree.fromstring(qr.text)
    answer = copy(w, case)
    eq(w.public.ask("HEAD", f"/documents/{case}.pdf").status, 200)
    answer = copy(w, case)  # kept now
    true(answer["ETag"], "no ETag")
    eq(w.public.get(f"/documents/{case}.pdf", {"If-None-Match": answer["ETag"]}).status, 304)
    w.kept["case"] = case


@scenario.check("text, table and elements of GB/T 9704 are on the copy, and it says where it is from")
def _(w):
    case = published(w, "关于铁塔检修的通知", "各部门、各单位：\n\n" + TABLE +
                     "\n临澜经济开发区管理委员会党政办公室\n\n2026年5月9日\n",
                     number="临开办发〔2026〕73号")
    text = words(w, case)
    for part in ("临澜经济开发区管理委员会党政办公室文件", "临开办发〔2026〕73号", "关于铁塔检修的通知",
                 "各部门、各单位：", "一、安排", "铁塔亮灯检修", "2026年5月9日", "—1—",
                 f"/documents/{case}"):
        has(text, part)
    info = tool("pdfinfo", copy(w, case))
    has(info, "关于铁塔检修的通知")
    has(info, "595.276 x 841.89 pts (A4)")
    fonts = tool("pdffonts", copy(w, case)).splitlines()[2:]
    true(fonts and all(" yes yes yes " in line for line in fonts), fonts)


@scenario.check("no red mark over what an organ of another place has made")
def _(w):
    case = published(w, "转载通知", "转载全文。", issuer="国务院办公厅",
                     number="国办发〔2026〕999号")
    text = words(w, case)
    lacks(text, "国务院办公厅文件")
    has(text, "国办发〔2026〕999号")


@scenario.check("pictures of the text are printed, and those of nobody are named")
def _(w):
    case = draft(w, "带图的公告", "先占位。")
    person = w.person("drafter")
    edit = person.get(f"/staff/documents/{case}/edit").must(200)
    csrf = edit.page.form("/files").value("_csrf")
    image = person.upload(f"/staff/documents/{case}/images", [("_csrf", csrf)],
                          [("image", "图.png", "image/png", png(300, 200))])
    eq(image.status, 201, image.text)
    form = edit.page.form(f"/staff/documents/{case}/edit")
    person.submit(f"/staff/documents/{case}/edit", form, {
        "text": f"看图。\n\n![有图]({image.json['src']})\n\n![无图](/files/999999)\n"}).must(200)
    bring(w, case, "published")
    listed = tool("pdfimages", copy(w, case), "-list")
    has(listed, "300   200")
    text = words(w, case)
    has(text, "［图片：无图］")
    lacks(text, "［图片：有图］")


@scenario.check("nothing that is not public has a print copy or a code, whoever asks")
def _(w):
    cases = [draft(w, "未公开一", "不可外传。"), draft(w, "未公开二", "不可外传。"),
             draft(w, "未公开三", "不可外传。", attribute="withheld",
                   attribute_reason="条例第十六条")]
    bring(w, cases[1], "leader_review", WAY)
    bring(w, cases[2], "kept", WITHHELD_WAY)
    for case in [*cases, 99999999]:
        for url in (f"/documents/{case}.pdf", f"/documents/{case}/qr.svg"):
            for who in (w.public, w.person("drafter"), w.person("publisher")):
                eq(who.get(url).status, 404, url)
    for bad in ("0", "-1", "abc", "1e3", "9" * 30, "1%00", "%E4%B8%80"):
        true(w.public.get(f"/documents/{bad}.pdf").status in (400, 404), bad)


@scenario.check("a withdrawn document takes its copy with it: 410 with the reason, at once")
def _(w):
    case = published(w, "将撤下的公告", "撤下前的文字。")
    copy(w, case)
    w.public.get(f"/documents/{case}/qr.svg").must(200)
    w.api("publisher").step(case, "withdraw", REASON)
    for url in (f"/documents/{case}.pdf", f"/documents/{case}/qr.svg"):
        answer = w.public.get(url)
        eq(answer.status, 410, url)
        true(not answer.body.startswith(b"%PDF"), url)
        has(answer.text, "撤下")


@scenario.check("what is no longer valid says so on paper")
def _(w):
    case = published(w, "将废止的规定", "第一条 照旧。", kind="policy", path="policy/normative",
                     number="临开办规〔2026〕98号", validity="repealed", repealed_on="2026-06-01")
    has(words(w, case), "本文件已废止，日期：2026年6月1日")


@scenario.check("equal copies for equal texts, also when many ask at once after a restart")
def _(w):
    case = w.kept["case"]
    before = copy(w, case).body
    w.restart()
    got = []

    def ask():
        got.append(w.server.client().get(f"/documents/{case}.pdf"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    eq([a.status for a in got], [200] * 8)
    true(all(a.body == before for a in got), "the bytes differ")


scenario.main()
