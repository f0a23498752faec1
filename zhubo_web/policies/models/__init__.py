"""Versions of the policy, the shop's settings, and what binds a decision to both."""

from zhubo_web.policies.models.governed import Governed
from zhubo_web.policies.models.setting import KindSetting, setting_column, setting_for
from zhubo_web.policies.models.version import PolicyVersion

__all__ = ["Governed", "KindSetting", "PolicyVersion", "setting_column", "setting_for"]
