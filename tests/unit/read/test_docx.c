/* DOCX: what a reader sees when all changes are accepted. */
#include "pack.h"
#include "show.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define NS                                                                                         \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                    \
    "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "                    \
    "xmlns:wps=\"urn:wps\""
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define TC(props, text) "<w:tc><w:tcPr>" props "</w:tcPr>" P(text) "</w:tc>"

static const char rels[] = HEAD "<Relationships><Relationship Id='a' Type='x/officeDocument' "
                                "Target='word/document.xml'/></Relationships>";

/* A file whose body is `body`, shown. */
static str body(struct arena *a, const char *body)
{
    str document = str_printf(a, HEAD "<w:document " NS "><w:body>%s</w:body></w:document>", body);

    return read_shown(a, PACK(a, {"_rels/.rels", str_of(rels)}, {"word/document.xml", document}),
                      S("x.docx"));
}

static void paragraphs_and_runs(void **state)
{
    struct arena *a = *state;

    assert_str(body(a, "<w:p><w:r><w:t>一、</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>总体</w:t>"
                       "<w:tab/><w:t>情况</w:t><w:br/><w:t xml:space='preserve"
                       "'> 下 行 </w:t><w:noBreakHyphen/></w:r></w:p><w:p/>" P("　第二段")),
               S("一、总体 情况|下 行 -\n第二段\n"));
    assert_str(body(a, "<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='420'/></w:tabs></w:pPr>"
                       "<w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
                       "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>b</w:t></w:r></w:p>"),
               S("ab\n"));
    assert_str(body(a, "<w:p><w:r><w:fldChar/><w:instrText>PAGE</w:instrText><w:t>3</w:t></w:r>"
                       "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
                       "<w:sdt><w:sdtPr><w:t>无</w:t></w:sdtPr><w:sdtContent><w:r><w:t>有</w:t>"
                       "</w:r></w:sdtContent></w:sdt></w:p>"),
               S("3链接有\n"));
}

static void headings_by_style_and_by_level(void **state)
{
    struct arena *a = *state;
    str document = S(HEAD "<w:document " NS "><w:body>"
                          "<w:p><w:pPr><w:pStyle w:val='2'/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
                          "<w:p><w:pPr><w:pStyle w:val='x'/></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>"
                          "<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>丙</w:t></w:r>"
                          "</w:p><w:p><w:pPr><w:pStyle w:val='n'/><w:outlineLvl w:val='9'/>"
                          "</w:pPr><w:r><w:t>丁</w:t></w:r></w:p>"
                          "<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>戊</w:t></w:r>"
                          "</w:p></w:body></w:document>");
    str styles = S(HEAD "<w:styles " NS ">"
                        "<w:style w:styleId='2'><w:name w:val='heading 2'/></w:style>"
                        "<w:style w:styleId='x'><w:name w:val='我的'/><w:basedOn w:val='2'/>"
                        "</w:style><w:style w:styleId='n'><w:name w:val='Normal'/></w:style>"
                        "<w:style w:styleId='l'><w:basedOn w:val='l'/></w:style></w:styles>");
    str of_document = S(HEAD "<Relationships><Relationship Id='b' Type='x/styles' "
                             "Target='styles.xml'/></Relationships>");

    assert_str(
        read_shown(a,
                   PACK(a, {"_rels/.rels", str_of(rels)}, {"word/document.xml", document},
                        {"word/_rels/document.xml.rels", of_document}, {"word/styles.xml", styles}),
                   S("")),
        S("2# 甲\n2# 乙\n3# 丙\n丁\n1# 戊\n"));
}

#define NUMBERED(list, level, text)                                                                \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" list                        \
    "'/></w:numPr></w:pPr>"                                                                        \
    "<w:r><w:t>" text "</w:t></w:r></w:p>"

static void numbers_that_word_writes(void **state)
{
    struct arena *a = *state;
    str numbering =
        S(HEAD "<w:numbering " NS "><w:abstractNum w:abstractNumId='7'>"
               "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
               "<w:pStyle w:val='h'/><w:lvlText w:val='%1、'/></w:lvl>"
               "<w:lvl w:ilvl='1'><w:start w:val='3'/><w:numFmt w:val='chineseCounting'/>"
               "<w:lvlText w:val='（%2）'/></w:lvl>"
               "<w:lvl w:ilvl='2'><w:numFmt w:val='decimal'/><w:lvlText w:val='%3.'/></w:lvl>"
               "<w:lvl w:ilvl='3'><w:numFmt w:val='bullet'/><w:lvlText w:val='o'/></w:lvl>"
               "<w:lvl w:ilvl='4'><w:numFmt w:val='decimalEnclosedCircle'/>"
               "<w:lvlText w:val='%5'/></w:lvl>"
               "</w:abstractNum><w:num w:numId='2'><w:abstractNumId w:val='7'/></w:num>"
               "<w:num w:numId='3'><w:abstractNumId w:val='99'/></w:num></w:numbering>");
    str styles = S(HEAD "<w:styles " NS "><w:style w:styleId='h'><w:name w:val='heading 1'/><w:pPr>"
                        "<w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:style></w:styles>");
    str of_document = S(HEAD "<Relationships><Relationship Id='b' Type='x/numbering' "
                             "Target='n.xml'/><Relationship Id='c' Type='x/styles' "
                             "Target='s.xml'/></Relationships>");
    str document = S(
        HEAD
        "<w:document " NS "><w:body>"
        "<w:p><w:pPr><w:pStyle w:val='h'/></w:pPr><w:r><w:t>总体</w:t></w:r></w:p>" NUMBERED(
            "2", "1", "甲") NUMBERED("2", "1", "乙") NUMBERED("2", "2", "丙")
            NUMBERED("2", "3", "丁") NUMBERED(
                "2", "4",
                "戊") "<w:p><w:pPr><w:pStyle "
                      "w:val='h'/></w:pPr><w:r><w:t>主动</w:t></w:r></w:p>" NUMBERED("2", "1", "己")
                          NUMBERED("3", "0", "庚") NUMBERED(
                              "4", "8",
                              "辛") "<w:p><w:pPr><w:pStyle w:val='h'/><w:numPr><w:numId "
                                    "w:val='0'/></w:numPr></w:pPr>"
                                    "<w:r><w:t>无号</w:t></w:r></w:p></w:body></w:document>");

    assert_str(
        read_shown(a,
                   PACK(a, {"word/document.xml", document},
                        {"word/_rels/document.xml.rels", of_document}, {"word/n.xml", numbering},
                        {"word/s.xml", styles}),
                   S("")),
        S("1# 一、总体\n（三）甲\n（四）乙\n1. 丙\n丁\n①戊\n1# 二、主动\n（三）己\n庚\n辛\n1# "
          "无号\n"));
}

static void changes_are_accepted(void **state)
{
    struct arena *a = *state;

    assert_str(body(a,
                    "<w:p><w:r><w:t>答复</w:t></w:r>"
                    "<w:del w:id='1'><w:r><w:delText>3</w:delText><w:t>3</w:t></w:r></w:del>"
                    "<w:ins w:id='2'><w:r><w:t>5</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r></w:p>"
                    "<w:moveFrom><w:p><w:r><w:t>走</w:t></w:r></w:p></w:moveFrom>"
                    "<w:moveTo><w:p><w:r><w:t>来</w:t></w:r></w:p></w:moveTo>"),
               S("答复5件\n来\n"));
    /* the end of a paragraph was deleted: two become one */
    assert_str(body(a, "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>前</w:t>"
                       "</w:r></w:p>" P("后") P("另")),
               S("前后\n另\n"));
    assert_str(body(a, "<w:tbl><w:tr><w:trPr><w:del w:id='1'/></w:trPr>" TC(
                           "", "旧") "</w:tr>"
                                     "<w:tr><w:trPr><w:ins w:id='2'/></w:trPr>" TC(
                                         "", "新") "</w:tr></w:tbl>"),
               S("[1x1\n0,0 新\n]\n"));
}

static void tables(void **state)
{
    struct arena *a = *state;

    assert_str(
        body(a, "<w:tbl><w:tblPr/><w:tr><w:trPr><w:tblHeader/></w:trPr>" TC(
                    "<w:vMerge w:val='restart'/>",
                    "甲") TC("<w:gridSpan w:val='2'/>", "乙") "</w:tr><w:tr>" TC("<w:vMerge/>", "")
                    TC("", "1")
                        TC("", "2") "</w:tr>"
                                    "<w:tr>" TC("<w:vMerge w:val='restart'/>", "丙") TC("", "3")
                                        TC("", "4") "</w:tr>"
                                                    "<w:tr>" TC("<w:vMerge w:val='continue'/>", "")
                                                        TC("", "5") TC("", "6") "</w:tr></w:tbl>"),
        S("[4x3\n0,0:2x1 *甲\n0,1:1x2 *乙\n1,1 1\n1,2 2\n2,0:2x1 丙\n2,1 3\n2,2 4\n3,1 5\n3,2 "
          "6\n]\n"));
    /* a merge that fits nothing above is a cell of its own; places may be left out */
    assert_str(
        body(a, "<w:tbl><w:tr>" TC("<w:vMerge/>", "x") "</w:tr><w:tr><w:trPr>"
                                                       "<w:gridBefore w:val='1'/></w:trPr>" TC(
                                                           "<w:vMerge/>", "y") "</w:tr></w:tbl>"),
        S("[2x2\n0,0 x\n1,1 y\n]\n"));
    assert_str(body(a, "<w:tbl><w:tr><w:tc>" P("前") "<w:tbl><w:tr>" TC("", "里")
                           TC("", "边") "</w:tr></w:tbl>" P("后") P("") "</w:tc></w:tr></w:tbl>"),
               S("[1x1\n0,0 前|里 边|后\n]\n[1x2\n0,0 里\n0,1 边\n]\n"));
}

static void boxes_and_notes(void **state)
{
    struct arena *a = *state;
    str of_document = S(HEAD "<Relationships><Relationship Id='b' Type='x/footnotes' "
                             "Target='/word/footnotes.xml'/></Relationships>");
    str notes = S(HEAD "<w:footnotes " NS "><w:footnote w:type='separator'>" P(
        "——") "</w:footnote><w:footnote w:id='2'>" P("注一") "</w:footnote></w:footnotes>");
    str document = S(HEAD "<w:document " NS "><w:body>" P("正文") "</w:body></w:document>");

    assert_str(body(a, "<w:p><w:r><w:t>外前</w:t><mc:AlternateContent><mc:Choice Requires='wps'>"
                       "<w:drawing><w:txbxContent>" P("框一")
                           P("框二") "</w:txbxContent></w:drawing>"
                                     "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>" P(
                                         "框一") "</w:txbxContent></w:pict></mc:Fallback></"
                                                 "mc:AlternateContent><w:t>外后</w:t>"
                                                 "</w:r></w:p>"),
               S("框一\n框二\n外前外后\n"));
    assert_str(read_shown(a,
                          PACK(a, {"word/document.xml", document},
                               {"word/_rels/document.xml.rels", of_document},
                               {"word/footnotes.xml", notes}),
                          S("")),
               S("正文\n注一\n"));
}

static void what_is_no_document_is_refused(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    str good = PACK(a, {"word/document.xml",
                        S(HEAD "<w:document " NS "><w:body>" P("x") "</w:body></w:document>")});

    assert_ok(read_bytes(a, good, S(""), &READ_LIMITS, &d));
    for (size_t n = 4; n + 1 < good.n; n += 7)
        assert_non_null(read_bytes(a, str_head(good, n), S(""), &READ_LIMITS, &d));
    assert_err(read_bytes(a, PACK(a, {"word/other.xml", S("x")}), S(""), &READ_LIMITS, &d),
               INVALID);
    assert_err(
        read_bytes(a, PACK(a, {"word/document.xml", S("<a><b></a>")}), S(""), &READ_LIMITS, &d),
        INVALID);
}

static void declarations_are_refused(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    str laughs = S(HEAD "<!DOCTYPE d [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
                        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY e '&c;&c;&c;&c;&c;&c;'>]>"
                        "<w:document " NS "><w:body>" P("&e;") "</w:body></w:document>");
    str outside = S(HEAD "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><w:document " NS
                         "><w:body>" P("&x;") "</w:body></w:document>");
    str fetched = S(HEAD "<!DOCTYPE d SYSTEM 'http://127.0.0.1:1/x.dtd'><w:document " NS
                         "><w:body>" P("x") "</w:body></w:document>");

    assert_err(read_bytes(a, PACK(a, {"word/document.xml", laughs}), S(""), &READ_LIMITS, &d),
               INVALID);
    assert_err(read_bytes(a, PACK(a, {"word/document.xml", outside}), S(""), &READ_LIMITS, &d),
               INVALID);
    assert_err(read_bytes(a, PACK(a, {"word/document.xml", fetched}), S(""), &READ_LIMITS, &d),
               INVALID);
}

static void bombs_are_refused(void **state)
{
    struct arena *a = *state;
    struct read_limits small = READ_LIMITS;
    struct read_doc d;
    size_t n = (size_t)24 * 1024 * 1024;
    char *zeros = arena_alloc(a, n);
    str many;
    struct buf b;

    for (size_t i = 0; i < n; i++) zeros[i] = ' ';
    assert_err(
        read_bytes(a, PACK(a, {"word/document.xml", str_at(zeros, n)}), S(""), &READ_LIMITS, &d),
        TOO_LARGE);
    /* below the ratio, above the total */
    buf_init(&b, a, 1024 * 1024);
    buf_lit(&b, HEAD "<w:document " NS "><w:body>");
    for (int i = 0; i < 9000; i++) buf_printf(&b, P("%d"), i * 7919);
    buf_lit(&b, "</w:body></w:document>");
    many = PACK(a, {"word/document.xml", buf_str(&b)});
    assert_ok(read_bytes(a, many, S(""), &READ_LIMITS, &d));
    assert_int_equal(d.n_blocks, 9000);
    small.unpacked_bytes = 1000;
    assert_err(read_bytes(a, many, S(""), &small, &d), TOO_LARGE);
    /* nested deeper than any document */
    buf_clear(&b);
    buf_lit(&b, HEAD "<w:document " NS ">");
    for (int i = 0; i < 240; i++) buf_lit(&b, "<w:sdt>");
    assert_err(read_bytes(a, PACK(a, {"word/document.xml", buf_str(&b)}), S(""), &READ_LIMITS, &d),
               INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(paragraphs_and_runs),
        UNIT(headings_by_style_and_by_level),
        UNIT(numbers_that_word_writes),
        UNIT(changes_are_accepted),
        UNIT(tables),
        UNIT(boxes_and_notes),
        UNIT(what_is_no_document_is_refused),
        UNIT(declarations_are_refused),
        UNIT(bombs_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
