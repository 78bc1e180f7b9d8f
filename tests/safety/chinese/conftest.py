"""The restorer takes a second to load: once for all tests."""

import pytest

from safety.chinese.restore import Restorer


@pytest.fixture(scope="session")
def restorer() -> Restorer:
    return Restorer.load()
