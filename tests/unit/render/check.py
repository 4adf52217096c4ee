#!/usr/bin/env python3
"""What others find in the files that src/render makes: poppler in the PDFs, an XML parser in the
Word files, and LibreOffice in both where it is installed.

usage: check.py RENDER_FILES"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SECRET = ("绝不外传", "13800138000")
failed = []


def check(name, condition, what=""):
    print(f"{'ok' if condition else 'not ok'} {name}" + ("" if condition else f": {what}"))
    if not condition:
        failed.append(name)


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode()


# ---- PDF ----------------------------------------------------------------------------------------


def page_texts(path):
    code, out, err = run("pdftotext", "-layout", path, "-")
    check(f"pdftotext reads {os.path.basename(path)}", code == 0 and "Error" not in err, err)
    return [re.sub(r"\s+", "", page) for page in out.split("\f")[:-1]]


def check_pdfs(folder):
    if not shutil.which("pdftotext"):
        print("skip PDF: pdftotext is not installed")
        return
    official = page_texts(f"{folder}/official.pdf")
    first, last = official[0], official[-1]
    check("the first page has mark, number, title, addressee and text",
          all(part in first for part in ("南湖经济开发区管理委员会文件", "南管发〔2026〕12号",
                                         "工作要点》", "各乡镇人民政府，区直各部门、各单位：",
                                         "为贯彻落实")), first)
    check("pages are numbered", all(f"—{i + 1}—" in p for i, p in enumerate(official)), official)
    whole = "".join(official)
    for part in ("（一）指导思想", "区行政审批局", "附件：1.2026年政务公开重点任务分工表",
                 "（此件公开发布）", "附件2"):
        check(f"the document has {part}", part in whole, whole)
    check("no page has the signature without text of the body",
          all(len(p.split("附件：")[0]) > 10 for p in official if "附件：1." in p), official)
    check("版记 is at the end of the last page",
          re.search(r"抄送：.*国有企业。南湖经济开发区管理委员会办公室2026年5月9日印发—\d+—$", last), last)
    report = page_texts(f"{folder}/report.pdf")
    check("pages of a report say how many there are",
          all(f"第{i + 1}页共{len(report)}页" in p for i, p in enumerate(report)), report)
    contents = re.findall(r"([一三六]、[^.]+)\.+(\d+)", report[0])
    check("the contents name the pages", len(contents) == 3, report[0])
    check("and the headings are there",
          all(title[:6] in report[int(page) - 1] for title, page in contents), contents)
    tables = [p for p in report if "202600" in p]
    check("a table repeats its header on each page",
          len(tables) > 2 and all("申请编号" in p for p in tables), tables)
    secret = "".join(page_texts(f"{folder}/secret.pdf"))
    check("nothing is under a bar", not any(s in secret for s in SECRET), secret)
    check("what is around it is there", "申请人" in secret and "<w:t>'\"&" in secret, secret)
    raw = unpacked(f"{folder}/secret.pdf")
    check("and nowhere else in the file",
          not any(s.encode(c) in raw for s in SECRET for c in ("utf-8", "utf-16-be")), "found")
    check("no script is linked", b"javascript" not in raw, "javascript:")
    _, fonts, _ = run("pdffonts", f"{folder}/official.pdf")
    lines = fonts.splitlines()[2:]
    check("all fonts are embedded subsets with a map to text",
          lines and all(" yes yes yes " in line for line in lines), fonts)
    _, links, _ = run("pdftohtml", "-xml", "-stdout", "-i", f"{folder}/official.pdf")
    check("links lead where they lead", 'href="https://www.example.gov.cn/open"' in links, "none")
    check("headings are bookmarks", "<outline>" in links and "总体要求" in
          links.split("<outline>")[1], "none")


def unpacked(path):
    """The bytes of a PDF and of all its streams."""
    with open(path, "rb") as f:
        raw = f.read()
    streams = [raw]
    for m in re.finditer(rb"stream\r?\n", raw):
        try:
            streams.append(zlib.decompressobj().decompress(raw[m.end():]))
        except zlib.error:
            pass  # not packed: in the raw bytes
    return b"\n".join(streams)


def check_case(folder):
    path = f"{folder}/case.pdf"
    pages = page_texts(path)
    check("a case file has cover, list and materials", len(pages) == 3 and
          "案卷" in pages[0] and "sideways" in pages[1] and "答复书" in pages[2], pages)
    check("its pages are numbered through",
          all(f"第{i}页" in p and "共3页" in p for i, p in enumerate(pages, 1)), pages)
    check("the list says where each begins",
          "1申请表2" in pages[0] and "2答复书3" in pages[0], pages[0])
    _, links, _ = run("pdftohtml", "-xml", "-stdout", "-i", path)
    check("materials are bookmarks", all(t in links.split("<outline>")[-1]
                                         for t in ("申请表", "答复书")), links[-600:])
    _, info, _ = run("pdfinfo", path)
    check("no script comes along", "JavaScript:      no" in info, info)
    whole = unpacked(path)
    check("links do, actions do not", b"example.gov.cn/kept" in whole and not
          any(w in whole for w in (b"app.alert", b"calc.exe", b"Launch")), whole[-500:])
    check("the file says its language", b"/Lang (zh-CN)" in whole)
    _, where, _ = run("pdftotext", "-bbox", "-f", "2", "-l", "2", path, "-")
    size = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', where)
    foot = re.search(r'yMin="([\d.]+)"[^>]*>第<', where)
    check("the number stands at the foot of a page that is turned",
          size and foot and float(size[1]) == 400 and 335 < float(foot[1]) < 365, where[-900:])


# ---- DOCX ---------------------------------------------------------------------------------------


def parts_of(path):
    with zipfile.ZipFile(path) as z:
        check(f"{os.path.basename(path)} is a sound archive", z.testzip() is None)
        names = z.namelist()
        check("its first part is the list of types", names[0] == "[Content_Types].xml", names)
        parts = {n: z.read(n) for n in names}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                ElementTree.fromstring(data)
            except ElementTree.ParseError as e:
                check(f"{name} is XML", False, e)
    return parts


def grid_is_whole(table):
    """Each row of a table has all its columns, and each continued cell one above it."""
    columns = len(table.find(f"{W}tblGrid"))
    above = {}
    for row in table.findall(f"{W}tr"):
        at = 0
        for cell in row.findall(f"{W}tc"):
            props = cell.find(f"{W}tcPr")
            span = props.find(f"{W}gridSpan")
            merge = props.find(f"{W}vMerge")
            width = int(span.get(f"{W}val")) if span is not None else 1
            if merge is not None and merge.get(f"{W}val") is None and above.get(at) != width:
                return False
            if not cell.findall(f"{W}p"):
                return False
            above[at] = width if merge is not None else None
            at += width
        if at != columns:
            return False
    return True


# The order in which the schema wants what stands in a paragraph's properties.
ORDER = ["pStyle", "keepNext", "pageBreakBefore", "framePr", "widowControl", "pBdr", "tabs", "snapToGrid",
         "spacing", "ind", "jc", "outlineLvl"]


def check_docx(folder, name):
    parts = parts_of(f"{folder}/{name}.docx")
    document = ElementTree.fromstring(parts["word/document.xml"])
    styles = ElementTree.fromstring(parts["word/styles.xml"])
    known = {s.get(f"{W}styleId") for s in styles.findall(f"{W}style")}
    used = {s.get(f"{W}val") for tag in ("pStyle", "tblStyle") for s in document.iter(f"{W}{tag}")}
    check(f"{name}: every style that is used is there", used <= known, used - known)
    relations = ElementTree.fromstring(parts["word/_rels/document.xml.rels"])
    ids = {r.get("Id"): r for r in relations}
    wanted = {v for e in document.iter() for k, v in e.attrib.items() if k.startswith(R)}
    check(f"{name}: every relation is there", wanted <= set(ids), wanted - set(ids))
    inner = [r.get("Target") for r in relations if r.get("TargetMode") != "External"]
    check(f"{name}: and every part", all(f"word/{t}" in parts for t in inner), inner)
    check(f"{name}: tables are whole", all(grid_is_whole(t) for t in document.iter(f"{W}tbl")))
    for props in [*document.iter(f"{W}pPr"), *styles.iter(f"{W}pPr")]:
        tags = [e.tag.removeprefix(W) for e in props]
        places = [ORDER.index(t) for t in tags]
        if places != sorted(set(places)):
            check(f"{name}: properties stand in their order", False, tags)
            break
    body = document.find(f"{W}body")
    check(f"{name}: ends with its section", body[-1].tag == f"{W}sectPr")
    sections = [e.tag.removeprefix(W) for e in body[-1]]
    check(f"{name}: the section's parts stand in their order",
          sections == sorted(sections, key=["footerReference", "pgSz", "pgMar", "pgNumType",
                                            "titlePg", "docGrid"].index), sections)
    return parts, document, styles, "".join(t.text or "" for t in document.iter(f"{W}t"))


def check_word(folder):
    parts, document, styles, text = check_docx(folder, "official")
    for part in ("南湖经济开发区管理委员会文件", "南管发〔2026〕12号", "（一）指导思想", "区行政审批局",
                 "2026年5月9日印发", "附件：1.2026年政务公开重点任务分工表", "（此件公开发布）"):
        check(f"Word file has {part}", part in text, text[:200])
    levels = {s.get(f"{W}styleId"): s.find(f".//{W}outlineLvl") for s in styles}
    check("headings have levels, so that Word's navigation shows them",
          [levels[f"Heading{i}"].get(f"{W}val") for i in (1, 2, 3)] == ["0", "1", "2"])
    size, margins = document.find(f".//{W}pgSz"), document.find(f".//{W}pgMar")
    check("A4 with the margins of GB/T 9704",
          (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838") and
          (margins.get(f"{W}top"), margins.get(f"{W}left")) == ("2098", "1588"))
    grid = document.find(f".//{W}docGrid")
    check("22 lines a page", 225 / 25.4 * 1440 // int(grid.get(f"{W}linePitch")) in (21, 22))
    check("odd and even pages differ",
          b"evenAndOddHeaders" in parts["word/settings.xml"] and
          {f.get(f"{W}type") for f in document.iter(f"{W}footerReference")} == {"even", "default"})
    headers = list(document.iter(f"{W}tblHeader"))
    check("header rows are repeated", len(headers) == 3, len(headers))
    check("the picture is in it", parts.get("word/media/image1.png", b"").startswith(b"\x89PNG"))
    check("fonts for Chinese are named",
          'w:eastAsia="仿宋"' in parts["word/styles.xml"].decode())
    core = parts["docProps/core.xml"].decode()
    check("title and author are in its properties", "工作要点" in core and "管理委员会" in core)
    _, document, _, text = check_docx(folder, "report")
    spans = sorted(int(s.get(f"{W}val")) for s in document.iter(f"{W}gridSpan"))
    check("merged headers of table 三 are merged", 7 in spans and 5 in spans and 3 in spans, spans)
    check_docx(folder, "letter")
    parts, _, _, text = check_docx(folder, "secret")
    check("no secret in the Word file",
          not any(s.encode() in data for s in SECRET for data in parts.values()))
    check("bars as long as what they cover", "申请人" + "█" * 19 in text, text)
    check("markup is text", "<w:t>" in text and "‮" not in text and "\ufffe" not in text, text)
    check("no script is linked", all(b"javascript" not in data for data in parts.values()))


# ---- XLSX ---------------------------------------------------------------------------------------

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def check_excel(folder):
    parts = parts_of(f"{folder}/book.xlsx")
    sheet = ElementTree.fromstring(parts["xl/worksheets/sheet1.xml"])
    cells = {c.get("r"): c for c in sheet.iter(f"{X}c")}

    def shown(ref):
        text = "".join(t.text or "" for t in cells[ref].iter(f"{X}t"))
        value = cells[ref].find(f"{X}v")
        return text or (value.text if value is not None else "")

    check("nothing is a formula", not list(sheet.iter(f"{X}f")))
    check("what looks like one is text", cells["A3"].get("t") == "inlineStr" and
          shown("A3") == "=cmd|' /C calc'!A0")
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    looks = styles.find(f"{X}cellXfs")
    check("and stays text when it is edited",
          looks[int(cells["A3"].get("s"))].get("quotePrefix") == "1")
    check("numbers keep zeros, lines and what they are",
          [shown(r) for r in ("B3", "C3", "D3", "B4", "C4", "D4")] ==
          ["46151", "-0.05", "12", "007\n<b>&第二行", "9007199254740993", "0.1234"],
          [shown(r) for r in sorted(cells)])
    check("what a float cannot hold is text", cells["C4"].get("t") == "inlineStr")
    check("headers are merged",
          [m.get("ref") for m in sheet.iter(f"{X}mergeCell")] == ["A1:C1", "D1:D2", "A3:A4"],
          [m.get("ref") for m in sheet.iter(f"{X}mergeCell")])
    check("and stay in view", sheet.find(f".//{X}pane").get("ySplit") == "2")
    order = [e.tag.removeprefix(X) for e in sheet]
    check("parts of a sheet stand in their order",
          order == ["sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells",
                    "printOptions", "pageMargins", "pageSetup", "headerFooter"], order)
    setup = sheet.find(f"{X}pageSetup")
    check("A4, across", (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape"))
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    names = [s.get("name") for s in book.iter(f"{X}sheet")]
    check("names are fit for Excel", len({n.lower() for n in names}) == 3 and
          all(0 < len(n) <= 31 and not set(n) & set("[]:*?/\\") for n in names), names)
    check("headers are printed on each page",
          "$1:$2" in parts["xl/workbook.xml"].decode())


def check_office(folder):
    """LibreOffice opens what Word would, and makes pages of it."""
    soffice = shutil.which("soffice")
    if not soffice:
        print("skip LibreOffice: not installed")
        return
    for name in ("official", "letter", "report", "secret"):
        out = f"{folder}/office"
        code, said, err = run(soffice, f"-env:UserInstallation=file://{folder}/profile",
                              "--headless", "--convert-to", "pdf", "--outdir", out,
                              f"{folder}/{name}.docx")
        made = f"{out}/{name}.pdf"
        check(f"LibreOffice opens {name}.docx", code == 0 and os.path.exists(made), said + err)
        if os.path.exists(made) and shutil.which("pdftotext"):
            text = re.sub(r"\s+", "", run("pdftotext", made, "-")[1])
            want = {"official": "重点任务", "letter": "答复书", "report": "申请编号",
                    "secret": "申请人"}[name]
            check(f"and shows {want}", want in text, text[:300])
    code, said, err = run(soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                          "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir",
                          f"{folder}/office", f"{folder}/book.xlsx")
    made = f"{folder}/office/book.csv"
    if not os.path.exists(made):
        print("skip LibreOffice Calc: not installed")
        return
    with open(made, encoding="utf-8") as f:
        rows = f.read()
    check("LibreOffice opens book.xlsx and computes nothing",
          "=cmd|" in rows and "2026-05-09" in rows and "12.34%" in rows, rows)


def main():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.argv[1], folder], check=False)
        check("the samples are made", done.returncode == 0, done.returncode)
        if done.returncode == 0:
            check_pdfs(folder)
            check_word(folder)
            if shutil.which("pdftotext"):
                check_case(folder)
            check_excel(folder)
            check_office(folder)
        if os.environ.get("KEEP"):
            shutil.copytree(folder, os.environ["KEEP"], dirs_exist_ok=True)
    sys.exit(1 if failed else 0)


main()
