"""`fireside guard perturb`."""

import pytest
from typer.testing import CliRunner, Result

from fireside.commands.disguise import KINDS
from fireside.commands.guard import app
from safety.chinese.perturb import Kind


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["perturb", *arguments])


def test_one_kind_is_plain_text() -> None:
    result = run("你真讨厌", "--kind", "py_init", "--span", "讨厌")
    assert result.exit_code == 0
    assert result.output == "你真ty\n"


def test_all_kinds_are_a_table() -> None:
    output = run("你真讨厌", "--kind", "all", "--span", "讨厌", "--language", "zh").output
    assert "tao yan" in output and "拼音首字母" in output and "討厭" in output


@pytest.mark.parametrize(
    "arguments", [["好", "--kind", "rot13"], ["好", "--ratio", "2"], ["好", "--span", "坏"]]
)
def test_bad_arguments_are_refused(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2


def test_every_kind_can_be_asked_for() -> None:
    assert set(KINDS) == {*Kind, "all"}
