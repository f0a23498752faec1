"""Who may do what with accounts: the table, role by role, and what nobody may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from zhubo_web.accounts import permissions, roles
from zhubo_web.accounts.models import WHOLE_SHOP, Scope

ROOM, OTHER = Scope(1, 10, "甲"), Scope(2, 20, "乙")
GROUP = Scope(None, 10, "一组")


@dataclass
class Somebody:
    """A person of one role, for the shop or for some rooms."""

    id: int
    role: str
    room: Scope | None = None
    password_hash: str | None = "x"
    extra: set[str] = field(default_factory=set)
    grants_in_force: tuple[Any, ...] = ()

    def holds(self, *wanted: str, room: Any = None) -> bool:
        here = room is None or self.room is None or self.room == room
        return here and bool({self.role, *self.extra} & set(wanted))


def may(check: Any, *given: Any) -> bool:
    return check(*given) is None


KEEPERS = {roles.OWNER, roles.ADMINISTRATION, roles.SYSADMIN, roles.OPERATIONS}
TABLE = {
    permissions.keeps_accounts: KEEPERS,
    permissions.reads_people: KEEPERS | {roles.SENIOR_HOST, roles.HR},
    permissions.owns_shop: {roles.OWNER},
    permissions.sets_up: {roles.OWNER, roles.OPERATIONS},
    permissions.appoints_group: {roles.ADMINISTRATION, roles.OWNER},
    permissions.reads_group: set(roles.ALL) - {roles.SYSADMIN},
    permissions.keeps_screens: {roles.OPERATIONS, roles.OWNER},
}


@pytest.mark.parametrize("role", roles.ALL)
@pytest.mark.parametrize("check", TABLE, ids=lambda check: check.__name__)
def test_the_table_of_permissions(check: Any, role: str) -> None:
    assert may(check, Somebody(1, role)) is (role in TABLE[check])


@pytest.mark.parametrize("role", roles.ALL)
@pytest.mark.parametrize("giver", roles.ALL)
def test_who_gives_which_role(giver: str, role: str) -> None:
    allowed = giver in KEEPERS
    if role in (roles.HR, roles.ADMINISTRATION, roles.OWNER):
        allowed = giver == roles.OWNER
    if role == roles.SYSADMIN:
        allowed = giver in (roles.OWNER, roles.ADMINISTRATION)
    assert may(permissions.gives_role, Somebody(1, giver), role, 2, WHOLE_SHOP) is allowed


@pytest.mark.parametrize("role", roles.ALL)
@pytest.mark.parametrize("giver", roles.ALL)
def test_nobody_gives_themselves_a_role(giver: str, role: str) -> None:
    assert not may(permissions.gives_role, Somebody(1, giver), role, 1, WHOLE_SHOP)


@pytest.mark.parametrize(
    ("scope", "allowed"), [(ROOM, True), (OTHER, False), (GROUP, False), (WHOLE_SHOP, False)]
)
def test_nobody_gives_further_than_they_reach(scope: Scope, allowed: bool) -> None:
    lead = Somebody(1, roles.OPERATIONS, ROOM)
    assert may(permissions.gives_role, lead, roles.ASSISTANT, 2, scope) is allowed


@pytest.mark.parametrize("check", [permissions.suspends, permissions.ends_sign_ins])
@pytest.mark.parametrize("decides", roles.GIVEN_BY_OWNER)
@pytest.mark.parametrize("role", sorted(KEEPERS))
def test_who_decides_about_people_is_touched_by_the_owner_only(
    check: Any, decides: str, role: str
) -> None:
    assert may(check, Somebody(1, role), Somebody(2, decides)) is (role == roles.OWNER)


def test_nobody_suspends_themselves() -> None:
    owner = Somebody(1, roles.OWNER)
    assert not may(permissions.suspends, owner, owner)


@pytest.mark.parametrize("role", roles.ALL)
def test_everybody_ends_their_own_sign_ins(role: str) -> None:
    assert may(permissions.ends_sign_ins, Somebody(1, role), Somebody(1, role))


@pytest.mark.parametrize("role", roles.ALL)
def test_only_the_owner_resets_and_never_an_owners(role: str) -> None:
    asker = Somebody(1, role)
    assert may(permissions.resets_password, asker, Somebody(2, roles.HOST)) is (role == roles.OWNER)
    assert not may(permissions.resets_password, asker, Somebody(2, roles.OWNER))


def test_an_invitation_is_no_way_to_take_over_an_account() -> None:
    lead, host = Somebody(1, roles.OPERATIONS), Somebody(2, roles.HOST)
    assert not may(permissions.invites, lead, host)
    host.password_hash = None
    assert may(permissions.invites, lead, host)
    assert not may(permissions.invites, lead, Somebody(3, roles.HR, password_hash=None))


def test_a_screen_is_bound_by_those_who_lead_its_room() -> None:
    assert may(permissions.binds_screens, Somebody(1, roles.OPERATIONS, ROOM), ROOM)
    assert not may(permissions.binds_screens, Somebody(1, roles.OPERATIONS, ROOM), OTHER)
    assert not may(permissions.binds_screens, Somebody(1, roles.SYSADMIN), ROOM)
