"""The platform's own words: what a person reads when not the bot but Fireside speaks."""

from collections.abc import Callable, Mapping
from importlib.resources import files

import yaml

from kernel.errors import DataError
from kernel.events import Language, Notice
from kernel.state import Conversation, Crisis

CrisisWords = Callable[[Notice, Crisis | None, Language, str], str]
"""Notice, crisis, language, country -> words. The protocol of `safety.crisis` is one."""

EmergencyNumber = Callable[[str], str]
"""Country ("" for unknown) -> the number to call when life is in danger."""

OF_THE_PROTOCOL = frozenset(
    {Notice.CRISIS, Notice.CRISIS_FOLLOW_UP, Notice.CRISIS_SAFE, Notice.PERSON}
)
"""Notices whose words the crisis protocol gives."""


class Words:
    """Says each notice in the person's language. Build with `load`."""

    def __init__(
        self,
        texts: Mapping[Language, Mapping[Notice, str]],
        crisis: CrisisWords,
        emergency: EmergencyNumber,
    ) -> None:
        self._texts = texts
        self._crisis = crisis
        self._emergency = emergency

    @classmethod
    def load(cls, crisis: CrisisWords, emergency: EmergencyNumber) -> "Words":
        """Raises `DataError` if a notice has no words in some language."""
        return cls({language: _read(language) for language in Language}, crisis, emergency)

    def say(self, notice: Notice, talk: Conversation) -> str:
        if notice in OF_THE_PROTOCOL:
            return self._crisis(notice, talk.crisis, talk.language, talk.country)
        text = self._texts[talk.language][notice]
        return text.replace("{emergency}", self._emergency(talk.country))


def _read(language: Language) -> dict[Notice, str]:
    name = f"{language}.yaml"
    raw = yaml.safe_load(files("bots.words").joinpath(name).read_text(encoding="utf-8"))
    wanted = {notice.value for notice in Notice if notice not in OF_THE_PROTOCOL}
    if not isinstance(raw, dict) or set(raw) != wanted:
        odd = sorted(wanted.symmetric_difference(raw if isinstance(raw, dict) else ()))
        raise DataError(f"bots/words/{name}: missing or unknown notices: {', '.join(odd)}")
    return {Notice(key): _joined(text, language) for key, text in raw.items()}


def _joined(text: str, language: Language) -> str:
    """Folded YAML lines meet with a space, which Chinese does not want."""
    return text.strip().replace(" ", "") if language is Language.ZH else text.strip()
