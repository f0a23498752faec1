"""What a decision about a note says: it counts no more, it is about somebody else, it counts otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import RadioField, SelectField

from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.core.marking import N_

#: What becomes of a note.
DROP, NOT_THEIRS, RECOUNT = "drop", "not_theirs", "recount"
BECOMES = {
    DROP: N_("不算这一条"),
    NOT_THEIRS: N_("说的不是这位助播，不算"),
    RECOUNT: N_("算，但换标签或算轻一些"),
}
SEVERITIES = {"": N_("不改，或按标签的"), "1": N_("轻"), "2": N_("中"), "3": N_("重")}
#: (id, name) of the tags as which a note may count.
Tags = Collection[tuple[int, str]]


class OfNote:
    """The part of a decision's form that is about a note; ``recounts``: whether it has these fields."""

    recounts = False

    def __getitem__(self, name: str) -> Any:
        raise NotImplementedError

    def take_note(self, what: Mapping[str, Any]) -> None:
        """As a decision that was written has it."""
        dropped = NOT_THEIRS if what.get("not_theirs") else DROP
        self["becomes"].data = RECOUNT if what and not what.get("drop") else dropped
        for name in ("tag", "severity"):
            self[name].data = str(what.get(name, ""))

    def of_note(self) -> Mapping[str, Any]:
        """What was chosen, to be checked by the verb."""
        becomes = self["becomes"].data or DROP
        if becomes != RECOUNT:
            return {"drop": True, **({"not_theirs": True} if becomes == NOT_THEIRS else {})}
        typed = {name: self[name].data or "" for name in ("tag", "severity")}
        return {name: int(one) for name, one in typed.items() if one.isdecimal() and len(one) < 10}


def note_fields(tags: Tags) -> dict[str, Any]:
    """The fields of what becomes of a note."""
    if not tags:
        return {}
    offered = [("", _("标签不变")), *((str(number), name) for number, name in tags)]
    return {
        "becomes": RadioField(
            _l("改的时候，这一条怎么算"), choices=choices((k, _(v)) for k, v in BECOMES.items()),
            default=DROP, validate_choice=False,
        ),
        "tag": SelectField(
            _l("换成哪个标签"), choices=choices(offered), validate_choice=False,
            description=_l("只在选“换标签或算轻一些”时填"),
        ),
        "severity": RadioField(
            _l("算多重"), choices=choices((k, _(v)) for k, v in SEVERITIES.items()), default="",
            validate_choice=False,
        ),
    }  # fmt: skip
