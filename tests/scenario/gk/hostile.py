"""Hostile texts, and how a page is seen to be free of them."""
import re

from gk.asserts import true

# Tricks of the OWASP XSS filter evasion list, by kind, in our own wording.
OWASP = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x src=//evil.example>",
    "<<script>alert(1);//<</script>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<img src=`javascript:alert(1)`>",
    "<img \"\"\"><script>alert(1)</script>\"\\>",
    "<img src=/ onerror=\"alert(String.fromCharCode(88))\"></img>",
    "<img src='jav\tascript:alert(1)'>",
    "<img src='jav&#x09;ascript:alert(1)'>",
    "<img src='jav&#x0A;ascript:alert(1)'>",
    "<img src=' &#14; javascript:alert(1)'>",
    "<img dynsrc='javascript:alert(1)'><img lowsrc='javascript:alert(1)'>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;script:alert(1)\">x</a>",
    "<a href=\"\x01javascript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a onmouseover=\"alert(1)\" href=\"/\">x</a>",
    "[x](javascript:alert(1))",
    "[x](  JAVASCRIPT:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"//evil.example/x.swf\" allowscriptaccess=always>",
    "<link rel=stylesheet href=\"javascript:alert(1)\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=\"javascript:alert(1);//\">",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>body{background:url(javascript:alert(1))}</style>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<div style=\"background-image:url(javascript:alert(1))\">x</div>",
    "<table background=\"javascript:alert(1)\"><td background=\"javascript:alert(1)\">x</table>",
    "<input type=image src=\"javascript:alert(1)\">",
    "<form action=\"javascript:alert(1)\"><button formaction=\"javascript:alert(1)\">x</button></form>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script xmlns=\"http://www.w3.org/1999/xhtml\">alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'\"--></style></script><script>alert(1)</script>",
    "\" onfocus=alert(1) autofocus x=\"",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\u2028<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "<p id=csrf class=\"skip\" data-x=1 contenteditable>x</p>",
    "<img src=//evil.example/pixel.gif>",
    "<p>{{ constructor.constructor('alert(1)')() }}</p>",
]

FORBIDDEN_TAGS = {"iframe", "object", "embed", "base", "style", "frame", "frameset", "applet",
                  "marquee", "math", "template", "plaintext", "xmp", "isindex"}


def harmless(page, where):
    """No element, attribute or address of a page runs or loads what we did not write."""
    for tag, attributes in page.tags:
        true(tag not in FORBIDDEN_TAGS, f"{where}: <{tag}>")
        if tag == "script":
            true(attributes.get("src", "").startswith("/assets/"), f"{where}: script {attributes}")
        if tag == "link":
            true(not attributes.get("href", "").lower().startswith(("javascript", "//")),
                 f"{where}: link {attributes}")
        if tag == "meta":
            true("http-equiv" not in attributes, f"{where}: {attributes}")
        for name, value in attributes.items():
            true(not name.startswith("on"), f"{where}: <{tag} {name}={value!r}>")
            true(name not in ("style", "srcdoc", "formaction", "xlink:href", "background"),
                 f"{where}: <{tag} {name}={value!r}>")
            if name in ("href", "src", "action", "poster", "data", "srcset"):
                plain = re.sub(r"[\x00-\x20\x7f-\x9f]", "", value).lower()
                true(not plain.startswith(("javascript:", "vbscript:", "data:")),
                     f"{where}: <{tag} {name}={value!r}>")
        if tag in ("img", "script", "source", "video", "audio", "input"):
            true(not re.match(r"^(\w+:)?//", attributes.get("src", "")),
                 f"{where}: loads {attributes}")
