"""A made-up session of the restructuring bot, in Chinese: steps, channels, strategies, beliefs."""

from kernel.events import Language, Outcome
from kernel.records import Recorded
from kernel.verdicts import Allow, Risk
from tests.channels.transcript.stories import DANGER, RUDE, Story

ASKS, TAKES_UP, FEELS, AFFIRMS, INFORMS, NEGOTIATES, SUGGESTS = (
    "question",
    "restatement",
    "reflection_of_feelings",
    "affirmation_and_reassurance",
    "information",
    "negotiate",
    "providing_suggestions",
)


def restructuring() -> list[Recorded]:
    story = Story("restructuring", Language.ZH)
    story.opens(
        "和你说话的是一个电脑程序，不是真人。它不能下诊断，也不能处理紧急情况。",
        "你好。最近有没有哪一件事，一想起来心里就不好受？",
    )
    identification(story)
    first_channel(story)
    trouble(story)
    second_channel(story)
    story.closes()
    return story.entries


def identification(story: Story) -> None:
    story.hears(
        "上周组会我讲到一半卡住了，导师皱了下眉，我当时就觉得，完了，他们都看出来我是混进来的。"
    )
    story.goes("automatic_thoughts", "start")
    story.remarks(
        "judgement", target="situation", quote="上周组会我讲到一半卡住了", by="both",
        stage="identification", step="automatic_thoughts", loop=0,
    )  # fmt: skip
    story.remarks(
        "judgement", target="thought", quote="他们都看出来我是混进来的", by="both",
        stage="identification", step="automatic_thoughts", loop=0,
    )  # fmt: skip
    story.keeps(
        restructuring__turns=1,
        restructuring__asked=("thought", "feeling"),
        restructuring__feeling="",
        restructuring__fact__thought="他们都看出来我是混进来的",
    )
    story.says(
        ("讲到一半卡住，又看见导师皱眉。", TAKES_UP),
        ("那一刻冒出“我是混进来的”，大概很难受。", FEELS),
        ("当时身体上和心里，是什么感觉？", ASKS),
    )
    story.remarks(
        "step", stage="identification", step="automatic_thoughts", loop=0, asking="feeling"
    )
    story.ends()
    story.hears(
        "脸发烫，想找个地缝钻进去。要是连组会都讲不好，那我根本就不配读这个博士。", seconds=52
    )
    story.remarks(
        "judgement", target="rule", quote="要是连组会都讲不好，那我根本就不配读这个博士",
        by="model", stage="identification", step="intermediate_beliefs", loop=0, confidence=0.86,
    )  # fmt: skip
    story.goes("intermediate_beliefs", "evidence")
    story.goes("core_beliefs", "evidence")
    story.keeps(
        restructuring__channels=("mind_reading", "all_or_nothing"), restructuring__channel=1
    )
    story.says(
        ("脸发烫，想躲起来。", TAKES_UP),
        ("你话里有一条线：讲不好一次，就等于不配。", INFORMS),
        ("如果它是真的，那说明你是个什么样的人呢？", ASKS),
    )
    story.ends()


def first_channel(story: Story) -> None:
    story.hears("说明我就是不行，骗了所有人。我大概有八成信吧。")
    story.goes("defense", "evidence")
    story.remarks(
        "judgement", target="before", quote="我大概有八成信吧", value=80, by="rules",
        stage="restructuring", step="defense", channel=1, distortion="mind_reading", round=1,
        loop=0,
    )  # fmt: skip
    story.keeps(restructuring__fact__channel1__before=80)
    story.says(
        ("谢谢你肯说得这么直接。", AFFIRMS),
        ("我们先替这个想法说话：有哪些看得见、查得到的事，支持“他们都看出来我是混进来的”？", ASKS),
    )
    story.ends()
    story.hears("导师皱眉了。后来有个师兄没跟我打招呼。别的……好像也没什么。")
    story.goes("prosecution", "evidence")
    story.remarks(
        "judgement", target="for", quote="导师皱眉了。后来有个师兄没跟我打招呼", by="both",
        stage="restructuring", step="defense", channel=1, distortion="mind_reading", round=1,
        loop=0,
    )  # fmt: skip
    story.says(
        ("两件：皱眉，和没打招呼。", TAKES_UP),
        ("那有没有什么事，和“他们都看出来了”对不上？", ASKS),
    )
    story.ends()
    story.hears(
        "其实会后导师还让我把那张图发给他，说思路挺有意思。要我现在说，信三成半吧。", seconds=61
    )
    story.goes("verdict", "evidence")
    story.remarks(
        "judgement", target="after", quote="信三成半吧", value=35, by="rules",
        stage="restructuring", step="verdict", channel=1, distortion="mind_reading", round=1,
        loop=0,
    )  # fmt: skip
    story.remarks(
        "channel", channel=1, distortion="mind_reading", loop=0, round=1, outcome="restructured",
        thought="他们都看出来我是混进来的",
        balanced="一次卡壳，说明不了他们怎么看我；导师还要了我的图",
        before=80, after=35,
    )  # fmt: skip
    story.goes("continuation", "verdict:restructured")
    story.says(
        ("从八成到三成半，是你自己找到的那张图带来的。", AFFIRMS),
        ("还有一个念头：“讲不好一次就不配读博”。", TAKES_UP),
        ("愿意接着看它吗，还是今天先到这里？", NEGOTIATES),
    )
    story.ends()


def trouble(story: Story) -> None:
    story.hears("你们这种破程序都是××编的", RUDE)
    story.refused("这句话没有转给机器人。你没有做错什么，可以换个说法再说一次。")
    story.hears(
        "有时候我真觉得，活着没意思，不想活了。", Allow(labels=("past",), score=0.2), DANGER
    )
    story.alarm(
        Risk.MODERATE,
        "谢谢你把这句话说出来。现在先不谈别的。你可以拨打 12356，那里整天都有人接听。",
    )
    story.eased("好，谢谢你告诉我。电话可以留着，随时能打。想接着聊，我还在。")


def second_channel(story: Story) -> None:
    story.hears("接着看吧。讲不好一次就不配，我信七十分。")
    story.goes("defense", "continuation:next_channel")
    story.keeps(restructuring__channel=2, restructuring__fact__channel2__before=70)
    story.says(
        ("好，慢慢来。", AFFIRMS),
        ("支持它的事实有哪些？", ASKS),
        ("如果一时想不到，可以从最近一次讲得还行的时候找起。", SUGGESTS),
    )
    story.ends()
    story.hears("想不出来了，先放着吧。")
    story.remarks(
        "channel", channel=2, distortion="all_or_nothing", loop=0, round=1, outcome="set_aside",
        thought="讲不好一次就不配读博", before=70,
    )  # fmt: skip
    story.goes("summary", "asked:end")
    story.remarks("moon_phase", phase="waxing", tide=0.25, of=("a", "b"))
    story.says(
        ("今天你把两个想法摆到了桌面上，其中一个，你自己松开了一些。", TAKES_UP),
        ("另一个先放着，也是一种决定。", AFFIRMS),
    )
    story.ends(Outcome.ANSWERED)
