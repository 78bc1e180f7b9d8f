"""Where the extra `images` is not installed, nothing here can run."""

import pytest

pytest.importorskip("PIL", reason="the extra `images` is not installed")
