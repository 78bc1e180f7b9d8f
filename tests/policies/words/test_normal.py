"""One form of writing."""

import pytest

from policies.words.normal import plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  You’RE\n late ", "you're late"),
        ("ＡＢＣ１２３", "abc123"),
        ("傻　逼", "傻 逼"),
        ("", ""),
    ],
)
def test_it(text: str, found: str) -> None:
    assert plain(text) == found
    assert plain(found) == found
