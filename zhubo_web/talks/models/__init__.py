"""Tables of talks after a month and of what both sides agreed."""

from zhubo_web.talks.models import following
from zhubo_web.talks.models.action import TalkAction
from zhubo_web.talks.models.agreed import Agreed, agreed_at, agreed_of
from zhubo_web.talks.models.talk import Talk

__all__ = ["Agreed", "Talk", "TalkAction", "agreed_at", "agreed_of", "following"]
