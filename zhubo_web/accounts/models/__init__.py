"""Tables of people, grants, group seats, sign-ins, one-time codes, screens and shop settings."""

from zhubo_web.accounts.models.code import CODE_LIFETIME, OneTimeCode
from zhubo_web.accounts.models.ending import consequences_of, take_consequences_from
from zhubo_web.accounts.models.grant import Grant
from zhubo_web.accounts.models.person import Person
from zhubo_web.accounts.models.scope import WHOLE_SHOP, Scope
from zhubo_web.accounts.models.screen import Screen
from zhubo_web.accounts.models.seat import GroupSeat
from zhubo_web.accounts.models.setting import Choice, ShopSetting
from zhubo_web.accounts.models.sign_in import LIFETIMES, SignIn

__all__ = [
    "CODE_LIFETIME",
    "LIFETIMES",
    "WHOLE_SHOP",
    "Choice",
    "Grant",
    "GroupSeat",
    "OneTimeCode",
    "Person",
    "Scope",
    "Screen",
    "ShopSetting",
    "SignIn",
    "consequences_of",
    "take_consequences_from",
]
