"""A made-up interview, in English: nodes, judgements with quotes, PsyCoT trace, outcome."""

from kernel.events import Language
from kernel.records import Recorded
from tests.channels.transcript.stories import Story

ANSWERS = (
    (
        "depression.mood_now",
        "It has been grey for weeks. Most of the day, nearly every day since May.",
        "Most of the day, nearly every day",
        "yes",
        0.94,
        "Over the past two weeks, have you felt low, empty or without hope for most of the day?",
    ),
    (
        "depression.interest_now",
        "I used to run. I have not put the shoes on once, I just do not see the point.",
        "I just do not see the point",
        "yes",
        0.88,
        "And things that you usually enjoy: have you lost interest in them, nearly every day?",
    ),
    (
        "depression.appetite_now",
        "A bit less maybe, I am not sure.",
        "A bit less maybe",
        "uncertain",
        0.41,
        "Has your appetite been clearly smaller or bigger than usual?",
    ),
    (
        "depression.sleep_now",
        "I wake at four and lie there until the alarm. Every night.",
        "I wake at four and lie there until the alarm",
        "yes",
        0.97,
        "How has your sleep been, nearly every night?",
    ),
    (
        "depression.energy_now",
        "Tired all day. Even the stairs.",
        "Tired all day",
        "yes",
        0.95,
        "And your energy?",
    ),
    (
        "depression.guilt_now",
        "I keep telling myself that I let everybody down.",
        "I let everybody down",
        "yes",
        0.9,
        "Have you felt worthless, or guilty about things, nearly every day?",
    ),
    (
        "depression.impairment_now",
        "I have missed three days of work and stopped answering my sister.",
        "missed three days of work",
        "yes",
        0.96,
        "How have these weeks touched your work and the people around you?",
    ),
)
CRITERIA = (
    (
        "core_now",
        "met",
        "Low mood or loss of interest",
        (1, 2),
        "2 of at least 1",
    ),
    ("sleep_now", "met", "Too little or too much sleep", (4,), "1 of at least 1"),
    ("appetite_now", "unknown", "Clear change in appetite or weight", (3,), "0 of at least 1"),
    ("guilt_now", "met", "Worthlessness or excessive guilt", (6,), "1 of at least 1"),
    ("impairment_now", "met", "Clear distress or impairment", (7,), "1 of at least 1"),
)


def interview() -> list[Recorded]:
    story = Story("interview", Language.EN)
    story.opens(
        "You are talking to a computer program, not a person. It cannot make a diagnosis.",
        "Hello. I would like to ask about the past weeks, one question at a time. "
        "How has your mood been?",
    )
    for n, (node, heard, quote, status, sure, _) in enumerate(ANSWERS):
        story.hears(heard)
        clear = status == "yes"
        story.remarks(
            "judgment", node=node, status=status, quote=quote, confidence=sure, by="both",
            window="satisfied" if clear else "unclear", impairment="not_required",
            follow_up=not clear, turn=n + 1,
        )  # fmt: skip
        story.keeps(**{f"interview__answer__{node.replace('.', '__')}": (status, quote)})
        if n + 1 < len(ANSWERS):
            asks(story, *ANSWERS[n + 1], decision="ASK_NODE" if clear else "CLARIFY")
        else:
            finds(story)
        story.ends()
    story.closes()
    return story.entries


def asks(
    story: Story, node: str, _h: str, _q: str, _s: str, _c: float, question: str, *, decision: str
) -> None:
    why = "mood_now is yes; the next node of the module"
    story.remarks("transition", decision=decision, to=node, why=why)
    story.goes(node, why)
    story.says(
        ("That sounds hard to carry.", "empathize"),
        (question, "probe"),
    )


def finds(story: Story) -> None:
    for criterion, status, text, turns, total in CRITERIA:
        story.remarks(
            "psycot", module="depression", criterion=criterion, criterion_text=text, status=status,
            nodes=tuple(ANSWERS[turn - 1][0].partition(".")[2] for turn in turns),
            turns=tuple(map(str, turns)), quotes=tuple(ANSWERS[turn - 1][2] for turn in turns),
            window_ok=status == "met", sum=total, confidence=0.9 if status == "met" else 0.41,
        )  # fmt: skip
    story.remarks(
        "outcome", module="depression", outcome="current_episode", screen="positive",
        confidence=0.9, complete=True, met=("core_now", "five_now", "impairment_now"),
        open=("cause_now",),
    )  # fmt: skip
    story.remarks(
        "outcome", module="suicidality", outcome="level", level="none", points=0, complete=True
    )
    story.goes("end", "every module has ended")
    story.says(
        ("Thank you for going through all of this with me.", "empathize"),
        ("This was a screening, not a diagnosis.", "explain"),
        ("What you told me is worth taking to a doctor or a counsellor.", "explain"),
    )
