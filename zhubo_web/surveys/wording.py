"""What sources, sorts, chips and reasons of feedback are called; message ids by key. Pure."""

from __future__ import annotations

from zhubo_web.core.marking import N_

#: Where feedback comes from.
SOURCES = {
    "host_rating": N_("本场主播"),
    "relayed": N_("跟播转述"),
    "complaint": N_("投诉"),
    "service": N_("客服"),
    "fan_group": N_("粉丝群"),
    "on_screen": N_("公屏打分"),
    "review": N_("商品评价"),
    "platform": N_("平台"),
}
#: What people write in by hand; the others come by themselves.
ENTERED = ("complaint", "service", "fan_group", "on_screen", "review", "platform")
#: Where viewers give a score of 1 to 5.
SCORED = ("on_screen", "review")
SORTS = {"praise": N_("表扬"), "complaint": N_("不满")}
#: What a host's 有问题 is about.
CHIPS = {
    "rhythm": N_("节奏没跟上"),
    "display": N_("展示没配合好"),
    "cover": N_("没补位"),
    "talk": N_("沟通不顺"),
    "other": N_("别的"),
}
#: What a host rates from 1 to 5 in the strict setting.
ITEMS = {
    "rhythm": N_("节奏配合"),
    "display": N_("展示配合"),
    "cover": N_("补位"),
    "talk": N_("沟通"),
}
#: Why feedback is put on an assistant, in one tap.
REASONS_FOR = {
    "duty": N_("说的是TA当时负责的事"),
    "alone": N_("当时只有TA一位助播"),
    "replayed": N_("看过回放，是TA"),
}
#: Why it is not the assistant's.
REASONS_AGAINST = {
    "host": N_("说的是主播"),
    "operations": N_("商品、价格或物流"),
    "device": N_("设备或网络"),
    "unclear": N_("分不清是谁"),
}
#: Why something happened by itself, or is opened again.
REASONS_OTHER = {
    "named": N_("主播点名"),
    "retracted": N_("转述的人撤回了"),
    "slip": N_("点错了"),
    "not_me": N_("本人说不是自己"),
    "same": N_("同一件事"),
}
REASONS = {**REASONS_FOR, **REASONS_AGAINST, **REASONS_OTHER}
#: What somebody decided about whose it is.
VERBS = {
    "attribute": N_("归到TA"),
    "clear": N_("不是TA"),
    "retract": N_("撤回"),
    "merge": N_("重复"),
    "reopen": N_("重新核对"),
    "undo": N_("撤销"),
    "overrule": N_("按复核决定不算"),
}
