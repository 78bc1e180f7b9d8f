"""The header that carries a token."""

import pytest

from channels.web.bearer import bearer
from kernel.errors import AccessDenied


@pytest.mark.parametrize("header", ["Bearer abc", "bearer  abc ", "BEARER abc"])
def test_the_token_is_found(header: str) -> None:
    assert bearer(header) == "abc"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "abc"])
def test_nothing_else_is_a_token(header: str) -> None:
    with pytest.raises(AccessDenied, match="Authorization"):
        bearer(header)
