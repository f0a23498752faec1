"""The made-up month in ten steps, each with whom to be and the page to open: ten minutes to walk."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models import Appeal
from zhubo_web.core.i18n import _
from zhubo_web.extensions import db
from zhubo_web.handover.models import Package
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.talks.models import Talk


@dataclass(frozen=True)
class Step:
    """One page to open: as whom, where, what to look at."""

    who: str
    href: str
    title: str
    about: str


def steps() -> list[Step]:
    """The chain from the tracker to HR, in its order; nothing where no month was told."""
    query = select(MonthlyEvaluation).join(Person, Person.id == MonthlyEvaluation.assistant_id)
    chen = db.session.scalar(query.where(Person.username == "chen"))
    if chen is None:
        return []
    appeal = db.session.scalars(
        select(Appeal).where(Appeal.assistant_id == chen.assistant_id)
    ).one()
    talk = Talk.of(chen)
    assert talk is not None
    return [*_until_the_report(chen), *_after(chen, talk, appeal)]


def _until_the_report(chen: MonthlyEvaluation) -> list[Step]:
    return [
        Step("ma", url_for("months.index", which="month", month=chen.month.name),
             _("月评走到哪"), _("两个人的自评、三类打分、会签，谁在等谁。")),
        Step("chen", url_for("months.report", evaluation_id=chen.id, version=1),
             _("第一版报告：A"), _("从总分点到一项、一场、那一秒；红线那一场封顶 59。")),
        Step("chen", url_for("months.report", evaluation_id=chen.id),
             _("第二版报告：S"), _("复核成立以后，每个跟着变的数都重算了，原来的留着。")),
        Step("chen", url_for("months.sheet", evaluation_id=chen.id),
             _("打印的样子"), _("两页 A4，带校验码和签字栏。")),
    ]  # fmt: skip


def _after(chen: MonthlyEvaluation, talk: Talk, appeal: Appeal) -> list[Step]:
    first = db.session.scalars(select(Package).order_by(Package.number)).all()
    return [
        Step("chen", url_for("talks.show", talk_id=talk.id),
             _("一对一面谈"), _("双方约定的事，助播自己的话原样留着。")),
        Step("chen", url_for("appeals.show", appeal_id=appeal.id),
             _("申请复核：成立"), _("那一条记录、没有参与的人、理由、改了哪些数。")),
        Step("li", url_for("appeals.index"),
             _("申请复核：维持"), _("另一个人的申请没有成立，理由写在里面。")),
        Step("hong", url_for("handover.show", package_id=first[0].id),
             _("交给人力的月度包"), _("复核中的按系数 1.0，不算最终结果。")),
        Step("hong", url_for("handover.show", package_id=first[-1].id),
             _("编号的更正"), _("定下来以后出更正，划掉的是上一次交的。")),
        Step("he", url_for("dashboards.principles", month=chen.month.name),
             _("四项原则"), _("主管自己的按时率也在这里，全体员工都能看。")),
    ]  # fmt: skip
