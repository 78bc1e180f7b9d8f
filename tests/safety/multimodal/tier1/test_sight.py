"""Words are read in the order in which they stand."""

from safety.multimodal.tier1.sight import Box, Sight, in_lines


def box(text: str, left: float, top: float, size: float = 50) -> Box:
    return Box(text=text, left=left, top=top, right=left + size, bottom=top + size)


def test_letters_that_climb_and_fall_are_one_line() -> None:
    letters = [box(char, 120 * n, 200 + 28 * (n % 2)) for n, char in enumerate("你真是个好人")]
    shuffled = sorted(letters, key=lambda each: (each.top, each.left))
    assert in_lines(shuffled) == ("你真是个好人",)


def test_lines_come_from_top_to_bottom() -> None:
    assert in_lines([box("二", 0, 90), box("一", 30, 0), box("三", 0, 180)]) == ("一", "二", "三")


def test_latin_words_keep_their_distance() -> None:
    assert in_lines([box("dear", 0, 0), box("you", 90, 0), box("好", 200, 0)]) == ("dear you好",)


def test_circles_and_squares_are_no_words() -> None:
    assert in_lines([box("●", 0, 0), box("■", 100, 0)]) == ()


def test_a_word_may_be_broken_over_lines() -> None:
    assert Sight(lines=("傻", "逼")).readings == ("傻\n逼", "傻逼")
    assert Sight(lines=("好",)).readings == ("好",)
    assert Sight().readings == ()
