"""Every policy that a bot may name in its `bot.toml`, one line each."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kernel.ports import Assistant, Model, Policy
from policies.counselling.policy import counselling
from policies.echo import EchoPolicy
from policies.frontdesk.policy import frontdesk
from policies.interview.policy import interview
from policies.rasa.policy import rasa_frontdesk
from policies.restructuring.policy import restructuring

PolicyFactory = Callable[[Path, Model | None], Policy]
"""The bot's folder and the model, if there is one -> a policy.

Reads the folder at once and raises `kernel.errors.DataError` if something in it is wrong.
"""

POLICIES: Mapping[str, PolicyFactory] = {
    "counselling": counselling,
    "echo": lambda folder, model: EchoPolicy(),
    "interview": interview,
    "rasa": lambda folder, model: frontdesk(folder),
    "restructuring": restructuring,
}

ASSISTED: Mapping[str, Callable[[Path, Assistant], Policy]] = {"rasa": rasa_frontdesk}
"""Those of them that an assistant holds where the operator has one: folder and assistant."""
