"""Which questions ask the same. Made-up ones; real pairs are measured by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zhubo_web.audience.cutting import Cutter
from zhubo_web.audience.likeness import Gist, alike, first_known, gist, likeness
from zhubo_web.audience.replying import reply

SAME = [
    ("多少钱", "这款多少钱啊"), ("多少钱", "多少米"), ("多少钱", "什么价"), ("怎么卖", "价格多少"),
    ("咋买", "怎么下单"), ("在哪里买", "怎么拍"), ("几号链接", "链接是几号"), ("哪个链接", "几号链接啊"),
    ("160 100斤穿啥", "165高120斤穿什么码"), ("身高158体重95斤选s还是m", "160 100斤穿啥码"),
    ("什么时候发货", "多久发货"), ("有没有黑色", "有黑色吗"), ("有黑色吗", "黑色有吗"),
    ("能机洗吗", "可以机洗不"), ("能不能机洗", "能机洗么"), ("会起球吗", "起球吗[捂脸]"),
    ("包邮吗", "包邮不"), ("孕妇能用吗", "孕妇可以用吗？"), ("有运费险吗", "运费险有没有"),
    ("三号链接多少钱", "3号链接多少钱啊"), ("有M码吗", "Ｍ码还有吗"), ("能机洗吗", "这件羊毛衫能机洗吗"),
]  # fmt: skip
OTHER = [
    ("有黑色吗", "有白色吗"), ("3号链接多少钱", "5号链接多少钱"), ("发新疆吗", "发西藏吗"),
    ("有M码吗", "有L码吗"), ("能机洗吗", "能手洗吗"), ("多少钱", "几号链接"), ("有大码吗", "有小码吗"),
    ("孕妇能用吗", "小孩能用吗"), ("会起球吗", "会掉色吗"), ("早上能用吗", "晚上能用吗"),
    ("怎么买", "怎么用"), ("精华多少钱", "面霜多少钱"), ("羊毛衫怎么洗", "羊毛衫呢"),
    ("有赠品吗", "有现货吗"), ("今天几点下播", "明天几点下播"),
]  # fmt: skip


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Cutter:
    return Cutter(tmp_path_factory.mktemp("words"))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_asked_in_other_words_is_one_question(cut: Cutter, one: str, other: str) -> None:
    assert alike(gist(one, cut), gist(other, cut))
    assert alike(gist(other, cut), gist(one, cut))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_has_another_answer_is_another_question(cut: Cutter, one: str, other: str) -> None:
    assert not alike(gist(one, cut), gist(other, cut))
    assert not alike(gist(one), gist(other))


def test_likeness_says_by_what(cut: Cutter) -> None:
    def by(one: str, other: str) -> str | None:
        return likeness(gist(one, cut), gist(other, cut))

    assert by("能机洗吗", "能机洗不") == "equal"
    assert by("有黑色吗", "黑色有吗") == "words"
    assert by("能机洗吗", "这件羊毛衫能机洗吗") == "adds"
    assert by("能机洗吗", "发什么快递") is None


def test_a_question_finds_the_one_that_a_card_answers(cut: Cutter) -> None:
    known = ["起球吗", "能机洗吗", "发什么快递"]
    assert first_known("请问可以机洗不[捂脸]", known, cut) == 1
    assert first_known("送不送赠品", known, cut) is None


def test_an_empty_text_is_like_nothing_else() -> None:
    assert gist("[捂脸]") == Gist("", (), frozenset())
    assert not alike(gist("[捂脸]"), gist("多少钱"))


def test_the_dictionarys_cache_lies_in_the_folder_it_was_given(tmp_path: Path) -> None:
    cut = Cutter(tmp_path)
    assert cut("这款羊毛衫") == cut("这款羊毛衫")
    assert [one.name for one in tmp_path.iterdir()] == ["words.cache"]


def test_a_web_process_does_not_load_the_dictionary() -> None:
    told = "import sys, zhubo_web.running"
    told += "; import zhubo_web.audience.views, zhubo_web.audience.jobs, zhubo_web.audience.live"
    told += "; sys.exit('jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told]).returncode == 0


@pytest.mark.parametrize(
    ("asked", "said", "rule"),
    [
        ("能机洗吗", "可以机洗的，装洗衣袋", "card"),
        ("能机洗吗", "机洗没问题哈", "words"),
        ("发新疆吗", "新疆也包邮的亲", "kind"),
        ("多少钱", "到手价129元", "kind"),
        ("160 100斤穿啥码", "亲，穿M码", "kind"),
        ("几号链接", "在3号链接哦", "kind"),
        ("什么时候发货", "48小时内发出", "kind"),
        ("有黑色吗", "黑色有的", "words"),
    ],
)
def test_the_accounts_comment_answers_what_it_fits(
    cut: Cutter, asked: str, said: str, rule: str
) -> None:
    card = "可以机洗，装洗衣袋，水温不过 30 度" if asked == "能机洗吗" else None
    assert reply(said, gist(asked, cut), card, cut) == rule


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("能机洗吗", "欢迎新来的宝宝"),
        ("有黑色吗", "白色还有的"),
        ("多少钱", "点点关注不迷路"),
        ("3号链接有货吗", "5号链接有货"),
        ("能机洗吗", "大家觉得能机洗吗？"),
        ("什么时候发货", "今天的福袋已经发了"),
        ("有黑色吗", "1"),
    ],
)
def test_other_comments_of_the_account_answer_nothing(cut: Cutter, asked: str, said: str) -> None:
    assert reply(said, gist(asked, cut), None, cut) is None
