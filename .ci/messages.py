"""Gathers every message of code and templates and brings the English catalogue up to date.

New messages are added without a translation, those no longer used are dropped, nothing is guessed.
Run by ``make messages``; ``make words`` fails on what is left untranslated.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "zhubo_web/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_pgettext": ((1, "c"), 2),
    "Reason": None,
}
HEADER = """\
# English, translated by people. The message ids are the interface's own Simplified Chinese.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def gather(root: Path = ROOT) -> Catalog:
    """Every message with the files it stands in."""
    with (root / "zhubo_web/translations/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog(fuzzy=False)
    rows = extract_from_dir(
        root, methods, options, KEYWORDS, directory_filter=lambda name: "node_modules" not in name
    )
    for path, _line, message, comments, context in rows:
        found.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return found


def update(english: Path = ENGLISH) -> None:
    """Write the English catalogue with exactly the messages that are in use."""
    catalogue = Catalog(locale="en", fuzzy=False, domain="messages")
    if english.exists():
        with english.open("rb") as file:
            catalogue = read_po(file, locale="en")
    catalogue.update(gather(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    body = BytesIO()
    write_po(body, catalogue, width=100, sort_output=True, no_location=True, omit_header=True)
    english.parent.mkdir(parents=True, exist_ok=True)
    english.write_text(HEADER + body.getvalue().decode(), encoding="utf-8")
    missing = sum(1 for message in catalogue if message.id and not message.string)
    print(f"{len(catalogue)} messages, {missing} without English: {english.relative_to(ROOT)}")


if __name__ == "__main__":
    update()
