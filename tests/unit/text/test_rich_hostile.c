#include "unit.h"

#include "rich_check.h"
#include "text/rich.h"

#include "base/buf.h"
#include "text/json.h"

/*
 * Tricks that have run scripts through filters somewhere, after the classes of OWASP's filter
 * evasion list: case, encodings, broken tags, odd attributes, schemes, foreign markup, parser
 * differences. Each goes in as HTML, inside a page, as Markdown, as text and as link of the
 * editor's JSON; whatever comes out has nothing but the closed set of tags and attributes.
 */
static const char *const tricks[] = {
    /* plain */
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script/src=//evil.example/x></script>",
    "<script\n>alert(1)</script\n>",
    "<script/xss src=x></script>",
    "<<script>alert(1);//<</script>",
    "<script src=//evil.example/j",
    "<script>a=/x/\nalert(a.source)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<script>//<![CDATA[\nalert(1)//]]></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script type=text/vbscript>MsgBox 1</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    /* events */
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror =alert(1)//>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=# onmouseover=alert(1)>",
    "<img onmouseover=alert(1)>",
    "<img src=/ onload=alert(1)>",
    "<img src=x onerror=&#97;&#108;&#101;&#114;&#116;(1)>",
    "<body onload=alert(1)>",
    "<body\fonload=alert(1)>",
    "<p onclick=alert(1)>x</p>",
    "<p ONCLICK=alert(1) style=x>x</p>",
    "<b onmouseover=alert(1)>x</b>",
    "<a onmouseover=\"alert(1)\">x</a>",
    "<a href=/ onfocus=alert(1) autofocus tabindex=1>x</a>",
    "<details open ontoggle=alert(1)>x</details>",
    "<table onbegin=alert(1)><td onmouseenter=alert(1)>x</table>",
    "<div/onwheel=alert(1)>x</div>",
    "<x onclick=alert(1)>x</x>",
    "<p/onpointerover=alert(1)//>x",
    "<marquee onstart=alert(1)>x</marquee>",
    "<bgsound src=javascript:alert(1)>",
    /* schemes */
    "<a href=javascript:alert(1)>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"jav&#10;ascript:alert(1)\">x</a>",
    "<a href=\"jav&#13;ascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"\x01javascript:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\"java&NewLine;script:alert(1)\">x</a>",
    "<a href=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>x</a>",
    "<a href=&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114:1>x</a>",
    "<a href=&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)>x</a>",
    "<a href=\"jav\xc2\xad"
    "ascript:alert(1)\">x</a>",
    "<a href=\"\xe2\x80\xae"
    "javascript:alert(1)\">x</a>",
    "<a href=\"\xef\xbb\xbfjavascript:alert(1)\">x</a>",
    "<a href=\"\xe3\x80\x80javascript:alert(1)\">x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=livescript:x>x</a>",
    "<a href=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>x</a>",
    "<a href=\"data:image/svg+xml,<svg onload=alert(1)>\">x</a>",
    "<a href=file:///etc/passwd>x</a>",
    "<a href=blob:https://x/y>x</a>",
    "<a href=view-source:https://x>x</a>",
    "<a href=//evil.example/>x</a>",
    "<a href=/\\evil.example/>x</a>",
    "<a href=\\\\evil.example>x</a>",
    "<a href=\"/\t/evil.example\">x</a>",
    "<a href=https:evil.example>x</a>",
    "<a href=https:///evil.example>x</a>",
    "<a href=https://gov.example@evil.example/>x</a>",
    "<a href=\"javascript://x/%0aalert(1)\">x</a>",
    "<a href='x' href='javascript:alert(1)'>x</a>",
    "<a href='javascript:alert(1)' href='x'>x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<img src=javascript:alert(1)>",
    "<img src=\"javascript:alert(1)\" lowsrc=javascript:alert(1) dynsrc=x>",
    "<img src=data:image/svg+xml;base64,PHN2Zz4=>",
    "<img src=https://evil.example/pixel.gif>",
    "<img src=//evil.example/pixel.gif>",
    "<img srcset='https://evil.example/x 2x' src=/a>",
    "<input type=image src=javascript:alert(1)>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    /* things that load or run something else */
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe><img src=x onerror=alert(1)></iframe>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object><param name=x value=javascript:alert(1)>x</object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<base href=javascript:alert(1)//>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<keygen autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<portal src=javascript:alert(1)>",
    /* styles */
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>body{background:url(javascript:alert(1))}</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p style=\"width:expression(alert(1))\">x</p>",
    "<p style=\"text-align:center;}</style><script>alert(1)</script>\">x</p>",
    "<p class=\"align-center' onclick='alert(1)\">x</p>",
    "<p align='center\" onclick=\"alert(1)'>x</p>",
    /* foreign markup and parser differences */
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
    "onerror=alert(1)&gt;\">",
    "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<xmp></xmp><script>alert(1)</script>",
    "<plaintext><script>alert(1)</script>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<noembed><img src=x onerror=alert(1)></noembed>",
    "<noframes><script>alert(1)</script></noframes>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<table><script>alert(1)</script><tr><td>x</table>",
    "<table><td><select><table><img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<html xmlns='x' onload=alert(1)><body><p>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "<img alt=\"<script>\" src=/a title=\"'onload='alert(1)\">",
    "<img alt='\"><script>alert(1)</script>' src=/a>",
    "<a href='/a\"onclick=\"alert(1)'>x</a>",
    "<a href=\"/a'onclick='alert(1)\">x</a>",
    "<a href='/<script>alert(1)</script>'>x</a>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\xef\xbc\x9cscript\xef\xbc\x9e"
    "alert(1)\xef\xbc\x9c/script\xef\xbc\x9e",
    "<\xc2\xa0script>alert(1)</script>",
    "<im\xe2\x80\x8bg src=x onerror=alert(1)>",
    "<script>alert(1)<!--",
    "<p><a href=/a><a href=javascript:alert(1)>x</a></a></p>",
    /* Markdown */
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](JAVASCRIPT&#58;alert(1))",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/\"onerror=\"alert(1))",
    "![x\"onerror=\"alert(1)](/a)",
    "[x](/a \"onclick=alert(1)\")",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[a](data:text/html,<script>alert(1)</script>)",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "| <script> |\n|---|\n| [x](vbscript:1) |",
};

static void check(struct arena *a, const char *trick, const char *way, struct err *e,
                  const struct rich_node *const *made)
{
    if (e) fail_msg("%s as %s: %.*s", trick, way, STR_ARG(e->message));
    const struct rich_node *doc = *made; /* read after the call that sets it */
    const char *wrong = rich_check_tree(a, doc);

    if (wrong)
        fail_msg("%s as %s: %s\n%.*s", trick, way, wrong,
                 STR_ARG(rich_html(a, doc, (struct rich_html_options){0}).html));
}

static void no_trick_comes_through(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;

    assert_true(COUNT_OF(tricks) >= 80);
    for (size_t i = 0; i < COUNT_OF(tricks); i++) {
        str trick = str_of(tricks[i]);

        check(a, tricks[i], "HTML", rich_from_html(a, trick, NULL, &doc), &doc);
        str page = str_printf(a, "<html><body><div><p>前%.*s后</p><ul><li>%.*s</ul>%.*s",
                              STR_ARG(trick), STR_ARG(trick), STR_ARG(trick));

        check(a, tricks[i], "a page", rich_from_html(a, page, NULL, &doc), &doc);
        page = str_printf(a, "<table><tr><td title='%.*s'>%.*s<!-- %.*s", STR_ARG(trick),
                          STR_ARG(trick), STR_ARG(trick));
        check(a, tricks[i], "a cell", rich_from_html(a, page, NULL, &doc), &doc);
        check(a, tricks[i], "Markdown", rich_from_markdown(a, trick, NULL, &doc), &doc);
        check(a, tricks[i], "text", rich_from_text(a, trick, &doc), &doc);
        arena_reset(a);
    }
}

/* Text and alt may be anything: it is text. A link or source that is not allowed is refused. */
static str as_json(struct arena *a, str trick, const char *before, const char *after)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, 65536);
    buf_printf(&b, "{\"type\":\"doc\",\"content\":[%s", before);
    json_out_init(&o, &b, false);
    json_out_str(&o, trick);
    buf_printf(&b, "%s]}", after);
    return buf_str(&b);
}

static void no_trick_comes_through_the_editor(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;

    for (size_t i = 0; i < COUNT_OF(tricks); i++) {
        str trick = str_of(tricks[i]);
        str json = as_json(a, trick,
                           "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\","
                           "\"text\":",
                           "}]}");

        check(a, tricks[i], "JSON text", rich_from_json(a, json, &doc), &doc);
        json = as_json(a, trick,
                       "{\"type\":\"codeBlock\",\"content\":[{\"type\":\"text\",\"text\":", "}]}");
        check(a, tricks[i], "JSON code", rich_from_json(a, json, &doc), &doc);
        json = as_json(a, trick, "{\"type\":\"image\",\"attrs\":{\"src\":\"/a\",\"alt\":", "}}");
        check(a, tricks[i], "JSON alt", rich_from_json(a, json, &doc), &doc);

        /* As a link they are refused or become a harmless relative path. */
        json = as_json(a, trick,
                       "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":"
                       "\"x\",\"marks\":[{\"type\":\"link\",\"attrs\":{\"href\":",
                       "}}]}]}");
        if (!rich_from_json(a, json, &doc)) check(a, tricks[i], "JSON link", NULL, &doc);
        json = as_json(a, trick, "{\"type\":\"image\",\"attrs\":{\"src\":", "}}");
        if (!rich_from_json(a, json, &doc)) check(a, tricks[i], "JSON source", NULL, &doc);
        arena_reset(a);
    }
}

static void hostile_links_are_not_links(void **state)
{
    static const char *const bad[] = {
        "",
        " ",
        "javascript:x",
        "JAVASCRIPT:x",
        "java\tscript:x",
        "java\nscript:x",
        "\x01javascript:x",
        " javascript:x",
        "javascript\xc2\xad:x",
        "\xe2\x80\xaejavascript:x",
        "vbscript:x",
        "data:x",
        "file:///x",
        "ftp://x/",
        "tel:1",
        "x:y",
        "http:",
        "http:x",
        "http:///x",
        "https://",
        "https:/x",
        "http://a@b/",
        "https://user:pw@b/",
        "//x",
        "/\t/x",
        "mailto:",
        "about:blank",
        "ws://x",
    };
    static const struct {
        const char *in, *out;
    } good[] = {
        {"/a", "/a"},
        {"#s1", "#s1"},
        {"?q=1", "?q=1"},
        {"a.html", "a.html"},
        {"../a", "../a"},
        {" HTTPS://X.CN/A b ", "https://X.CN/A%20b"},
        {"http://x.cn?a=1&b='2'", "http://x.cn?a=1&b='2'"},
        {"mailto:a@b.cn", "mailto:a@b.cn"},
        {"/公开", "/%E5%85%AC%E5%BC%80"},
        {"/\\x", "/%5Cx"},
        {"\\\\x", "%5C%5Cx"},
        {"/a\"b<c>", "/a%22b%3Cc%3E"},
        {"/%7e", "/%7e"},
        {"https://x.cn/a@b", "https://x.cn/a@b"},
    };
    struct arena *a = *state;
    str out;

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (rich_link_clean(a, str_of(bad[i]), &out)) fail_msg("linked %s", bad[i]);
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(rich_link_clean(a, str_of(good[i].in), &out));
        assert_str(out, str_of(good[i].out));
        assert_true(html_url_allowed(out));
    }
    static const char *const elsewhere[] = {
        "https://x/y.png", "//x/y.png", "data:image/png,x", "mailto:x", "#a", "?a", "",
        "javascript:x"};

    for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
        assert_false(rich_source_clean(a, str_of(elsewhere[i]), &out));
    assert_true(rich_source_clean(a, S("/files/12/图.png"), &out));
    char *p = arena_bytes(a, RICH_LINK_BYTES_MOST + 1);

    for (int i = 0; i <= RICH_LINK_BYTES_MOST; i++) p[i] = 'a';
    assert_true(rich_link_clean(a, str_at(p, RICH_LINK_BYTES_MOST), &out));
    assert_false(rich_link_clean(a, str_at(p, RICH_LINK_BYTES_MOST + 1), &out));
}

/* Markup made to be slow or large: an answer comes soon, a tree or an err. */
static void bombs_are_bounded(void **state)
{
    static const struct {
        const char *begin, *repeat;
    } bombs[] = {
        {"", "<div>"},
        {"", "<b>"},
        {"", "<b><p>"},
        {"", "<b a=x><i><p>"},
        {"<p ", "a"},
        {"<p ", "a=1 b "},
        {"<table>", "<td colspan=200>"},
        {"<table>", "<tr><td colspan=200 rowspan=5000>x"},
        {"", "<table><tr><td>"},
        {"", "<ul><li>"},
        {"", "<a href=/>"},
        {"", "<form><math>"},
        {"", "<svg>"},
        {"", "</p>"},
        {"", "<!--"},
        {"", "&amp"},
        {"", "> "},
        {"", "* "},
        {"", "["},
        {"", "![]("},
        {"", "*a_"},
        {"", "`"},
        {"| a |\n|", "---|"},
        {"", "<?"},
        {"", "&#"},
    };
    enum { BYTES = 100 * 1000 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bombs); i++) {
        struct arena a;
        const struct rich_node *doc;
        struct buf b;

        arena_init(&a, (size_t)3 << 30);
        buf_init(&b, &a, BYTES + 100);
        buf_add(&b, str_of(bombs[i].begin));
        while (b.n < BYTES) buf_add(&b, str_of(bombs[i].repeat));
        struct err *e = rich_from_html(&a, buf_str(&b), NULL, &doc);

        if (e) assert_int_equal(e->code, ERR_TOO_LARGE);
        e = rich_from_markdown(&a, buf_str(&b), NULL, &doc);
        if (e) assert_int_equal(e->code, ERR_TOO_LARGE);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(no_trick_comes_through),
        UNIT(no_trick_comes_through_the_editor),
        UNIT(hostile_links_are_not_links),
        UNIT(bombs_are_bounded),
    };

    return cmocka_run_group_tests_name("text/rich_hostile", tests, NULL, NULL);
}
