"""Panels for the tests of what happens before and after their decision."""

from __future__ import annotations

from tests.appeals.case import DAY, Case

WEEK = 7 * DAY


def assigned(case: Case, *names: str) -> int:
    """A panel about ma's note, which has declared; lin and hong unless told otherwise."""
    names = names or ("lin", "hong")
    number = case.accepted("observation")
    with case.at():
        one = case.one(number)
        one.assign(case.person("guo"), [case.person(name) for name in names])
        for name in names:
            one.declare(case.person(name))
    return number


def heard(case: Case) -> int:
    number = assigned(case)
    case.do(number, "disclose", "guo")
    case.do(number, "hear", "lin", "12 月 9 日，书面，助播说当时断流", after=WEEK)
    return number
