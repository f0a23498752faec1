"""Ten emergency cards a shop starts with: three steps, whom to call, one sentence to say.

One key shows a card on the overlay; the rubric of 应急处理能力 refers to them. The sentence is said
to viewers: it states what happens, promises nothing and leads nobody off the platform.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EmergencyCard:
    """What to do when something goes wrong on air; `call` is a role, never a name."""

    code: str
    title_zh: str
    title_en: str
    steps_zh: tuple[str, str, str]
    steps_en: tuple[str, str, str]
    call: str
    say_zh: str
    say_en: str


def _card(code: str, call: str, zh: str, en: str) -> EmergencyCard:
    """Read one card: title, three steps and the sentence, a line each, in both languages."""
    title_zh, *steps_zh, say_zh = (line.strip() for line in zh.strip().splitlines())
    title_en, *steps_en, say_en = (line.strip() for line in en.strip().splitlines())
    first_zh, second_zh, third_zh = steps_zh
    first_en, second_en, third_en = steps_en
    return EmergencyCard(
        code,
        title_zh,
        title_en,
        (first_zh, second_zh, third_zh),
        (first_en, second_en, third_en),
        call,
        say_zh,
        say_en,
    )


EMERGENCIES: tuple[EmergencyCard, ...] = (
    _card(
        "E-stream",
        "operations_lead",
        """断流
        看推流软件，记下断开的时间
        切备用网络，重新推流
        恢复后从当前商品重新讲价格
        刚才画面断了一下，现在恢复了，价格我再说一遍。""",
        """Stream lost
        Look at the streaming software, note the time
        Switch to the spare network, stream again
        When back, repeat the price of the current product
        The picture was lost for a moment; we are back, let me repeat the price.""",
    ),
    _card(
        "E-warning",
        "operations_lead",
        """平台违规弹窗
        停讲当前内容，弹窗先不关
        截图并按“呼叫运营”
        按提示更正，换下一品
        刚才有一处没说准，现在更正，以商品页面为准。""",
        """Platform warning
        Stop the current talk, keep the warning open
        Take a screenshot, press “Call operations”
        Correct as told, go to the next product
        Something was not put exactly; here is the correction, the product page holds.""",
    ),
    _card(
        "E-price",
        "operations_lead",
        """价格设错
        先下链接，暂停讲价
        核对后台价和卡片价
        改好再上，口播更正
        这款价格在核对，链接先下，核好马上说。""",
        """Price set wrongly
        Take the link down, stop quoting
        Compare the back office with the card
        Put it right, then up again, and correct on air
        We are checking this price; the link is down, you will hear it soon.""",
    ),
    _card(
        "E-oversold",
        "operations_lead",
        """超卖
        先下链接，停止报名额
        核对库存和已付订单
        说明怎么处理，转客服登记
        这款库存在核对，已付款的朋友客服会逐个联系。""",
        """Oversold
        Take the link down, stop quoting stock
        Compare stock with paid orders
        Say what happens next, hand over to customer service
        We are checking stock; customer service will contact everyone who has paid.""",
    ),
    _card(
        "E-link",
        "operations_lead",
        """链接失效
        重新弹一次链接
        不行就换备用链接
        用小号点一遍确认能下单
        链接在刷新，请稍等，弹出来再点。""",
        """Link broken
        Show the link once more
        If that fails, use the spare link
        Try an order from a test account
        The link is being refreshed; please wait until it shows again.""",
    ),
    _card(
        "E-silent",
        "operations_lead",
        """没声音
        看话筒开关、电量和混音
        换备用话筒
        请公屏确认，再讲一遍重点
        声音刚才断了，听得到的打个 1，重点我再讲一遍。""",
        """No sound
        Check microphone, battery and mixer
        Take the spare microphone
        Ask viewers to confirm, repeat the main points
        The sound was gone; type 1 if you hear me, I will repeat the main points.""",
    ),
    _card(
        "E-trouble",
        "operations_lead",
        """恶意带节奏
        先不争辩，照常讲品
        截图，按规则禁言刷屏账号
        真问题当面答，答不了转客服
        有问题的朋友请联系客服，我们继续看这一款。""",
        """Stirring up trouble
        Do not argue, go on with the product
        Take a screenshot, mute spamming accounts by the rules
        Answer real questions; hand over what you cannot answer
        If something is wrong, please contact customer service; let us go on with this one.""",
    ),
    _card(
        "E-unwell",
        "operations_lead",
        """身体不适
        马上停下，坐到镜头外
        主播或同事接上当前商品
        严重的打 120，有人陪着
        同事先休息一下，下面由我来介绍。""",
        """Feeling unwell
        Stop at once, sit down off camera
        The host or a colleague takes over the product
        If serious call 120, someone stays
        My colleague is taking a rest; I will go on from here.""",
    ),
    _card(
        "E-efficacy",
        "operations_lead",
        """口误功效词
        60 秒内当场更正
        换成商品页面写明的说法
        同类话术后面都不再说
        更正一下：这是普通商品，没有治疗作用，以页面说明为准。""",
        """Efficacy word by mistake
        Correct it on air within 60 seconds
        Use the words of the product page
        Leave that line out from now on
        A correction: this is an ordinary product with no medical effect; see its page.""",
    ),
    _card(
        "E-power",
        "administration",
        """停电断网
        手机热点和备用电源先顶上
        用手机登录账号，发一句说明
        十分钟恢复不了，报运营停播
        现场网络出了问题，正在恢复，没下单的朋友先别着急。""",
        """Power or network cut
        Use a phone's hotspot and the spare battery
        Sign in by phone and say what happens
        If it lasts ten minutes, tell operations and stop
        The network here is down and being restored; no need to hurry with your order.""",
    ),
)

BY_CODE: dict[str, EmergencyCard] = {card.code: card for card in EMERGENCIES}
