"""Pages of a month: each form, what is hidden from whom, nothing typed lost, few statements."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.counting import MOST_STATEMENTS, counted
from tests.months.shop import DAY, HOUR, LAST_DAY, OVER, OWN, THREES, Desk, Shop, opened, rated
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.months.models import Given, SelfAssessment
from zhubo_web.policies.models import KindSetting

RATING = OVER + DAY + 9 * HOUR
SIGNING = OVER + 2 * DAY
CHOSEN = dict.fromkeys(OWN, "4")
MARKS = dict.fromkeys(THREES, "4")


def test_the_list_says_what_stands_in_the_way_and_opens_in_one_click(desk: Desk) -> None:
    early = LAST_DAY - 3 * DAY
    assert "这个月还没有下播的场次，没有人可评" in desk.get("ma", "/months", early)
    assert desk.post("ma", "/months", early) == 409
    assert "开2026 年 11 月月评" in desk.get("hong", "/months", LAST_DAY)
    assert "开2026 年" not in desk.get("chen", "/months", LAST_DAY)
    assert desk.post("lin", "/months", LAST_DAY) == 403
    assert desk.post("hong", "/months", LAST_DAY) == 303
    assert desk.post("hong", "/months", LAST_DAY) == 409
    assert "陈小满" in desk.get("hong", "/months?which=month", LAST_DAY)


def test_who_opens_late_has_as_long(desk: Desk, shop: Shop) -> None:
    late = OVER + 9 * DAY + 9 * HOUR
    assert desk.post("hong", "/months", late) == 303
    shop.clock(late + HOUR)
    with shop.at(late + HOUR):
        assert shop.one().state == "self_open"
        assert shop.one().self_by == OVER + 11 * DAY and shop.one().rate_by == OVER + 12 * DAY


def test_the_assistant_assesses_themselves_and_only_they_see_it(desk: Desk, shop: Shop) -> None:
    opened(shop)
    page = desk.get("chen", desk.page, LAST_DAY)
    assert "交自评" in page and "checked" not in page and "最满意的一个时刻" in page
    assert desk.post("chen", f"{desk.page}/self", LAST_DAY, best=0, words="稳住了一次断流") == 422
    assert "稳住了一次断流" in desk.text and "每一项都要选" in desk.text
    typed = {**CHOSEN, "best": 0, "words": "稳住了一次断流", "improve": "少抢话"}
    assert desk.post("chen", f"{desk.page}/self", LAST_DAY, **typed) == 303
    assert "稳住了一次断流" in desk.get("chen", desk.page, LAST_DAY)
    for name in ("ma", "hong", "lin", "guo", "qian"):
        assert "稳住了一次断流" not in desk.get(name, desk.page, LAST_DAY)
    assert desk.post("chen", f"{desk.page}/self", LAST_DAY, **typed) == 409


def test_a_moment_of_somebody_else_is_not_taken(desk: Desk, shop: Shop) -> None:
    opened(shop)
    assert desk.post("chen", f"{desk.page}/self", LAST_DAY, **CHOSEN, best=99) == 422


def test_raters_see_neither_each_other_nor_the_assistant(desk: Desk, shop: Shop) -> None:
    opened(shop)
    with shop.at(LAST_DAY):
        shop.one().self_submit(shop.person("chen"), SelfAssessment(OWN, "只给自己看的"))
    shop.clock(OVER + DAY + timedelta(minutes=1))
    path = f"{desk.page}/marks"
    assert desk.post("ma", path, RATING, **MARKS, act="marks", strengths="只给自己写的") == 303
    for name in ("lin", "hong"):
        page = desk.get(name, desk.page, RATING)
        assert "只给自己" not in page and "马运营 打好了" in page
        assert 'value="4" checked' not in page and "checked" in page
    assert "你打过了" in desk.get("ma", desk.page, RATING)
    assert desk.post("ma", path, RATING, **{**MARKS, "T1": "5"}, act="marks") == 303
    assert "只给自己写的" not in desk.get("chen", desk.page, RATING)


def test_a_rating_may_be_kept_half_done_and_nothing_typed_is_lost(desk: Desk, shop: Shop) -> None:
    opened(shop)
    with shop.at(LAST_DAY):
        shop.one().self_submit(shop.person("chen"), SelfAssessment(OWN))
    path = f"{desk.page}/marks"
    assert "锁数以后会先填好" in desk.get("ma", desk.page, LAST_DAY)
    assert desk.post("ma", path, LAST_DAY, T1="5", act="keep", gaps="下次早点到") == 303
    page = desk.get("ma", desk.page, LAST_DAY)
    assert page.count("checked") == 1 and "下次早点到" in page
    assert "打了一半" in desk.get("hong", desk.page, LAST_DAY)
    assert desk.post("ma", path, LAST_DAY, T1="5", gaps="下次早点到", act="marks") == 422
    assert "下次早点到" in desk.text and "每一项都要选" in desk.text
    assert desk.post("ma", path, LAST_DAY, **{**MARKS, "T1": "9"}, act="marks") == 422
    assert desk.post("ma", path, LAST_DAY, **MARKS, gaps="长" * 501, act="marks") == 422


def test_two_are_signed_in_a_row_and_the_last_signature_is_final(desk: Desk, shop: Shop) -> None:
    rated(shop)
    page = desk.get("lin", desk.page, SIGNING)
    assert "签了不能撤回" in page and "76.5" not in page
    for name in ("ma", "lin", "hong"):
        desk.get(name, desk.page, SIGNING)
        assert desk.post(name, f"{desk.page}/signatures", SIGNING, seen=1) == 303
    assert desk.post("ma", f"{desk.page}/signatures", SIGNING, seen=1) == 303
    with shop.at(SIGNING):
        assert shop.one().state == "finalised" and len(shop.one().signatures) == 3
    assert "很快给你" in desk.get("chen", desk.page, SIGNING)
    assert "现在就给本人" in desk.get("hong", desk.page, SIGNING)


def test_a_calibration_keeps_what_was_typed_and_needs_another_class(desk: Desk, shop: Shop) -> None:
    rated(shop)
    path = f"{desk.page}/calibration"
    with shop.at(SIGNING):
        found = shop.one().result()
        assert found is not None and found.raw is not None
        raw = found.raw
    assert desk.post("ma", path, SIGNING, score=str(raw + 11), reason="单场漏了一段") == 422
    assert "单场漏了一段" in desk.text and "最多上下 10 分" in desk.text
    for wrong in ("NaN", "Infinity", "abc", f"{raw}5", "1e9", ""):
        assert desk.post("ma", path, SIGNING, score=wrong, reason="单场漏了一段") == 422
    assert desk.post("ma", path, SIGNING, score=str(raw + 3), reason="单场漏了一段") == 303
    assert "等另一类的成员同意" in desk.get("ma", desk.page, SIGNING)
    assert desk.post("hong", f"{desk.page}/signatures", SIGNING) == 403
    assert desk.post("ma", f"{path}/agreement", SIGNING) == 403
    assert "单场漏了一段" in desk.get("hong", desk.page, SIGNING)
    assert desk.post("hong", f"{path}/agreement", SIGNING, seen=1) == 409
    with shop.at(SIGNING):
        seen = shop.one().version
    assert desk.post("hong", f"{path}/agreement", SIGNING, seen=seen) == 303
    page = desk.get("lin", desk.page, SIGNING)
    assert "算出来" in page and f"{raw + 3}".rstrip("0").rstrip(".") in page
    assert desk.post("lin", f"{desk.page}/signatures", SIGNING, seen=1) == 409


def test_a_missing_class_is_asked_anew_or_left_out_by_administration(
    desk: Desk, shop: Shop
) -> None:
    opened(shop)
    shop.clock(OVER + 2 * DAY + timedelta(minutes=1))
    with shop.at(OVER + 2 * DAY + HOUR):
        shop.one().rate(shop.person("ma"), Given(THREES))
    shop.clock(OVER + 3 * DAY + timedelta(minutes=1))
    when, path = OVER + 3 * DAY + HOUR, f"{desk.page}/missing"
    assert "不计这一类" in desk.get("guo", desk.page, when)
    assert "不计这一类" not in desk.get("hong", desk.page, when)
    assert desk.post("hong", path, when, member_class="hr", reason="忙", act="drop") == 403
    assert desk.post("guo", path, when, member_class="host", reason="", act="drop") == 422
    assert desk.post("guo", path, when, member_class="nobody", reason="出差", act="drop") == 422
    assert "出差" in desk.text
    assert desk.post("guo", path, when, member_class="host", reason="出差", act="drop") == 303
    with shop.at(when):
        assert shop.one().state == "escalated" and shop.one().waiting_classes == ["hr"]
    assert desk.post("guo", path, when, member_class="hr", reason="再等两天", act="again") == 303
    with shop.at(when):
        assert shop.one().state == "rating" and shop.one().rate_by > when
    assert shop.waiting("hong") == ["月评打分：%(assistant)s，%(month)s"]
    assert shop.waiting("lin") == [] == shop.waiting("ma")


def test_in_strict_the_page_leads_through_talk_signature_and_serving(
    desk: Desk, shop: Shop
) -> None:
    with shop.at(LAST_DAY - 3 * DAY):
        KindSetting.choose("month", "strict", shop.person("guo"))
    rated(shop)
    when = OVER + 3 * DAY
    assert "提“不调”" in desk.get("ma", desk.page, when) and "签字" not in desk.text
    path = f"{desk.page}/calibration"
    assert desk.post("ma", path, when, score="", reason="三类一致", act="stay") == 303
    assert desk.post("lin", f"{path}/agreement", when) == 303
    assert "打过分的人不能定稿" in desk.get("hong", desk.page, when)
    assert desk.post("hong", f"{desk.page}/signatures", when) == 403
    for name in ("guo", "qian"):
        assert "定稿" in desk.get(name, desk.page, when)
        assert desk.post(name, f"{desk.page}/signatures", when, seen=1) == 303
    assert "送达本人" in desk.get("hong", desk.page, when)
    assert desk.post("guo", f"{desk.page}/publication", when) == 403
    assert desk.post("hong", f"{desk.page}/publication", when) == 303
    assert "结果" in desk.get("chen", desk.page, when)
    with shop.at(when):
        shop.one().interview_held(SYSTEM)
    assert "知悉" in desk.get("chen", desk.page, when)
    assert desk.post("hong", f"{desk.page}/acknowledgement", when) == 403
    assert desk.post("chen", f"{desk.page}/acknowledgement", when) == 303
    assert desk.post("chen", f"{desk.page}/acknowledgement", when) == 409


def test_the_post_is_the_leads_until_figures_freeze(desk: Desk, shop: Shop) -> None:
    opened(shop)
    path = f"{desk.page}/post"
    assert "锁数以前可以改" in desk.get("ma", desk.page, LAST_DAY)
    assert desk.post("hong", path, LAST_DAY, post="desk") == 403
    assert desk.post("ma", path, LAST_DAY, post="boss") == 422
    assert desk.post("ma", path, LAST_DAY, post="desk") == 303
    assert "中控" in desk.get("ma", desk.page, LAST_DAY)
    shop.clock(OVER + DAY + timedelta(minutes=1))
    assert desk.post("ma", path, RATING, post="camera") == 409
    with shop.at(RATING):
        assert shop.one().facts["post"] == "desk"


@pytest.mark.parametrize("name", ["li", "he", "wu", "dai", "sun"])
def test_who_has_nothing_to_do_with_it_does_not_find_it(desk: Desk, shop: Shop, name: str) -> None:
    opened(shop)
    assert desk.get(name, desk.page, LAST_DAY, 404)
    for what in ("self", "marks", "missing", "calibration", "signatures", "publication", "post"):
        assert desk.post(name, f"{desk.page}/{what}", LAST_DAY) == 404


def test_pages_ask_the_database_few_times(desk: Desk, shop: Shop) -> None:
    def asks(name: str, path: str, moment: object) -> int:
        desk.get(name, path, moment)  # type: ignore[arg-type]
        with counted(shop.app) as statements:
            desk.get(name, path, moment)  # type: ignore[arg-type]
        return len(statements)

    opened(shop)
    found = {"self": asks("chen", desk.page, LAST_DAY)}
    shop.clock(OVER + 2 * DAY + timedelta(minutes=1))
    for name in ("ma", "hong", "lin", "guo"):
        found[f"{name} rates"] = asks(name, desk.page, OVER + 2 * DAY + HOUR)
    with shop.at(OVER + 2 * DAY + 2 * HOUR):
        for name in ("ma", "lin", "hong"):
            shop.one().rate(shop.person(name), Given(THREES))
    for name in ("ma", "hong", "lin", "guo", "chen"):
        found[f"{name} signs"] = asks(name, desk.page, OVER + 3 * DAY)
        found[f"{name} lists"] = asks(name, "/months", OVER + 3 * DAY)
        found[f"{name} tracks"] = asks(name, "/months?which=month", OVER + 3 * DAY)
    assert {name: many for name, many in found.items() if many > MOST_STATEMENTS} == {}
