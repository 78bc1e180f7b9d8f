"""The published form in all its variants is read; nothing else is ever "safe"."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import ModelRubbish
from safety.multimodal.taxonomy import Category
from safety.multimodal.tier2.parser import Judgement, Parser

PARSER = Parser.load()
WHY = "1. **Look at both**:\n   - **Text:** harmless.\n2. **Together**: [see above] it hurts."


def parsed(output: str) -> tuple[bool, Category | None]:
    judgement = PARSER.parse(output)
    return judgement.safe, judgement.risk


@pytest.mark.parametrize(
    "output",
    [
        "\\[Analysis]{why}\n\\[Answer]unsafe\n[Risk Type]Offensive",
        "[Analysis]{why}\n[Answer]unsafe\n[Risk Type]Offensive\n",
        "\\[Analysis] {why} \\[Answer] unsafe [Risk Type] Offensive",
        "**[Analysis]** {why}\n**[Answer]** **unsafe**\n**[Risk Type]** **Offensive**",
        "[Analysis]: {why}\n[Answer]: Unsafe.\n[Risk Type]: Offensiveness.",
        "【Analysis】{why}\n【Answer】：unsafe\n【Risk Type】：offensive",
        "\\[Analysis\\]{why}\n\\[Answer\\]UNSAFE\n\\[Risk Type\\]1. Offensive",
        "[Answer]unsafe\n[Risk Type]Offensive\n[Analysis]{why}",
        "### [Analysis]\n{why}\n### [Answer]\nunsafe\n### [Risk Types]\n`Offensive`",
        "\\[Answer]unsafe\n[risk_type]Offensive",
    ],
)
def test_the_published_form_and_its_variants(output: str) -> None:
    assert parsed(output.replace("{why}", WHY)) == (False, Category.OFFENSIVE)


@pytest.mark.parametrize(
    ("spelling", "category"),
    [
        ("Discrimination_and_Stereotyping", Category.DISCRIMINATION),
        ("Physical Harm", Category.PHYSICAL_HARM),
        ("Illegal Activities", Category.ILLEGAL),
        ("violate morality", Category.MORALITY),
        ("Privacy_and_Property_Damage", Category.PRIVACY),
        ("Misinformation", Category.MISINFORMATION),
        ("something new", None),
        ("none", None),
    ],
)
def test_risks_by_label_and_by_the_prompts_spelling(
    spelling: str, category: Category | None
) -> None:
    assert parsed(f"\\[Answer]unsafe\n[Risk Type]{spelling}") == (False, category)


@pytest.mark.parametrize(
    "risk", ["", "\n[Risk Type]none", "\n[Risk Type]None.", "\n[Risk Type]N/A"]
)
def test_safe_is_said_plainly(risk: str) -> None:
    assert PARSER.parse(f"\\[Analysis]{WHY}\n\\[Answer]safe{risk}") == Judgement(
        safe=True, risk=None, analysis=WHY
    )


@pytest.mark.parametrize(
    "output",
    [
        "",
        "safe",
        "The content is safe.",
        "Answer: safe",
        "[Answer]",
        "[Answer]safe or unsafe",
        "[Answer]safe|unsafe",
        "[Answer]not safe",
        "[Answer]probably safe",
        "[Answer]safe, but only if nobody is hurt",
        "[Answer]safe\n[Risk Type]Offensive",
        "[Answer]safe\n[Answer]unsafe",
        "[Analysis]it is [Answer]safe\n[Answer]unsafe",
        "[Analysis]a long analysis that was cut off before its ans",
        "[Risk Type]none",
        "safe[Answer]",
        "[Answer]saf",
        "[Risk Type]none\nOffensive\n[Answer]safe",
        '{"answer": "safe"}',
        "[Answer]安全",
    ],
)
def test_everything_else_is_rubbish(output: str) -> None:
    with pytest.raises(ModelRubbish):
        PARSER.parse(output)


@given(st.text(max_size=200))
def test_no_text_of_chance_is_safe(output: str) -> None:
    with pytest.raises(ModelRubbish):
        PARSER.parse(output)


@given(
    st.lists(
        st.sampled_from(
            [
                "[Answer]",
                "\\[Answer]",
                "safe",
                "unsafe",
                "[Risk Type]",
                "none",
                "Offensive",
                "\n",
                " x ",
            ]
        ),
        max_size=9,
    )
)
def test_safe_needs_one_clear_answer(parts: list[str]) -> None:
    """Whatever pieces are thrown together: safe is said only where nothing denies it."""
    output = "".join(parts)
    try:
        judgement = PARSER.parse(output)
    except ModelRubbish:
        return
    if judgement.safe:
        form = output[output.index("[") :]  # what stands before it is as free as an analysis
        assert "unsafe" not in form
        assert "Offensive" not in form


def test_a_judge_that_answers_first_is_left_once_it_has() -> None:
    grown = "[Answer]safe\n[Risk Type]none\n[Analysis]be"
    settled = [PARSER.settled(grown[:n]) for n in range(len(grown) + 1)]
    assert settled.index(True) == grown.index("[Analysis]") + len("[Analysis]")


def published() -> list[tuple[str, dict[str, str]]]:
    """The six published examples, where the folder with them is at hand."""
    folder = Path(os.environ.get("FIRESIDE_MMIT", "nowhere"))
    return [
        (f"{task}-{row['id']}", row)
        for task in ("statement", "prompt", "dialog")
        if (file := folder / task / "example_output.json").exists()
        for row in json.loads(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.skipif(not published(), reason="the published examples are not here (FIRESIDE_MMIT)")
def test_the_published_outputs_give_the_published_verdicts() -> None:
    rows = published()
    assert len(rows) == 6
    for name, row in rows:
        assert parsed(row["output"]) == (False, Category(row["risk_type"])), name
