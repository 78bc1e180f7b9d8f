"""Every cue and shield matches what it says it matches, and not what it must not."""

from re import _parser  # type: ignore[attr-defined]

import pytest

from safety.crisis.book import Cue, Shield, Topic, load_book
from safety.crisis.normal import normal, tight

BOOK = load_book()
CUES = [*BOOK.cues.items, *BOOK.bot_cues.items]
ALL_SHIELDS = [*(one for shields in BOOK.shields.values() for one in shields), *BOOK.topics]


def holds(cue: Cue, text: str) -> bool:
    """Whether the cue's own conditions are met, shields apart."""
    plain = normal(text)
    return any(
        cue.regex.search(form)
        and all(pattern.search(form) for pattern in cue.also)
        and not (cue.unless and cue.unless.search(form))
        for form in (plain, tight(plain))
    )


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.id)
def test_cues_match_their_examples(cue: Cue) -> None:
    for text in cue.matches:
        assert holds(cue, text), text
    for text in cue.spares:
        assert not holds(cue, text), text


@pytest.mark.parametrize("shield", ALL_SHIELDS, ids=lambda shield: shield.id)
def test_shields_match_their_examples(shield: Shield | Topic) -> None:
    for text in shield.matches:
        assert shield.regex.search(normal(text)), text


@pytest.mark.parametrize("entry", [*CUES, *ALL_SHIELDS], ids=lambda entry: entry.id)
def test_nothing_repeats_without_limit(entry: Cue | Shield | Topic) -> None:
    """So a match is short, and a search takes time in proportion to the text."""
    _, widest = _parser.parse(entry.regex.pattern).getwidth()
    assert widest < 500


@pytest.mark.parametrize("topic", BOOK.topics, ids=lambda topic: topic.id)
def test_a_topic_mutes_cues_that_exist(topic: Topic) -> None:
    names = {cue.id[3:] for cue in CUES}
    assert {cue[3:] for cue in topic.mutes} <= names


def test_every_cue_exists_in_both_languages() -> None:
    for label in ("suicide", "self_harm", "harm_to_others"):
        assert {cue.language for cue in BOOK.cues.items if cue.label == label} == {"zh", "en"}
