"""Tokens, sessions, and how often one may be wrong."""

import jwt

from channels.console.operators import MOST_S, SILENCE_S, Operators, Session
from channels.console.tries import MOST, REMEMBERED, WITHIN_S, Tries

NOW = 1_800_000_000
TOKENS = {"ada": "a" * 32, "lin": "l" * 32}
SECRET = "s" * 40


def test_a_token_names_its_operator() -> None:
    operators = Operators(TOKENS, SECRET)
    assert operators.named_by("l" * 32) == "lin"
    for wrong in ("", "l" * 31, "L" * 32, "\ud800", "ada"):
        assert operators.named_by(wrong) is None
    assert Operators({}, SECRET).named_by("") is None


def test_a_session_lasts_as_long_as_it_is_used_and_no_longer_than_a_day_of_work() -> None:
    operators, session = Operators(TOKENS, SECRET), Session("ada", NOW)
    cookie = operators.cookie(session, NOW)
    assert operators.session(cookie, NOW + SILENCE_S - 1) == session
    assert operators.session(cookie, NOW + SILENCE_S) is None
    late = operators.cookie(session, NOW + MOST_S - 10)
    assert operators.session(late, NOW + MOST_S - 1) == session
    assert operators.session(late, NOW + MOST_S) is None


def test_changing_a_token_or_the_secret_ends_every_session() -> None:
    cookie = Operators(TOKENS, SECRET).cookie(Session("ada", NOW), NOW)
    changed = {"ada": TOKENS["ada"], "lin": "m" * 32}
    for other in (
        Operators(changed, SECRET),
        Operators({"lin": TOKENS["lin"]}, SECRET),
        Operators(TOKENS, "t" * 40),
    ):
        assert other.session(cookie, NOW) is None


def test_a_token_of_a_chat_is_no_cookie() -> None:
    claims = {"iss": "fireside", "sub": "ada", "use": "access", "exp": NOW + 600, "since": NOW}
    for key in (SECRET, ""):
        algorithm = "HS256" if key else "none"
        forged = jwt.encode(claims, key, algorithm=algorithm)
        assert Operators(TOKENS, SECRET).session(forged, NOW) is None


def test_wrong_tries_are_forgotten_with_time() -> None:
    tries = Tries()
    for n in range(MOST):
        assert tries.wait_s("a", 100.0 + n) == 0
        tries.missed("a", 100.0 + n)
    assert tries.wait_s("a", 105.0) == WITHIN_S - 5 + 1
    assert tries.wait_s("b", 105.0) == 0
    assert tries.wait_s("a", 100.0 + WITHIN_S) == 0


def test_no_number_of_addresses_fills_the_memory() -> None:
    tries = Tries()
    for n in range(REMEMBERED + 5):
        tries.missed(str(n), 1.0)
    assert len(tries._wrong) == REMEMBERED
