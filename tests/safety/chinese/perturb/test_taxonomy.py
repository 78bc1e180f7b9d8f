"""The taxonomy: complete, in both languages, and its examples are true."""

import pytest

from kernel.errors import DataError
from safety.chinese.perturb import Kind, Perturber, Strategy, load_taxonomy
from safety.chinese.perturb.sounds import read_emoji, readings
from safety.chinese.perturb.taxonomy import read_taxonomy

TAXONOMY = load_taxonomy()
PERTURBER = Perturber.load()


def test_three_strategies_and_eight_kinds() -> None:
    by_strategy = {strategy: 0 for strategy in Strategy}
    for entry in TAXONOMY.kinds.values():
        by_strategy[entry.strategy] += 1
    assert by_strategy == {Strategy.VISUAL: 3, Strategy.PHONETIC: 3, Strategy.SEMANTIC: 2}


def test_names_differ() -> None:
    names = [name for entry in TAXONOMY.kinds.values() for name in entry.name.values()]
    assert len(set(names)) == 16


@pytest.mark.parametrize("kind", Kind)
def test_the_example_is_disguised(kind: Kind) -> None:
    example = TAXONOMY.kinds[kind].example
    assert example.before != example.after
    match kind:
        case Kind.SHUFFLE:
            assert sorted(example.before) == sorted(example.after)
        case Kind.HOMO:
            assert readings(example.before) == readings(example.after)
        case Kind.TRAD | Kind.PY_FULL | Kind.PY_INIT | Kind.SPLIT:
            made = {
                PERTURBER.perturb(example.before, kind, seed=1, spans=[(2, end)]).text
                for end in (3, 4)
            }
            assert example.after in made
        case _:
            assert len(example.after) == len(example.before)


@pytest.mark.parametrize(
    "text",
    ["", "kinds: 3", "strategies: [", "strategies: []\nkinds: []", "- 1"],
)
def test_a_wrong_file_is_named(text: str) -> None:
    with pytest.raises(DataError, match=r"taxonomy\.yaml"):
        read_taxonomy(text)


def test_every_emoji_is_read_once() -> None:
    table = read_emoji()
    assert len(table) > 250
    for emoji, words in table.items():
        assert len(words) == len(set(words)), emoji
