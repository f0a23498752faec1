"""Who signed a month, and in 严谨 whose signature is still missing."""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.months import finalising, permissions
from zhubo_web.months.models.computed import Computed
from zhubo_web.months.models.rating import MonthSignature


class Finalised(Computed):
    """A month's evaluation with its signatures: in 严谨 one for each side, the owner's under a D."""

    __abstract__ = True

    @property
    def _signed(self) -> list[MonthSignature]:
        found = self.result()
        return [one for one in self.signatures if found and one.result_number == found.number]

    @property
    def signed_ids(self) -> set[int]:
        """Who signed this version."""
        return {one.person_id for one in self._signed}

    # ── in 严谨 ─────────────────────────────────────────────────────────────────────────────

    def _finalisers(self) -> list[Person]:
        """Who could finalise: apart from the assistant, and did not rate."""
        people = self.holding(*permissions.FINALISES)
        return [one for one in people if permissions.keeps_out(one, self) is None]

    @property
    def vacant_sides(self) -> set[str]:
        """The sides that nobody free holds: the owner may stand in."""
        return finalising.open_sides(permissions.own_sides(one, self) for one in self._finalisers())

    @property
    def _taken(self) -> list[set[str]]:
        """What each who signed stands for: a side once signed for stays, whoever's role ends later."""
        return [
            ({one.member_class} & set(finalising.SIDES)) | permissions.sides_of(one.person, self)
            for one in self._signed
        ]

    @property
    def open_sides(self) -> set[str]:
        """The sides whose signature is missing."""
        return finalising.open_sides(self._taken)

    @property
    def owner_wanted(self) -> bool:
        """Whether the owner's own signature is missing: under a D."""
        found = self.result()
        if found is None or found.grade != "D":
            return False
        return not any(
            one.member_class == finalising.OWNER or one.person.holds(roles.OWNER, room=self.room)
            for one in self._signed
        )

    @property
    def missing_strictly(self) -> int:
        """How many signatures are wanted at least; the owner's may stand for a side as well."""
        sides = finalising.how_many_open(self._taken)
        if not self.owner_wanted:
            return sides
        stands_in = any(
            permissions.sides_of(one, self) & self.open_sides
            for one in self._finalisers()
            if one.holds(roles.OWNER, room=self.room) and one.id not in self.signed_ids
        )
        return sides if sides and stands_in else sides + 1

    def _completes(self, by: Any) -> bool:
        """Whether nothing is missing once this person has signed."""
        people = [*self._taken, permissions.sides_of(by, self)]
        if self.owner_wanted and not by.holds(roles.OWNER, room=self.room):
            return False
        return not finalising.open_sides(people)

    def _side_signed(self, by: Any) -> str:
        """The side that this signature stands for: the own one before one stood in for."""
        for sides in (permissions.own_sides(by, self), permissions.sides_of(by, self)):
            if wanted := sides & self.open_sides:
                return min(wanted)
        return finalising.OWNER

    def sides_without_people(self) -> set[str]:
        """The sides for which nobody signed nor could."""
        waiting = [one for one in self._finalisers() if one.id not in self.signed_ids]
        return finalising.open_sides(
            [*self._taken, *(permissions.sides_of(one, self) for one in waiting)]
        )

    def has_owner(self) -> bool:
        """Whether an owner is free to sign."""
        return any(one.holds(roles.OWNER, room=self.room) for one in self._finalisers())
