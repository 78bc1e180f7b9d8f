"""Whom to call: complete, dialable, in both languages."""

import pytest

from kernel.errors import DataError
from safety.crisis.hotlines import Hotlines

HOTLINES = Hotlines.load()


@pytest.mark.parametrize("code", sorted(HOTLINES.countries))
def test_every_country_can_be_called(code: str) -> None:
    country = HOTLINES.countries[code]
    assert len(code) == 2
    assert code.isupper()
    assert all(line.phone or line.sms for line in country.lines)
    for language in ("zh", "en"):
        document = HOTLINES.document(code, language)
        assert document["country"] == code
        assert document["emergency"] == country.emergency
        assert all(line["name"] for line in document["lines"])
        assert len(document["countries"]) == len(HOTLINES.countries)


@pytest.mark.parametrize("code", ["", "XX", "us", "zz"])
def test_elsewhere_there_is_a_list_to_search(code: str) -> None:
    document = HOTLINES.document(code, "en")
    assert document["country"] == ""
    assert all(line["url"] for line in document["lines"])
    assert HOTLINES.emergency(code) == "112"


def test_a_country_is_verified_when_all_its_lines_are() -> None:
    lines = {code: [line.confirmed for line in c.lines] for code, c in HOTLINES.countries.items()}
    assert HOTLINES.countries["GB"].verified
    assert not HOTLINES.countries["MX"].verified
    assert all(HOTLINES.countries[code].verified is all(found) for code, found in lines.items())


@pytest.mark.parametrize("text", ["", "[", "checked: yesterday", "checked: '2026-01-01'"])
def test_a_broken_file_is_named(text: str) -> None:
    with pytest.raises(DataError, match=r"hotlines\.yaml"):
        Hotlines.parse(text)
