"""What a shop's appointments would block is said on the first day."""

from __future__ import annotations

from zhubo_web.accounts import roles
from zhubo_web.accounts.appointments import Appointed, blocked

OPS, HOST, SENIOR = roles.OPERATIONS, roles.HOST, roles.SENIOR_HOST


def people(*each: tuple[set[str], set[str]]) -> list[Appointed]:
    return [
        Appointed(number, frozenset(held), frozenset(classes))
        for number, (held, classes) in enumerate(each, 1)
    ]


FULL = (
    ({roles.OWNER}, set()),
    ({roles.ADMINISTRATION}, set()),
    ({OPS}, {"operations"}),
    ({SENIOR}, {"host"}),
    ({roles.HR}, {"hr"}),
    ({HOST}, set()),
    ({roles.ASSISTANT}, set()),
    ({roles.REPRESENTATIVE}, set()),
)


def steps(*each: tuple[set[str], set[str]]) -> str:
    return "；".join(gap.step for gap in blocked(people(*each)))


def without(role: str) -> list[tuple[set[str], set[str]]]:
    return [one for one in FULL if role not in one[0]]


def test_a_full_shop_is_blocked_nowhere() -> None:
    assert blocked(people(*FULL)) == []


def test_an_owner_alone_is_told_what_stops_the_first_broadcast_first() -> None:
    gaps = blocked(people(({roles.OWNER}, set())))
    now = [gap.now for gap in gaps]
    assert now == sorted(now, reverse=True)
    assert sum(now) == 3


def test_every_missing_role_is_named_with_whom_to_appoint() -> None:
    for role in set(roles.ALL) - {roles.OWNER, roles.SYSADMIN}:
        whom = {gap.whom for gap in blocked(people(*without(role)))}
        assert any(roles.NAMES[role] in text for text in whom), role


def test_without_administration_appeals_and_sanctions_stop() -> None:
    assert "正式复核没有人受理" in steps(*without(roles.ADMINISTRATION))
    assert "现在只有一个人能签" in steps(*without(roles.ADMINISTRATION))


def test_without_hr_the_countersignature_stops() -> None:
    assert "月评会签" in steps(*without(roles.HR))


def test_a_class_without_a_member_is_named_though_the_role_is_held() -> None:
    unseated = [(held, set[str]()) for held, _classes in FULL]
    assert "缺业务类" in steps(*unseated)


def test_one_person_with_two_signing_roles_is_one_signature() -> None:
    both = [({roles.OWNER, roles.ADMINISTRATION}, set[str]()), *FULL[2:]]
    assert "现在只有一个人能签" in steps(*both)


def test_a_senior_host_on_air_is_not_uninvolved() -> None:
    small = [({roles.OWNER}, set[str]()), ({OPS}, {"operations"}), ({SENIOR, HOST}, {"host"})]
    assert "快速复核只剩一位" in steps(*small)
    assert "找不到没参与的人" in steps(({OPS}, {"operations"}))
