"""The rules of templates: what the content policy would block, and words that nobody can translate.

Checked in each template: it parses as Jinja and as HTML whose tags close; no style, on*, hx-on,
script-valued hx-vals, trigger filter, script or style in the page, address of another site;
nothing marked as safe; all Chinese inside ``_()``, but for an element that says its ``lang``.
The development page in templates/design shows made-up contents, which are not translated.
Run by ``make templates``; prints ``file:line: what is wrong`` and fails.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = "design"
NAMES = {"简体", "繁體", "场"}  # a language's own name, the character of the seal
HAN = re.compile(r"[\u3400-\u9fff]")
UNTRANSLATED = "words outside _()"
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ELSEWHERE = re.compile(r"^\s*(?:[a-z]+:)?//", re.I)
FORBIDDEN_NAME = re.compile(r"^(?:style|on[a-z]+|hx-on.*|hx-vars|hx-boost|srcdoc)$")
JINJA = re.compile(r"{#.*?#}|{%-?\s*trans\b.*?endtrans\s*-?%}|{%.*?%}|{{.*?}}", re.S)

Fault = tuple[int, str]


class Page(HTMLParser):
    """Reads the HTML of one template and notes what is against the rules."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[Fault] = []
        self.open: list[tuple[str, int, bool]] = []

    def fault(self, text: str) -> None:
        """Note what is wrong at this place."""
        self.faults.append((self.getpos()[0], text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            self.attribute(name, value)
        if tag == "style":
            self.fault("<style> in a template: rules belong into a style sheet")
        if tag == "script" and not values.get("src") and values.get("type") != "application/json":
            self.fault("<script> without src: scripts are files; values travel as application/json")
        if tag not in VOID:
            self.open.append((tag, self.getpos()[0], "lang" in values))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.fault(f"</{tag}> closes nothing that is open here")
        else:
            self.open.pop()

    def attribute(self, name: str, value: str) -> None:
        """Check one attribute."""
        if FORBIDDEN_NAME.match(name):
            self.fault(f"attribute {name} is not allowed by the content rules")
        if name == "hx-vals" and value.lstrip().startswith(("js:", "javascript:")):
            self.fault("hx-vals runs script")
        if name == "hx-trigger" and "[" in value:
            self.fault("hx-trigger has a filter, which needs eval")
        if name in ("src", "href", "action") and value.lstrip().lower().startswith("javascript:"):
            self.fault(f"{name} runs script")
        if name in ("src", "srcset", "poster", "data") and ELSEWHERE.match(value):
            self.fault(f"{name} loads from another site")
        if HAN.search(value):
            self.fault(f"{UNTRANSLATED}: {name}={value!r}")

    def handle_data(self, data: str) -> None:
        if HAN.search(data) and not any(has_lang for _tag, _line, has_lang in self.open):
            self.fault(f"{UNTRANSLATED}: {data.strip()!r}")

    def finish(self) -> list[Fault]:
        """The faults, with those of tags left open."""
        self.close()
        left = [(line, f"<{tag}> is never closed") for tag, line, _lang in self.open]
        return self.faults + left


def without_jinja(source: str) -> str:
    """The template's HTML: ``x`` for a value, a blank for a statement, lines as they were."""

    def blank(match: re.Match[str]) -> str:
        text = match.group()
        return ("x" if text.startswith("{{") else " ") + "\n" * text.count("\n")

    return JINJA.sub(blank, source)


def _untranslated(node: nodes.Node, inside: bool = False) -> Iterator[Fault]:
    """Chinese string constants that are not handed to gettext."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and not inside:
        if HAN.search(node.value) and node.value not in NAMES:
            yield node.lineno, f"{UNTRANSLATED}: {node.value!r}"
    called = node.node if isinstance(node, nodes.Call) else None
    inside = inside or (isinstance(called, nodes.Name) and called.name in GETTEXT)
    for child in node.iter_child_nodes():
        yield from _untranslated(child, inside)


def _passed_names(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Names of attributes handed to macros, as keywords or in a dictionary."""
    for keyword in tree.find_all(nodes.Keyword):
        yield keyword.lineno, keyword.key
    for pair in tree.find_all(nodes.Pair):
        if isinstance(pair.key, nodes.Const):
            yield pair.lineno, str(pair.key.value)


def jinja_faults(tree: nodes.Template) -> Iterator[Fault]:
    """What is wrong in the expressions of a template."""
    yield from _untranslated(tree)
    for name in tree.find_all(nodes.Filter):
        if name.name in ("safe", "urlize"):
            yield name.lineno, f"|{name.name} puts unescaped text into the page"
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "Markup":
            yield call.lineno, "Markup() puts unescaped text into the page"
    for block in tree.find_all(nodes.ScopedEvalContextModifier):
        yield block.lineno, "autoescape is never switched"
    for line, key in _passed_names(tree):
        if FORBIDDEN_NAME.match(key.replace("_", "-")):
            yield line, f"{key} is not allowed by the content rules"


def check(source: str) -> list[Fault]:
    """All faults of one template, by line."""
    try:
        tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        return [(error.lineno, error.message or "does not parse")]
    page = Page()
    page.feed(without_jinja(source))
    return sorted({*page.finish(), *jinja_faults(tree)})


def main(folder: Path = ROOT / "templates") -> int:
    """Check every template; the number of faults."""
    count = 0
    for path in sorted(folder.rglob("*.html")):
        for line, text in check(path.read_text(encoding="utf-8")):
            if text.startswith(UNTRANSLATED) and path.parent.name == SAMPLES:
                continue
            print(f"{path.relative_to(folder.parent)}:{line}: {text}")
            count += 1
    return count


if __name__ == "__main__":
    sys.exit(bool(main()))
