"""What stands in every row of every page: icons, shapes, pills, attributes, drawn without a template.

Templates meet them as macros of templates/ui. As a macro each cost more than the row around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from zhubo_web.core.i18n import _
from zhubo_web.core.lasting import static_url
from zhubo_web.core.marking import N_

SPRITE = "ui/icons.svg"
KEPT = 2_000
_SVG = Markup('<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>')
_PILL = Markup('<span class="pill pill--{}"{}>{}')
#: The kinds of note: icon and usual word.
KINDS = {
    "praise": ("thumbs-up", N_("表扬")),
    "remind": ("bell", N_("提醒")),
    "issue": ("triangle-alert", N_("问题")),
    "mark": ("flag", N_("标一下")),
}
_SHUT = Markup("</span>")
_READ, _UNREAD = Markup('role="img" aria-label="{}"'), Markup('aria-hidden="true"')


def icon(name: str, label: str | None = None, size: str | None = None) -> Markup:
    """One icon of the sprite. Without a label it is decoration, which readers of screens pass over."""
    return _drawn(f"icon icon--{size}" if size else "icon", label, static_url(SPRITE), name)


def shape(kind: str, label: str | None = None) -> Markup:
    """The shape of a kind of note: praise ▲ remind ■ issue ◆ mark ●."""
    return _drawn(f"shape shape--{kind}", label, static_url(SPRITE), f"shape-{kind}")


@lru_cache(KEPT)
def _drawn(look: str, label: str | None, sprite: str, name: str) -> Markup:
    return _SVG.format(look, _READ.format(label) if label else _UNREAD, sprite, name)


def pill(kind: str, text: str, icon: str | None = None, **more: Any) -> Markup:
    """A state in a word. kind: praise, remind, issue, mark (the kinds of note, each with its icon) or
    info, plain. Colour is never the only sign: the word stands there and an icon where it helps."""
    own = KINDS[kind][0] if icon is None and kind in KINDS else icon
    opened = _opened(kind, attrs(more) if more else Markup(""), static_url(SPRITE), own or "")
    return opened + escape(text) + _SHUT


@lru_cache(KEPT)
def _opened(kind: str, more: Markup, sprite: str, name: str) -> Markup:
    return _PILL.format(kind, more, _drawn("icon", None, sprite, name) if name else "")


def kind_pill(kind: str) -> Markup:
    """The kind of a note with its usual word."""
    return pill(kind, _(KINDS.get(kind, KINDS["mark"])[1]))


def attrs(pairs: Mapping[str, Any]) -> Markup:
    """Attributes. Names: hx_get becomes hx-get, class_ becomes class. None and False are left out,
    True stands alone, `confirm` opens into the attributes of the one dialog."""
    return Markup("").join(_written(key, value) for key, value in pairs.items())


def _written(key: str, value: Any) -> Markup:
    if value is None or value is False:
        return Markup("")
    if key == "confirm":
        return confirm(**value)
    name = escape(key.removesuffix("_").replace("_", "-"))
    return Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)


def confirm(
    title: str, text: str | None = None, verb: str | None = None, danger: bool = False
) -> Markup:
    """The attributes by which a control asks before it acts."""
    return attrs(
        {
            "data-confirm": title,
            "data-confirm-text": text or None,
            "data-confirm-verb": verb or None,
            "data-confirm-danger": danger,
        }
    )
