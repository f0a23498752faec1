"""The table of the month: every row for everybody in every setting, written by hand to compare."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from tests.tables import HERE, PEOPLE, Somebody, allowed, strays
from zhubo_web.accounts import roles
from zhubo_web.core.reasons import Reason, Reasons
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT
from zhubo_web.months import permissions
from zhubo_web.months.workflow import WORKFLOW
from zhubo_web.policies.composites import USUAL

CHEN, MA, LIN, HONG, GUO, QIAN = 1, 4, 5, 6, 7, 8
GROUP = {"ma", "lin", "hong"}
#: From monthly_eval. Ma, lin and hong rated; ma proposed where something is proposed; one signature
#: is missing: hong's in 省事 and 标准 (then hers alone, and in another room nobody's), in 严谨 any: HR
#: has nobody who did not rate, so that the owner stands in.
MAY = {
    " → opened open [all]": {"ma", "hong", "guo", "qian", "wu", "clock"},
    "opened → self_open ask_self [all]": {"clock"},
    "self_open → rating self_submit [all]": {"chen"},
    "self_open → rating self_timeout [all]": {"clock"},
    "rating → computed all_rated [all]": {"clock"},
    "rating → escalated rater_timeout [all]": {"clock"},
    "escalated → computed all_rated [all]": {"clock"},
    "escalated → rating replace [all]": {"guo", "qian"},
    "computed → moderated calibrate [all]": {"lin", "hong"},
    "computed → finalised sign_group [standard]": {"hong"},
    "moderated → finalised sign_group [standard]": {"hong"},
    "moderated → finalised sign [strict]": {"guo", "qian"},
    "moderated → computed reconsider [strict]": {"guo", "qian"},
    "moderated → moderated waive [strict]": {"guo", "qian"},
    "finalised → published publish [all]": {"hong", "qian"},
    "finalised → published auto_publish [standard]": {"clock"},
    "published → interviewed interview_held [all]": {"clock"},
    "interviewed → acknowledged acknowledge [all]": {"chen"},
    "interviewed → unacknowledged pass_over [all]": {"clock"},
    "published → disputed appeal [all]": {"clock"},
    "interviewed → disputed appeal [all]": {"clock"},
    "acknowledged → disputed appeal [all]": {"clock"},
    "unacknowledged → disputed appeal [all]": {"clock"},
    "reissued → disputed appeal [all]": {"clock"},
    "disputed → reissued reissue [all]": {"clock"},
    "disputed → closed uphold [all]": {"clock"},
    "disputed → published resume_published [all]": {"clock"},
    "disputed → interviewed resume_interviewed [all]": {"clock"},
    "disputed → acknowledged resume_acknowledged [all]": {"clock"},
    "disputed → unacknowledged resume_unacknowledged [all]": {"clock"},
    "disputed → reissued resume_reissued [all]": {"clock"},
    "reissued → closed close_window [all]": {"clock"},
    "acknowledged → closed close_window [all]": {"clock"},
    "unacknowledged → closed close_window [all]": {"clock"},
}
NEED_MISSING = {"rating → escalated rater_timeout [all]"}
NEED_UNBACKED = {
    "moderated → computed reconsider [strict]",
    "moderated → moderated waive [strict]",
}


LACKS = Reasons([Reason("只看了一场")])


def classes_of(person: Any) -> set[str]:
    held = permissions.CLASSES.items()
    return {one for one, role in held if person.holds(role, room=HERE)}


def make(state: str, setting: str, **values: Any) -> Any:
    """A month of chen for which every guard holds but that of a missing rater."""
    usual = {
        "frozen_at": 1,
        "waiting_classes": [],
        "missing_signatures": 1,
        "unbacked": Reasons,
        "composite": USUAL,
        "may_begin": True,
        "rater_ids": {"operations": MA, "host": LIN, "hr": HONG},
        "close_ids": set(),
        "on_air_ids": {3},
        "proposed_by_id": MA,
        "proposed_classes": {"operations"},
        "signed_ids": set() if setting == STRICT else {MA, LIN},
        "unsigned_classes": ["hr"],
        "vacant_classes": [],
        "vacant_sides": {"hr"},
        "open_sides": {"hr", "office"},
        "owner_wanted": False,
        "has_administration": False,
        "classes_of": classes_of,
    }
    return SimpleNamespace(
        state=state, setting=setting, assistant_id=CHEN, room=HERE, **{**usual, **values}
    )


def test_every_row_is_for_exactly_those_it_names() -> None:
    found = allowed(WORKFLOW, make)
    others = NEED_MISSING | NEED_UNBACKED
    assert {key: who for key, who in found.items() if key not in others} == {
        key: who for key, who in MAY.items() if key not in others
    }
    late = allowed(WORKFLOW, lambda state, how: make(state, how, waiting_classes=["hr"]))
    assert {key: late[key] for key in NEED_MISSING} == {key: MAY[key] for key in NEED_MISSING}
    bare = allowed(WORKFLOW, lambda state, how: make(state, how, unbacked=lambda: LACKS))
    assert {key: bare[key] for key in NEED_UNBACKED} == {key: MAY[key] for key in NEED_UNBACKED}
    for key in (
        "moderated → finalised sign [strict]",
        "computed → finalised sign_group [standard]",
    ):
        assert MAY[key] and not bare[key]


def test_nothing_goes_from_another_state_or_in_another_setting() -> None:
    assert not strays(WORKFLOW, make)
    for verb in ("sign_group", "auto_publish"):
        for state in ("computed", "moderated", "finalised"):
            assert WORKFLOW.row(state, verb, STRICT) is None
            assert WORKFLOW.row(state, verb, LIGHT) is WORKFLOW.row(state, verb, STANDARD)
    assert WORKFLOW.row("computed", "sign", STRICT) is None


def why(state: str, verb: str, who: Any, setting: str = STANDARD, **values: Any) -> str:
    person = PEOPLE[who] if isinstance(who, str) else who
    reason = WORKFLOW.why_not(make(state, setting, **values), verb, person)
    return str(reason) if reason else ""


STEPS = [
    ("escalated", "replace", "guo", GUO, STANDARD),
    ("escalated", "replace", "qian", QIAN, STRICT),
    ("computed", "calibrate", "hong", HONG, STANDARD),
    ("computed", "calibrate", "lin", LIN, STRICT),
    ("computed", "sign_group", "hong", HONG, STANDARD),
    ("moderated", "sign_group", "hong", HONG, LIGHT),
    ("moderated", "sign", "guo", GUO, STRICT),
    ("moderated", "sign", "qian", QIAN, STRICT),
    ("finalised", "publish", "hong", HONG, STANDARD),
    ("finalised", "publish", "qian", QIAN, STRICT),
]


@pytest.mark.parametrize(("state", "verb", "who", "number", "setting"), STEPS)
def test_who_is_close_or_the_assistant_takes_no_part_in_any_role(
    state: str, verb: str, who: str, number: int, setting: str
) -> None:
    assert not why(state, verb, who, setting)
    assert "利害关系" in why(state, verb, who, setting, close_ids={number})
    double = Somebody(CHEN, "陈小满", (roles.ASSISTANT, *PEOPLE[who].roles), HERE)
    assert "自己" in why(state, verb, double, setting)
    assert why(state, verb, Somebody(90, "平板", PEOPLE[who].roles, HERE, is_screen=True), setting)


def test_the_owner_decides_of_a_missing_rater_only_where_there_is_no_administration() -> None:
    assert "没有行政时才由负责人" in why("escalated", "replace", "qian", has_administration=True)
    assert not why("escalated", "replace", "guo", has_administration=True)
    assert not why("escalated", "replace", "qian", has_administration=False)


OTHERS = ("wu", "guo", "qian", "he", "li", "dai", "sun")
OWN_CLASS = [("ma", "operations"), ("lin", "host"), ("hong", "hr")]


@pytest.mark.parametrize(("name", "of"), [*OWN_CLASS, *product(OTHERS, permissions.CLASSES)])
def test_a_class_is_rated_by_its_members_in_the_room(name: str, of: str) -> None:
    fresh = make("rating", STANDARD, rater_ids={})
    reason = permissions.rates(PEOPLE[name], fresh, of)
    assert (reason is None) == (name in GROUP)


def test_a_host_on_air_counts_as_host_and_nobody_rates_twice() -> None:
    on_air = make("rating", STANDARD, rater_ids={}, on_air_ids={LIN})
    assert "主播计一次" in str(permissions.rates(PEOPLE["lin"], on_air, "host"))
    both = Somebody(MA, "马运营", (roles.OPERATIONS, roles.HR), HERE)
    begun = make("rating", STANDARD, rater_ids={"operations": MA})
    assert permissions.rates(both, begun, "operations") is None
    assert "只能代表一类" in str(permissions.rates(both, begun, "hr"))
    other = Somebody(91, "第二位运营", (roles.OPERATIONS,), HERE)
    assert "已经有人" in str(permissions.rates(other, begun, "operations"))
    chen = Somebody(CHEN, "陈小满", (roles.ASSISTANT, roles.OPERATIONS), HERE)
    assert "自己" in str(
        permissions.rates(chen, make("rating", STANDARD, rater_ids={}), "operations")
    )


def test_a_second_of_another_class_agrees() -> None:
    assert "不能自己同意" in why("computed", "calibrate", "ma")
    colleague = Somebody(91, "第二位运营", (roles.OPERATIONS,), HERE)
    assert "另一类" in why("computed", "calibrate", colleague)


def test_signatures_are_of_different_people_and_the_owner_stands_in_for_nobody_else() -> None:
    assert "已经签过" in why(
        "computed", "sign_group", Somebody(MA, "马运营", (roles.OPERATIONS, roles.HR), HERE)
    )
    assert why("computed", "sign_group", "qian")
    assert not why("computed", "sign_group", "qian", vacant_classes=["hr"])
    assert "已经签过" in why("moderated", "sign", "guo", STRICT, signed_ids={GUO})
    rater = Somebody(HONG, "洪人力", (roles.HR, roles.ADMINISTRATION))
    assert "打过分的人不能定稿" in why("moderated", "sign", rater, STRICT)
    assert "还有人没签" in why("computed", "sign_group", "hong", missing_signatures=2)


SECOND_HR = Somebody(92, "第二位人力", (roles.HR,))


def test_each_side_finalises_once_and_the_owner_where_it_has_nobody() -> None:
    """In 严谨: the side that waits × who holds it, who holds the other, the owner."""
    hr, office = {"open_sides": {"hr"}}, {"open_sides": {"office"}}
    full: dict[str, Any] = {"vacant_sides": set()}
    assert not why("moderated", "sign", SECOND_HR, STRICT, **hr, **full)
    assert not why("moderated", "sign", "guo", STRICT, **office, **full)
    assert "还缺行政主管部门的签字" in why("moderated", "sign", SECOND_HR, STRICT, **office, **full)
    assert "还缺人力资源的签字" in why("moderated", "sign", "guo", STRICT, **hr, **full)
    for open_side in (hr, office):
        assert "才由负责人代签" in why("moderated", "sign", "qian", STRICT, **open_side, **full)
    assert not why("moderated", "sign", "qian", STRICT, **hr, vacant_sides={"hr"})
    assert why("moderated", "sign", "qian", STRICT, **office, vacant_sides={"hr"})


def test_under_a_d_the_owner_signs_besides() -> None:
    full: dict[str, Any] = {"vacant_sides": set(), "owner_wanted": True}
    assert not why("moderated", "sign", "qian", STRICT, **full)
    done = {**full, "open_sides": set()}
    assert not why("moderated", "sign", "qian", STRICT, **done)
    assert "还缺商户负责人的签字" in why("moderated", "sign", "guo", STRICT, **done)
    assert "利害关系" in why("moderated", "sign", "qian", STRICT, **done, close_ids={QIAN})


def test_nothing_is_reckoned_before_figures_freeze_or_while_somebody_rates() -> None:
    assert "锁数" in why("rating", "all_rated", "clock", frozen_at=None)
    assert "没打分" in why("rating", "all_rated", "clock", waiting_classes=["hr"])
    assert "都打完" in why("rating", "rater_timeout", "clock")
    assert "最后一天" in why("opened", "ask_self", "clock", may_begin=False)


def test_in_the_light_setting_the_lead_and_hr_count() -> None:
    assert permissions.counted(LIGHT) == ("operations", "hr")
    assert (
        permissions.counted(STANDARD) == permissions.counted(STRICT) == tuple(permissions.CLASSES)
    )
