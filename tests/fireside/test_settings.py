"""Settings, secrets and the parts they are made into."""

import base64
import stat
from pathlib import Path

import pytest

from adapters.models.scripted import ScriptedModel
from adapters.models.usage import Usage
from fireside.assemble import bot_folders, build_bots, build_guards
from fireside.models import open_model
from fireside.settings import Settings, load
from fireside.vault import load_secrets
from kernel.errors import DataError, SettingsError
from kernel.ports import Ask
from kernel.records import ChatMessage
from safety.chinese.guarding.guard import ToxicityGuard
from safety.crisis.guard import CrisisGuard


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRESIDE_PORT", "9000")
    assert load().port == 9000
    assert load(port=9001).port == 9001
    assert load(port=None).port == 9000


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRESIDE_LEASE_MS", "soon")
    with pytest.raises(SettingsError, match="FIRESIDE_LEASE_MS"):
        load()


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path)
    made = load_secrets(settings)
    assert load_secrets(settings) == made
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert repr(made) == "Secrets()"
    (tmp_path / "secrets.json").write_text("{}")
    with pytest.raises(SettingsError, match="backup"):
        load_secrets(settings)


@pytest.mark.parametrize(
    ("master", "tokens", "said"),
    [
        ("x" * 10, "t" * 40, "MASTER_KEY"),
        (base64.b64encode(b"short").decode(), "t" * 40, "32 bytes"),
        (base64.b64encode(b"k" * 32).decode(), "short", "TOKEN_SECRET"),
    ],
)
def test_unusable_secrets_are_named(tmp_path: Path, master: str, tokens: str, said: str) -> None:
    settings = Settings(data_dir=tmp_path, master_key=master, token_secret=tokens)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=said):
        load_secrets(settings)


def test_every_bot_has_the_crisis_guard_first() -> None:
    for bot in build_bots(bot_folders(load(model="none")), None).values():
        assert isinstance(bot.guards[0], CrisisGuard)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('policy = "nope"', "no policy"),
        ('policy = "echo"\nguards = ["nope"]', "no guard"),
        ("policy = 3", "policy"),
    ],
)
def test_a_broken_bot_is_named_at_the_start(tmp_path: Path, line: str, said: str) -> None:
    words = '{zh = "x", en = "x"}'
    texts = f"title = {words}\nabout = {words}\ngreeting = {words}\n"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "bot.toml").write_text(f'name = "mine"\n{line}\n{texts}')
    with pytest.raises(DataError, match=said):
        build_bots(bot_folders(load(bots_dir=tmp_path)), None)


def test_a_bot_can_have_its_guard_ask_the_model(tmp_path: Path) -> None:
    words = '{zh = "x", en = "x"}'
    texts = f"title = {words}\nabout = {words}\ngreeting = {words}\n"
    (tmp_path / "mine").mkdir()
    toml = 'name = "mine"\npolicy = "echo"\nguards = ["toxicity"]\nsecond_opinion = "model"\n'
    (tmp_path / "mine" / "bot.toml").write_text(toml + texts)
    folders = bot_folders(load(bots_dir=tmp_path))
    model = ScriptedModel.load()
    asking = build_bots({"mine": folders["mine"]}, model)["mine"].guards[1]
    assert isinstance(asking, ToxicityGuard) and asking.opinion is not None
    alone = build_bots({"mine": folders["mine"]}, None)["mine"].guards[1]
    assert isinstance(alone, ToxicityGuard) and alone.opinion is None


async def test_the_toxicity_guards_read_with_what_the_settings_say(tmp_path: Path) -> None:
    folders = bot_folders(load())
    with pytest.raises(DataError, match="not a model"):
        build_bots(folders, None, settings=load(toxicity_model=tmp_path))
    with pytest.raises(DataError, match="not a model"):
        build_guards({"toxicity"}, load(toxicity_model=tmp_path, toxicity_meaning=True))
    plain, deep = (
        build_guards({"toxicity"}, load(toxicity_meaning=meaning)) for meaning in (False, True)
    )
    for guards, slow in ((plain, False), (deep, True)):
        guard = guards["toxicity"]
        assert isinstance(guard, ToxicityGuard)
        assert (await guard.detector()).slow is slow


async def test_which_model() -> None:
    async with open_model(load(model="none")) as none:
        assert none is None
    async with open_model(load(model="scripted")) as scripted:
        assert scripted is not None
        assert scripted.name == "scripted"
    with pytest.raises(SettingsError):
        async with open_model(load(model="qwen05")):
            pass


async def test_a_script_of_ones_own(tmp_path: Path) -> None:
    script = tmp_path / "mine.yaml"
    script.write_text("default: hello there")
    used: list[Usage] = []
    async with open_model(load(model=str(script)), used.append) as model:
        assert model is not None
        ask = Ask(messages=(ChatMessage(role="user", text="x"),))
        assert "".join([part async for part in model.stream(ask)]) == "hello there"
    assert [usage.model for usage in used] == ["scripted"]
    with pytest.raises(DataError, match=r"nowhere\.yaml"):
        async with open_model(load(model="nowhere.yaml")):
            pass


@pytest.mark.parametrize("real", ["http://127.0.0.1:9/v1", "qwen0.5", "/models/mine.gguf"])
async def test_real_models_can_be_forbidden(monkeypatch: pytest.MonkeyPatch, real: str) -> None:
    monkeypatch.setenv("FIRESIDE_REAL_MODELS", "forbid")
    with pytest.raises(SettingsError, match="FIRESIDE_REAL_MODELS=forbid; use --model scripted"):
        async with open_model(load(model=real)):
            pass
    for permitted in ("scripted", "none"):
        async with open_model(load(model=permitted)):
            pass
    async with open_model(load(model=real, role="gateway")) as none:
        assert none is None, "a gateway asks no model"
