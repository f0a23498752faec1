"""The three settings 省事 · 标准 · 严谨 of each kind of object, and what makes a matter rise. Pure.

A matter rises to 严谨 by itself where much is at stake, and never falls back inside a case.
"""

from __future__ import annotations

from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT

SETTINGS = (LIGHT, STANDARD, STRICT)
SETTING_NAMES = {LIGHT: N_("省事"), STANDARD: N_("标准"), STRICT: N_("严谨")}
#: Kind of object → its name, and what each setting means for the people who work with it.
KINDS = {
    "plan": N_("周工作计划"),
    "broadcast": N_("播前检查、开播和下播"),
    "notes": N_("下播后的跟播记录"),
    "summary": N_("下播小结"),
    "evaluation": N_("单场评分"),
    "host_rating": N_("主播评助播"),
    "month": N_("月评"),
    "appeal": N_("申请复核"),
}
MEANINGS = {
    "plan": (
        N_("一周一句话，商品跟着排期走；没有红色提醒就自动通过"),
        N_("每场选两项、写一句；一点就通过，24 小时没审先按计划播"),
        N_("每场写全互动、重点和依据，逐条审"),
    ),
    "broadcast": (
        N_("一个人点“同上场”；到点自动开播和下播"),
        N_(
            "一点“同上场”，只问新商品和新人，另一个人签到时用手机一起点；到点自动开播，24 小时内可更正"
        ),
        N_("全部项目、两个人签，开播前 30 分钟；开播下播都由人来点"),
    ),
    "notes": (
        N_("和小结一起公布"),
        N_("在小结里一点“全部看过”，有出入的逐条说"),
        N_("逐条确认"),
    ),
    "summary": (
        N_("一句话加几个标签"),
        N_("三栏加标签，一分钟写完；同一天的几场可以合写"),
        N_("六个部分写全"),
    ),
    "evaluation": (
        N_("正常、亮点、有问题，选一个"),
        N_("四个维度先填好，“正常”一点就行；第二天下午两点自动公布"),
        N_("12 项逐项评，两个人看过才公布"),
    ),
    "host_rating": (
        N_("一周点一次"),
        N_("每场“谢谢TA”或“有问题”，一周五次"),
        N_("每场五项"),
    ),
    "month": (
        N_("由运营主管和人力资源打分、会签，就定稿"),
        N_("三类成员各打五个先填好的分，会签就定稿；D 级按严谨来办"),
        N_("先会商再签，由没有打分的人力资源和行政定稿，按工作日算"),
    ),
    "appeal": (
        N_("由没参与的一个人快速复核"),
        N_("先快速复核，三天出结果；不满意再由复核小组来看"),
        N_("直接由两人以上的复核小组来看"),
    ),
}
#: Why a single matter rises to 严谨; kept with it. Money, sanctions and rectification join with what
#: decides about them.
REASONS = {
    "extreme": N_("有 1、2 或 5 分，要写依据、由第二人看过"),
    "red_line": N_("涉及红线"),
    "probation": N_("关系到试用期"),
    "dispute": N_("当事人有异议"),
    "grade_d": N_("关系到 D 级"),
    "asked": N_("有人要求按严谨来办"),
}
