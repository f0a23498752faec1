"""The nine roles and the three classes of the supervision group. Pure."""

from __future__ import annotations

from zhubo_web.core.marking import N_

ASSISTANT = "assistant"
HOST = "host"
OPERATIONS = "operations_lead"
SENIOR_HOST = "senior_host"
HR = "hr"
ADMINISTRATION = "administration"
OWNER = "owner"
REPRESENTATIVE = "staff_representative"
SYSADMIN = "system_administrator"

#: Role → its name in the interface, in the order people are used to.
NAMES = {
    ASSISTANT: N_("助播"),
    HOST: N_("主播"),
    SENIOR_HOST: N_("资深主播"),
    OPERATIONS: N_("直播运营主管"),
    HR: N_("人力资源"),
    ADMINISTRATION: N_("行政主管部门"),
    OWNER: N_("商户负责人"),
    REPRESENTATIVE: N_("职工代表"),
    SYSADMIN: N_("系统管理员"),
}
#: What a live screen calls the role: short, never a name.
SHORT_NAMES = {
    ASSISTANT: N_("助播"),
    HOST: N_("主播"),
    SENIOR_HOST: N_("资深主播"),
    OPERATIONS: N_("运营"),
    HR: N_("人力"),
    ADMINISTRATION: N_("行政"),
    OWNER: N_("负责人"),
}
ALL = tuple(NAMES)
#: Class of the supervision group → the role whose work it is.
CLASSES = {"operations": OPERATIONS, "host": SENIOR_HOST, "hr": HR}
CLASS_NAMES = {
    "operations": N_("运营类"),
    "host": N_("业务类（资深主播）"),
    "hr": N_("人力类"),
}
GROUP = (OPERATIONS, SENIOR_HOST, HR)
#: Roles that only the owner may give or take: they decide about people.
GIVEN_BY_OWNER = (HR, ADMINISTRATION, OWNER)
