"""Whose signatures make a month final in 严谨: HR's and administration's, of two people. Pure.

A *side* is one of the two. Each who signs stands for one side; a side that nobody free holds may be
signed for by the owner, who signs every D besides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_

HR, OFFICE, OWNER = "hr", "office", "owner"
SIDES = {HR: roles.HR, OFFICE: roles.ADMINISTRATION}
#: What a strict signature is called that stands for no class of the group.
NAMES = {OFFICE: roles.NAMES[roles.ADMINISTRATION], OWNER: roles.NAMES[roles.OWNER]}
#: Why somebody's signature is not the one that is missing.
_MISSING = {
    HR: N_("还缺人力资源的签字，要由人力资源来签；那边没有人能签时才由负责人代签"),
    OFFICE: N_("还缺行政主管部门的签字，要由行政来签；那边没有人能签时才由负责人代签"),
    "": N_("还缺人力资源和行政主管部门的签字，各由那边的人来签；没有人能签的一边才由负责人代签"),
}
_OWNER_MISSING = N_("还缺商户负责人的签字：D 级由负责人也签一份")
#: Whom to appoint where nobody can sign.
_NOBODY = {
    HR: N_(
        "定稿还缺人力资源：打过分的、和这位助播有利害关系的都不能签。"
        "请再任命一位，或者指定外部复核人（商户负责人、职工代表或外聘法务）"
    ),
    OFFICE: N_(
        "定稿还缺行政：打过分的、和这位助播有利害关系的都不能签。"
        "请再任命一位，或者指定外部复核人（商户负责人、职工代表或外聘法务）"
    ),
    "": N_(
        "定稿还缺人：打过分的、和这位助播有利害关系的都不能签。"
        "请再任命一位人力资源或行政，或者指定外部复核人（商户负责人、职工代表或外聘法务）"
    ),
}


def open_sides(people: Iterable[Collection[str]]) -> set[str]:
    """The sides still without a person, given the sides that each person can stand for. Where one
    person could stand for either, either is open."""
    able = [set(one) for one in people if one]
    left = set(SIDES) - set[str]().union(*able)
    return left if left or len(able) > 1 else set(SIDES)


def how_many_open(people: Iterable[Collection[str]]) -> int:
    """How many sides are still without a person."""
    able = [set(one) for one in people if one]
    return len(SIDES) - min(len(able), len(set[str]().union(*able)))


def missing(sides: Collection[str]) -> str:
    """Whose signature is missing, in a sentence; without a side the owner's."""
    return _MISSING[_one(sides)] if sides else _OWNER_MISSING


def nobody(sides: Collection[str]) -> str:
    """Whom to appoint for these sides, in a sentence."""
    return _NOBODY[_one(sides)]


def _one(sides: Collection[str]) -> str:
    return next(iter(sides)) if len(sides) == 1 else ""
