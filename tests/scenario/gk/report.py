"""Annual reports for tests: random ones, valid and broken, printed in the many ways in which offices
publish them, and what is true of them by a second arithmetic that shares nothing with the program.

A layout is (name, suffix, exact, function). An exact one loses nothing: what is read must be the
report, cell by cell. Another may lose the borders of cells: each cell read must be right or null.
"""
import copy
import html
import io
import json
import random
import zipfile

ROWS_HEAD = ["NEW", "PREV"]
LEAVES_2019 = (["R1", "R2"] + [f"R3_{i}" for i in range(1, 9)] + [f"R4_{i}" for i in range(1, 4)] +
               [f"R5_{i}" for i in range(1, 6)] + ["R6"])
LEAVES_2021 = LEAVES_2019[:-1] + ["R6_1", "R6_2", "R6_3"]
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
COLUMN_IDS = ["natural", "company", "research", "charity", "legal", "other", "total"]
OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
GROUPS = [("review", "行政复议"), ("suit_direct", "未经复议直接起诉"),
          ("suit_after_review", "复议后起诉")]
LABELS = {
    "NEW": "一、本年新收政府信息公开申请数量", "PREV": "二、上年结转政府信息公开申请数量",
    "R1": "（一）予以公开", "R2": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "R3_1": "1.属于国家秘密", "R3_2": "2.其他法律行政法规禁止公开", "R3_3": "3.危及“三安全一稳定”",
    "R3_4": "4.保护第三方合法权益", "R3_5": "5.属于三类内部事务信息", "R3_6": "6.属于四类过程性信息",
    "R3_7": "7.属于行政执法案卷", "R3_8": "8.属于行政查询事项", "R4_1": "1.本机关不掌握相关政府信息",
    "R4_2": "2.没有现成信息需要另行制作", "R4_3": "3.补正后申请内容仍不明确",
    "R5_1": "1.信访举报投诉类申请", "R5_2": "2.重复申请", "R5_3": "3.要求提供公开出版物",
    "R5_4": "4.无正当理由大量反复申请", "R5_5": "5.要求行政机关确认或重新出具已获取信息",
    "R6": "（六）其他处理",
    "R6_1": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "R6_2": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "R6_3": "3.其他", "R7": "（七）总计", "NEXT": "四、结转下年度继续办理",
}
GROUP_OF = {"R3": ("（三）不予公开", 8), "R4": ("（四）无法提供", 3), "R5": ("（五）不予处理", 5),
            "R6": ("（六）其他处理", 3)}
T2_2019 = [("第二十条第（一）项", "t2_20_1", ["made", "published", "total_public"],
            ["本年新制作数量", "本年新公开数量", "对外公开总数量"],
            [("rules", "规章"), ("normative", "规范性文件")]),
           ("第二十条第（五）项", "t2_20_5", ["prev_items", "delta", "decisions"],
            ["上一年项目数量", "本年增/减", "处理决定数量"],
            [("license", "行政许可"), ("other_services", "其他对外管理服务事项")]),
           ("第二十条第（六）项", "t2_20_6", ["prev_items", "delta", "decisions"],
            ["上一年项目数量", "本年增/减", "处理决定数量"],
            [("penalty", "行政处罚"), ("coercion", "行政强制")]),
           ("第二十条第（八）项", "t2_20_8", ["prev_items", "delta"],
            ["上一年项目数量", "本年增/减"], [("fees", "行政事业性收费")]),
           ("第二十条第（九）项", "t2_20_9", ["projects", "amount"],
            ["采购项目数量", "采购总金额"], [("procurement", "政府集中采购")])]
T2_2021 = [("第二十条第（一）项", "t2_20_1", ["made", "repealed", "valid"],
            ["本年制发件数", "本年废止件数", "现行有效件数"],
            [("rules", "规章"), ("normative", "行政规范性文件")]),
           ("第二十条第（五）项", "t2_20_5", ["decisions"], ["本年处理决定数量"],
            [("license", "行政许可")]),
           ("第二十条第（六）项", "t2_20_6", ["decisions"], ["本年处理决定数量"],
            [("penalty", "行政处罚"), ("coercion", "行政强制")]),
           ("第二十条第（八）项", "t2_20_8", ["amount_wan"], ["本年收费金额（单位：万元）"],
            [("fees", "行政事业性收费")])]


def leaves(report):
    return LEAVES_2019 if report["format"] == "2019" else LEAVES_2021


def rows(report):
    return ROWS_HEAD + leaves(report) + ["R7", "NEXT"]


def t2_form(report):
    return T2_2019 if report["format"] == "2019" else T2_2021


# ---- random reports -----------------------------------------------------------------------------


def number(r):
    return r.choice([0, 0, 0, 0, r.randrange(1, 10), r.randrange(10, 100), r.randrange(100, 3000)])


def valid(r, year=None):
    """A report in which everything adds up."""
    year = year or r.choice([2019, 2020, 2021, 2022, 2023, 2024, 2025])
    report = {"year": year, "format": "2019" if year < 2021 else "2021", "issuer": "青川县人民政府",
              "t2": {}, "t3": {}, "t4": {}}
    small = r.random() < 0.5
    for row in leaves(report):
        cells = [number(r)] + [number(r) if not small and r.random() < 0.3 else 0 for _ in range(5)]
        report["t3"][row] = cells + [sum(cells)]
    done = [sum(report["t3"][row][k] for row in leaves(report)) for k in range(7)]
    after = [r.randrange(0, 20) if r.random() < 0.3 else 0 for _ in range(6)]
    before = [r.randrange(0, done[k] + after[k] + 1) if r.random() < 0.3 else 0 for k in range(6)]
    new = [done[k] + after[k] - before[k] for k in range(6)]
    report["t3"].update({"NEW": new + [sum(new)], "PREV": before + [sum(before)], "R7": done,
                         "NEXT": after + [sum(after)]})
    for group, _ in GROUPS:
        cells = [r.choice([0, 0, r.randrange(0, 30)]) for _ in range(4)]
        report["t4"][group] = cells + [sum(cells)]
    for _, item, columns, _, lines in t2_form(report):
        report["t2"][item] = {}
        for row, _ in lines:
            report["t2"][item][row] = {
                c: {"value": f"{r.randrange(1, 99999)}.{r.randrange(1, 10)}", "unit": "万元"}
                if c == "amount" else r.randrange(0, 90000) / 4 if c == "amount_wan"
                else number(r) for c in columns}
    t2 = report["t2"]["t2_20_1"]
    t2["rules"] = {c: 0 for c in t2["rules"]}  # a county makes none
    for row in t2.values():
        if "published" in row:
            row["total_public"] += row["published"]
    return report


def broken(r, year=None):
    """One cell of table three or four is wrong; (report, place)."""
    report = valid(r, year)
    by = r.choice([1, 2, 3, 10, 100])
    if r.random() < 0.25:
        group = r.choice(GROUPS)[0]
        k = r.randrange(5)
        report["t4"][group][k] += by
        return report, ("t4", group, k)
    row = r.choice(rows(report))
    k = r.randrange(7)
    report["t3"][row][k] += by
    return report, ("t3", row, k)


def violations(report):
    """(rule, row, column) of every sum that does not hold."""
    found = set()
    t3 = report["t3"]
    for row in rows(report):
        if sum(t3[row][:6]) != t3[row][6]:
            found.add(("H1", row, "total"))
    for k, column in enumerate(COLUMN_IDS):
        done = sum(t3[row][k] for row in leaves(report))
        if done != t3["R7"][k]:
            found.add(("H2", "R7", column))
        if t3["NEW"][k] + t3["PREV"][k] != t3["R7"][k] + t3["NEXT"][k]:
            found.add(("H3", "NEXT", column))
    for group, _ in GROUPS:
        if sum(report["t4"][group][:4]) != report["t4"][group][4]:
            found.add(("H5", group, "total"))
    return found


# ---- printing -----------------------------------------------------------------------------------


def wide(n):
    return "".join(chr(ord(c) - 0x30 + 0xFF10) if c.isdigit() else c for c in str(n))


def plain(n):
    return str(n)


def thousands(n):
    return f"{n:,}"


def cases(n):
    return f"{n}件"


def noted(n):
    return f"{n}（其中更正{n}件）" if n else "0"


def figure(column, v, show):
    if column == "amount":
        return v["value"] + v["unit"]
    if column == "amount_wan":
        return repr(v) if v != int(v) else str(int(v))
    return show(v)


def head(report):
    return f"{report['issuer']}{report['year']}年政府信息公开工作年度报告"


SECTION_1 = "本年度按照条例要求开展工作。"
SECTION_5 = "公开的及时性还不够，下一步将完善目录，加强培训。"
SECTION_6 = "本年度未收取信息处理费。"


def label_cells(report, row, label):
    """The cells to the left of the numbers, with their spans, in this row."""
    kind = row.split("_")[0]
    if row in ("NEW", "PREV", "NEXT"):
        return [(label(LABELS[row]), 1, 3)]
    out = []
    if row == "R1":
        out.append(("三、本年度办理结果", 20 if report["format"] == "2019" else 22, 1))
    if "_" in row:
        if row.endswith("_1"):
            out.append((GROUP_OF[kind][0], GROUP_OF[kind][1], 1))
        out.append((label(LABELS[row]), 1, 1))
    else:
        out.append((label(LABELS[row]), 1, 2))
    return out


def td(text, down=1, across=1, p=True):
    spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
    inner = text if text.startswith("&") else html.escape(text)
    return f"<td{spans}>" + (f"<p>{inner}</p>" if p else inner) + "</td>"


def t3_html(report, show, label=lambda x: x, order=range(7), header=True, only=None):
    out = []
    if header:
        kinds = [k for k in order if k not in (0, 6)]
        out.append("<tr>" + td("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3) +
                   td("申请人情况", 1, 7) + "</tr>")
        second, group_done = "", False
        for k in order:
            if k in (0, 6):
                second += td(COLUMNS[k], 2)
            elif not group_done:
                second += td("法人或其他组织", 1, len(kinds))
                group_done = True
        out.append(f"<tr>{second}</tr>")
        out.append("<tr>" + "".join(td(COLUMNS[k]) for k in kinds) + "</tr>")
    for row in only or rows(report):
        out.append("<tr>" + "".join(td(*c) for c in label_cells(report, row, label)) +
                   "".join(td(show(report["t3"][row][k])) for k in order) + "</tr>")
    return "<table>" + "".join(out) + "</table>"


def t4_html(report, show):
    out = ["<tr>" + td("行政复议", 1, 5) + td("行政诉讼", 1, 10) + "</tr>",
           "<tr>" + "".join(td(o, 2) for o in OUTCOMES) + td("未经复议直接起诉", 1, 5) +
           td("复议后起诉", 1, 5) + "</tr>",
           "<tr>" + "".join(td(o) for o in OUTCOMES * 2) + "</tr>",
           "<tr>" + "".join(td(show(v)) for g, _ in GROUPS for v in report["t4"][g]) + "</tr>"]
    return "<table>" + "".join(out) + "</table>"


def t2_html(report, show, swap=False):
    out = []
    for heading, item, columns, names, lines in t2_form(report):
        order = list(range(len(columns)))
        if swap:
            order.reverse()
        out.append("<tr>" + td(heading, 1, len(columns) + 1) + "</tr>")
        out.append("<tr>" + td("信息内容") + "".join(td(names[k]) for k in order) + "</tr>")
        for row, name in lines:
            cells = report["t2"][item][row]
            out.append("<tr>" + td(name) +
                       "".join(td(figure(columns[k], cells[columns[k]], show)) for k in order) +
                       "</tr>")
    return "<table>" + "".join(out) + "</table>"


def page(report, two, three, four, wrap="{}"):
    body = (f"<h1>{head(report)}</h1><p>本报告由办公室编制，包括总体情况、主动公开政府信息情况等六个部分。</p>"
            f"<p>一、总体情况</p><p>{SECTION_1}</p><p>二、主动公开政府信息情况</p>{two}"
            f"<p>三、收到和处理政府信息公开申请情况</p>{three}"
            f"<p>四、政府信息公开行政复议、行政诉讼情况</p>{four}"
            f"<p>五、政府信息公开工作存在的主要问题及改进情况</p><p>{SECTION_5}</p>"
            f"<p>六、其他需要报告的事项</p><p>{SECTION_6}</p>")
    return ("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>年报</title></head><body>" +
            wrap.format(body) + "</body></html>")


def html_with(show, **more):
    def draw(report, r):
        return page(report, t2_html(report, show), t3_html(report, show, **more),
                    t4_html(report, show))
    return draw


def html_swapped(report, r):
    order = list(range(1, 6))
    r.shuffle(order)
    order = r.choice([[0] + order + [6], [6, 0] + order, order + [0, 6]])
    return page(report, t2_html(report, plain, swap=True), t3_html(report, plain, order=order),
                t4_html(report, plain))


def html_nested(report, r):
    return page(report, t2_html(report, plain), t3_html(report, plain), t4_html(report, plain),
                wrap="<table><tr><td>当前位置：首页</td></tr><tr><td><table><tr><td>{}</td></tr></table>"
                     "</td></tr></table>")


def html_one_table(report, r):
    def inner(t):
        return t[len("<table>"):-len("</table>")]
    whole = "<table>" + inner(t2_html(report, plain)) + inner(t3_html(report, plain)) + \
        inner(t4_html(report, plain)) + "</table>"
    return page(report, whole, "", "")


def html_suits_down(report, r):
    """Table four with a group a row, and a column of remarks in table three."""
    four = "<table><tr>" + "".join(td(x) for x in ["类别"] + OUTCOMES) + "</tr>"
    for group, name in GROUPS:
        four += "<tr>" + td(name) + "".join(td(str(v)) for v in report["t4"][group]) + "</tr>"
    three = "<table><tr>" + "".join(td(x) for x in ["序号", "办理情况"] + COLUMNS + ["备注"]) + "</tr>"
    for i, row in enumerate(rows(report)):
        three += "<tr>" + "".join(td(x) for x in [str(i + 1), LABELS[row]] + [
            str(v) for v in report["t3"][row]] + [r.choice(["", "按月汇总"])]) + "</tr>"
    return page(report, t2_html(report, plain), three + "</table>", four + "</table>")


def html_paged(report, r):
    """Table three cut by page breaks, its head repeated, or not."""
    all_rows = rows(report)
    cut = r.randrange(3, len(all_rows) - 3)
    again = r.random() < 0.5
    three = t3_html(report, plain, only=all_rows[:cut]) + "<p>— 5 —</p>" + \
        t3_html(report, plain, only=all_rows[cut:], header=again)
    return page(report, t2_html(report, plain), three, t4_html(report, plain))


def renumbered(label):
    for a, b in (("1.", "①"), ("2.", "②"), ("3.", "3、"), ("4.", "（4）"), ("5.", ""), ("7.", "７．")):
        label = label.replace(a, b)
    return label.replace("本机关不掌握", "本机关\n不掌握").replace("行政法规", "行 政法规")


def lines_of(report):
    return [(LABELS[row], report["t3"][row]) for row in rows(report)]


def group_label(row):
    kind = row.split("_")[0]
    if row == "R1":
        return "三、本年度办理结果"
    return GROUP_OF[kind][0] if row.endswith("_1") and "_" in row else ""


def text_head(report):
    return (f"{head(report)}\n\n一、总体情况\n{SECTION_1}\n二、主动公开政府信息情况\n")


def text_tail():
    return f"五、存在的主要问题及改进情况\n{SECTION_5}\n六、其他需要报告的事项\n{SECTION_6}\n"


def text_t2(report, gap):
    out = []
    for heading, item, columns, names, lines in t2_form(report):
        out += [heading, "信息内容" + gap + gap.join(names)]
        for row, name in lines:
            out.append(name + gap + gap.join(figure(c, report["t2"][item][row][c], plain)
                                             for c in columns))
    return "\n".join(out) + "\n"


T3_TOP = "三、收到和处理政府信息公开申请情况\n（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况\n"
T4_TOP = "四、政府信息公开行政复议、行政诉讼情况\n行政复议 行政诉讼\n"


def text_layout(report, r):
    """As pdftotext -layout prints it: labels broken around their numbers."""
    out = text_head(report) + text_t2(report, "      ") + T3_TOP
    out += "      自然人      法人或其他组织      总计\n      商业  科研  社会公益 法律服务 其他\n      企业  机构  组织  机构\n"
    for row in rows(report):
        label, cells = LABELS[row], "      ".join(str(v) for v in report["t3"][row])
        if len(label) > 16:
            out += f"   {label[:14]}\n          {cells}\n   {label[14:]}\n"
        else:
            out += f"   {label}      {cells}\n"
        if r.random() < 0.05:
            out += "\n- 4 -\n\n"
    out += T4_TOP + "未经复议直接起诉   复议后起诉\n" + "   ".join(OUTCOMES * 3) + "\n"
    out += "   ".join(str(v) for g, _ in GROUPS for v in report["t4"][g]) + "\n"
    return out + text_tail()


def text_cell_a_line(report, r):
    out = text_head(report) + text_t2(report, "\n") + T3_TOP + "\n".join(COLUMNS) + "\n"
    for row in rows(report):
        if group_label(row):
            out += group_label(row) + "\n"
        out += LABELS[row] + "\n" + "\n".join(str(v) for v in report["t3"][row]) + "\n"
    out += T4_TOP + "\n".join(OUTCOMES * 3) + "\n"
    out += "\n".join(str(v) for g, _ in GROUPS for v in report["t4"][g]) + "\n"
    return out + text_tail()


def text_bars(report, r):
    outer = r.random() < 0.5
    def bar(cells):
        line = " | ".join(cells)
        return f"| {line} |" if outer else line + " |" + " " * r.randrange(0, 4)
    out = text_head(report)
    for heading, item, columns, names, lines in t2_form(report):
        out += heading + "\n" + bar(["信息内容"] + names) + "\n"
        if outer:
            out += "|" + "---|" * (len(names) + 1) + "\n"
        for row, name in lines:
            out += bar([name] + [figure(c, report["t2"][item][row][c], plain) for c in columns]) + "\n"
    out += T3_TOP + bar(["申请人情况"] + COLUMNS) + "\n"
    for row in rows(report):
        cells = [LABELS[row]] + [str(v) for v in report["t3"][row]]
        if group_label(row):
            cells.insert(0, group_label(row))
        out += bar(cells) + "\n"
    out += T4_TOP + bar(OUTCOMES * 3) + "\n"
    out += bar([str(v) for g, _ in GROUPS for v in report["t4"][g]]) + "\n"
    return out + text_tail()


def text_glued(report, r):
    """Cells joined without anything, as extractors of pages do it."""
    out = head(report) + f"一、总体情况{SECTION_1}二、主动公开政府信息情况 "
    for heading, item, columns, names, lines in t2_form(report):
        out += heading + "信息内容" + "".join(names)
        for row, name in lines:
            out += name + "".join(figure(c, report["t2"][item][row][c], plain) for c in columns)
    out += T3_TOP.replace("\n", "") + "".join(COLUMNS)
    for row in rows(report):
        cells = [str(v) for v in report["t3"][row]]
        out += group_label(row) + LABELS[row] + "".join(
            c + (" " if r.random() < 0.02 else "") for c in cells)
    out += T4_TOP.replace("\n", "") + "".join(OUTCOMES * 3)
    out += "".join(str(v) for g, _ in GROUPS for v in report["t4"][g])
    return out + text_tail().replace("\n", "")


def text_displaced(report, r):
    """Labels and numbers come apart; the numbers keep their order."""
    all_rows = rows(report)
    apart = set(r.sample(all_rows[2:-2], r.randrange(1, 8)))
    late = []
    out = text_head(report) + text_t2(report, "  ") + T3_TOP + " ".join(COLUMNS) + "\n"
    for row in all_rows:
        numbers = "\n".join(str(v) for v in report["t3"][row]) + "\n"
        if row in apart:
            out += numbers
            late.append(LABELS[row])
        else:
            out += LABELS[row] + "\n" + numbers
    out += "\n".join(late) + "\n" + T4_TOP + "\n".join(OUTCOMES * 3) + "\n"
    out += "\n".join(str(v) for g, _ in GROUPS for v in report["t4"][g]) + "\n"
    return out + text_tail()


def text_before(report, r):
    """Each row of numbers stands before its label."""
    out = text_head(report) + text_t2(report, "  ") + T3_TOP + " ".join(COLUMNS) + "\n"
    for row in rows(report):
        out += " ".join(str(v) for v in report["t3"][row]) + "\n" + LABELS[row] + "\n"
    out += T4_TOP + "\n".join(OUTCOMES * 3) + "\n"
    out += " ".join(str(v) for g, _ in GROUPS for v in report["t4"][g]) + "\n"
    return out + text_tail()


def text_lost(report, r):
    """Some rows and section four are gone."""
    gone = set(r.sample(rows(report), 4))
    out = text_head(report) + text_t2(report, "  ") + T3_TOP + " ".join(COLUMNS) + "\n"
    for row in rows(report):
        if row not in gone:
            out += LABELS[row] + " " + " ".join(str(v) for v in report["t3"][row]) + "\n"
        elif r.random() < 0.5:
            out += LABELS[row] + "\n"
    return out + text_tail()


def as_json(report, r):
    return json.dumps(report, ensure_ascii=False)


# ---- files of offices ---------------------------------------------------------------------------


def t3_head_cells():
    """The head of table three as rows of (text, rows, columns)."""
    return [[("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), ("申请人情况", 1, 7)],
            [(COLUMNS[0], 2, 1), ("法人或其他组织", 1, 5), (COLUMNS[6], 2, 1)],
            [(c, 1, 1) for c in COLUMNS[1:6]]]


def tables_of(report, show):
    """Each table as rows of (text, rows, columns)."""
    two = []
    for heading, item, columns, names, lines in t2_form(report):
        width = max(len(x[2]) for x in t2_form(report))
        two.append([(heading, 1, width + 1)])
        two.append([("信息内容", 1, 1 + width - len(columns))] + [(n, 1, 1) for n in names])
        for row, name in lines:
            two.append([(name, 1, 1 + width - len(columns))] +
                       [(figure(c, report["t2"][item][row][c], show), 1, 1) for c in columns])
    three = t3_head_cells()
    for row in rows(report):
        three.append(label_cells(report, row, str) + [(show(v), 1, 1) for v in report["t3"][row]])
    four = [[("行政复议", 1, 5), ("行政诉讼", 1, 10)],
            [(o, 2, 1) for o in OUTCOMES] + [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
            [(o, 1, 1) for o in OUTCOMES * 2],
            [(show(v), 1, 1) for g, _ in GROUPS for v in report["t4"][g]]]
    return two, three, four


def placed(table):
    """(row, column, text, rows, columns) of each cell, and the width."""
    taken, out, width = set(), [], 0
    for i, row in enumerate(table):
        k = 0
        for text, down, across in row:
            while (i, k) in taken:
                k += 1
            out.append((i, k, text, down, across))
            taken |= {(i + a, k + b) for a in range(down) for b in range(across)}
            k += across
            width = max(width, k)
    return out, width


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts:
            z.writestr(name, text)
    return out.getvalue()


def prose_of(report):
    return [(head(report), None), ("一、总体情况", None), (SECTION_1, None),
            ("二、主动公开政府信息情况", 0), ("三、收到和处理政府信息公开申请情况", 1),
            ("四、政府信息公开行政复议、行政诉讼情况", 2), ("五、存在的主要问题及改进情况", None),
            (SECTION_5, None), ("六、其他需要报告的事项", None), (SECTION_6, None)]


def docx(report, r):
    def p(text):
        return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'

    def tc(text, across, merge):
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{p(text)}</w:tc>"

    def tbl(table):
        cells, _ = placed(table)
        out = []
        for i in range(len(table)):
            here = []
            for row, column, text, down, across in cells:
                if row == i:
                    here.append((column, tc(text, across, '<w:vMerge w:val="restart"/>' if down > 1 else "")))
                elif row < i < row + down:
                    here.append((column, tc("", across, "<w:vMerge/>")))
            out.append("<w:tr>" + "".join(x for _, x in sorted(here)) + "</w:tr>")
        return "<w:tbl>" + "".join(out) + "</w:tbl>"
    tables = tables_of(report, plain)
    body = "".join(p(text) + (tbl(tables[t]) if t is not None else "") for text, t in prose_of(report))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return zipped([
        ("[Content_Types].xml", '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxml'
         'formats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.'
         'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="'
         'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'),
        ("_rels/.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxml'
         'formats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats'
         '.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'),
        ("word/document.xml", f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{body}'
         "</w:body></w:document>")])


def letters(k):
    return (chr(64 + k // 26) if k >= 26 else "") + chr(65 + k % 26)


def xlsx(report, r):
    lines, merges, at = [], [], 0

    def put(row, cells):
        out = []
        for column, text in sorted(cells):
            ref = f"{letters(column)}{row + 1}"
            if text.isdigit():
                out.append(f'<c r="{ref}"><v>{text}</v></c>')
            else:
                out.append(f'<c r="{ref}" t="inlineStr"><is><t>{html.escape(text)}</t></is></c>')
        lines.append(f'<row r="{row + 1}">' + "".join(out) + "</row>")
    tables = tables_of(report, plain)
    for text, t in prose_of(report):
        put(at, [(0, text)])
        at += 1
        if t is None:
            continue
        cells, _ = placed(tables[t])
        for i in range(len(tables[t])):
            put(at + i, [(c[1], c[2]) for c in cells if c[0] == i])
        merges += [f"{letters(k)}{at + i + 1}:{letters(k + across - 1)}{at + i + down}"
                   for i, k, _, down, across in cells if down > 1 or across > 1]
        at += len(tables[t]) + 1
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
    return zipped([
        ("[Content_Types].xml", f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{package}/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
         'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application'
         '/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'),
        ("_rels/.rels", f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{package}/relationships">'
         f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{main}" xmlns:r="{office}">'
         '<sheets><sheet name="年报" sheetId="1" r:id="r1"/></sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="'
         f'{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" '
         'Target="worksheets/sheet1.xml"/></Relationships>'),
        ("xl/worksheets/sheet1.xml", f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}">'
         f'<sheetData>{"".join(lines)}</sheetData><mergeCells>{merged}</mergeCells></worksheet>')])


def gbk(draw):
    return lambda report, r: draw(report, r).replace("utf-8", "gbk").encode("gb18030")


LAYOUTS = [
    ("json", ".json", True, as_json),
    ("docx", ".docx", True, docx),
    ("xlsx", ".xlsx", True, xlsx),
    ("html", ".html", True, html_with(plain)),
    ("html-wide", ".html", True, html_with(wide)),
    ("html-thousands", ".html", True, html_with(thousands)),
    ("html-cases", ".html", True, html_with(cases)),
    ("html-noted", ".html", True, html_with(noted)),
    ("html-renumbered", ".html", True, html_with(plain, label=renumbered)),
    ("html-headless", ".html", True, html_with(plain, header=False)),
    ("html-swapped", ".html", True, html_swapped),
    ("html-nested", ".html", True, html_nested),
    ("html-one-table", ".html", True, html_one_table),
    ("html-suits-down", ".html", True, html_suits_down),
    ("html-paged", ".html", True, html_paged),
    ("html-gbk", ".html", True, gbk(html_with(plain))),
    ("text-layout", ".txt", True, text_layout),
    ("text-cell-a-line", ".txt", True, text_cell_a_line),
    ("text-bars", ".txt", True, text_bars),
    ("text-glued", ".txt", False, text_glued),
    ("text-displaced", ".txt", False, text_displaced),
    ("text-before", ".txt", False, text_before),
    ("text-lost", ".txt", False, text_lost),
]


def cells_of(report):
    """Every cell by its place; money as a number."""
    out = {}
    for row, cells in report["t3"].items():
        out.update({("t3", row, k): v for k, v in enumerate(cells)})
    for group, cells in report["t4"].items():
        out.update({("t4", group, k): v for k, v in enumerate(cells)})
    for item, lines in report["t2"].items():
        for row, cells in lines.items():
            for column, v in cells.items():
                if isinstance(v, dict):
                    v = float(v["value"]) * (10000 if v["unit"] == "万元" else 1)
                out[("t2", item + "." + row, column)] = v
    return out


def random_of(seed):
    return random.Random(seed)


def copy_of(report):
    return copy.deepcopy(report)
