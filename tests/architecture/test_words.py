"""The check of the messages, and what is compiled from them."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tests.architecture.reading import script
from zhubo_web.translations.compiling import compile_all

faults = script("checks/words.py").faults


def catalogue(*rows: tuple[str | tuple[str, str], str | tuple[str, str]]) -> Catalog:
    made = Catalog(locale="en", fuzzy=False)
    for msgid, text in rows:
        made.add(msgid, text)
    return made


def used(*msgids: str | tuple[str, str]) -> Catalog:
    return catalogue(*((msgid, "") for msgid in msgids))


@pytest.mark.parametrize("msgid", ["好,走", "好: 走", "好(走)", "真的?", "%(name)s说:走", "(好)"])
def test_half_width_punctuation_is_found(msgid: str) -> None:
    assert any("half-width" in text for text in faults(used(msgid), catalogue((msgid, "Go"))))


@pytest.mark.parametrize(
    ("msgid", "english"),
    [
        ("好，走（现在）！", "Well, go (now)!"),
        ("时间应为 时:分:秒，如 20:05:09", "Times look like 20:05:09"),
        ("129 元（%(n)d 件）", "129 yuan (%(n)d pieces)"),
        (("%(num)d 条", "%(num)d 条"), ("%(num)d note", "%(num)d notes")),
    ],
)
def test_full_width_and_complete_passes(
    msgid: str | tuple[str, str], english: str | tuple[str, str]
) -> None:
    assert list(faults(used(msgid), catalogue((msgid, english)))) == []


@pytest.mark.parametrize(
    ("msgid", "english"),
    [
        ("保存", ""),
        ("保存", "保存"),
        ("%(n)d 条", "notes"),
        ("{detail}有误", "{details} is wrong"),
        (("%(num)d 条", "%(num)d 条"), ("%(num)d note", "")),
    ],
)
def test_incomplete_english_is_found(
    msgid: str | tuple[str, str], english: str | tuple[str, str]
) -> None:
    assert list(faults(used(msgid), catalogue((msgid, english))))


def test_missing_and_left_over_messages_are_found() -> None:
    found = list(faults(used("保存"), catalogue(("删除", "Delete"))))
    assert len(found) == 2


def test_fuzzy_english_is_found() -> None:
    fuzzy = Catalog(locale="en", fuzzy=False)
    fuzzy.add("保存", "Save", flags=["fuzzy"])
    assert list(faults(used("保存"), fuzzy))


def test_both_languages_are_compiled(tmp_path: Path) -> None:
    place = tmp_path / "en" / "LC_MESSAGES"
    place.mkdir(parents=True)
    rows = (
        ("账号 %(name)s 在后台登录", "Account %(name)s signs in"),
        (("%(num)d 条记录", "%(num)d 条记录"), ("%(num)d note", "%(num)d notes")),
    )
    with (place / "messages.po").open("wb") as file:
        write_po(file, catalogue(*rows))
    compile_all(tmp_path)
    english = gettext.translation("messages", tmp_path, ["en"])
    traditional = gettext.translation("messages", tmp_path, ["zh_Hant"])
    assert english.ngettext("%(num)d 条记录", "%(num)d 条记录", 1) == "%(num)d note"
    assert english.ngettext("%(num)d 条记录", "%(num)d 条记录", 2) == "%(num)d notes"
    assert traditional.gettext("账号 %(name)s 在后台登录") == "帳號 %(name)s 在後台登入"
    assert traditional.ngettext("%(num)d 条记录", "%(num)d 条记录", 2) == "%(num)d 條記錄"
