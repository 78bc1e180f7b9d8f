"""The bigram model: probabilities that add up, cuts that are cheapest."""

import math

from safety.chinese.restore.language import MARK, PAUSE, STOP, Language, count, cut, mark

GENERAL = {"我": 50, "们": 5, "我们": 40, "学": 5, "学生": 30, "生": 9}


def test_a_pair_that_was_seen_is_cheaper_than_one_that_was_not() -> None:
    language = Language(GENERAL, {"我们": 10, "学生": 5, "我": 3}, {"我们": {"学生": 4}})
    assert language.cost("我们", "学生") < language.cost("我", "学生")
    assert language.cost("我们", "生") > language.cost("我", "生")


def test_what_follows_a_word_adds_up_to_one() -> None:
    words = {"我们": 10, "学生": 5, "我": 3, "们": 1, "学": 1, "生": 1}
    language = Language(GENERAL, words, {"我们": {"学生": 4, "我": 2}})
    unigrams = sum(math.exp(-language.unigram[word]) for word in words)
    assert abs(unigrams - 1) < 0.02
    assert abs(sum(math.exp(-language.cost("我们", word)) for word in words) - 1) < 0.02


def test_the_cheapest_cut() -> None:
    costs = {"我": 5.0, "们": 5.0, "我们": 4.0, "学生": 4.0}
    assert cut("我们学生", costs) == ["我们", "学生"]
    assert cut("龘", costs) == ["龘"]


def test_counting_reads_marks_and_letters() -> None:
    words, pairs = count(["我们！abc 12，"], {"我们": 1.0})
    assert words["abc"] == 1 and words[STOP] == 1 and words["<digits>"] == 1
    assert pairs[STOP, "abc"] == 1
    assert mark("。") == STOP and mark("，") == PAUSE and mark("😀") == MARK
