"""Who is asked and told of an appeal, and what waits for them until when. Pure; the rows of ``workflow``
name them. What is late is told to the owner (D-07); groups never hear of an appeal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import Due


def assistant(appeal: Any) -> Sequence[int]:
    """Whose matter it is."""
    return [appeal.assistant_id]


def administration(appeal: Any) -> Sequence[int]:
    """Administration that stands apart, else the owner."""
    ids: Sequence[int] = appeal.asked_administration()
    return ids


def owners(appeal: Any) -> Sequence[int]:
    """The owner."""
    ids: Sequence[int] = appeal.asked_owners()
    return ids


def members(appeal: Any) -> Sequence[int]:
    """The people who sit; a guest has a link instead."""
    ids: Sequence[int] = sorted(appeal.sitting_ids)
    return ids


def makers(appeal: Any) -> Sequence[int]:
    """Who made what is sent back."""
    ids: Sequence[int] = sorted(appeal.maker_ids)
    return ids


def servers(appeal: Any) -> Sequence[int]:
    """HR, else the owner."""
    ids: Sequence[int] = appeal.asked_servers()
    return ids


def parties(appeal: Any) -> Sequence[int]:
    """The assistant and everybody who had a part."""
    return [appeal.assistant_id, *sorted(appeal.respondent_ids)]


def those_told(appeal: Any) -> Sequence[int]:
    """Both sides and who serves."""
    return [*parties(appeal), *servers(appeal)]


def assistant_and_owners(appeal: Any) -> Sequence[int]:
    """The assistant and the owner."""
    return [appeal.assistant_id, *owners(appeal)]


def assistant_and_servers(appeal: Any) -> Sequence[int]:
    """The assistant and who serves."""
    return [appeal.assistant_id, *servers(appeal)]


PAGE = "appeals.show"


def _due(title: str, whom: Any, until: str) -> Due:
    """To be done by a moment; when it is late the owner is told (D-07). Groups never hear of it."""
    return Due(title, whom, PAGE, until=lambda one: getattr(one, until), escalate_to=owners,
               discreet=True)  # fmt: skip


ACCEPT = _due(N_("受理申请复核：%(title)s"), administration, "accept_by")
MORE = Due(N_("补充申请复核的材料：%(title)s"), assistant, PAGE, until=lambda one: one.more_by,
           discreet=True)  # fmt: skip
ASSIGN = _due(N_("定复核人：%(title)s"), administration, "assign_by")
QUICK = _due(N_("快速复核：%(title)s"), members, "decide_by")
DISCLOSE = _due(N_("给出全部材料：%(title)s"), administration, "assign_by")
HEAR = _due(N_("听取意见：%(title)s"), members, "hear_by")
DECIDE = _due(N_("写复核决定：%(title)s"), members, "decide_by")
NAME = _due(N_("补上复核人：%(title)s"), administration, "seat_by")
REDO = _due(N_("发回重做：%(title)s"), makers, "redo_by")
SERVE = _due(N_("送达复核决定：%(title)s"), servers, "serve_by")
AGAIN = Due(N_("看复核决定，不服可以再要求：%(title)s"), assistant, PAGE,
            until=lambda one: one.again_until, announced=False, discreet=True)  # fmt: skip
SECOND = _due(N_("第二次复核：%(title)s"), owners, "second_by")
SECOND_DECIDE = _due(N_("第二次复核：%(title)s"), members, "second_by")
EXECUTE = _due(N_("执行复核决定：%(title)s"), servers, "execute_by")
