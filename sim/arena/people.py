"""The scripted people of `sim.clients` as a cast: they answer what they are asked, by script."""

from collections.abc import Sequence

from kernel.errors import DataError
from kernel.events import Language
from sim.clients.person import Person as Script
from sim.clients.person import hearing, people
from sim.clients.scripted import ScriptedClient
from sim.match import CardRef, Heard, Leave, LeaveReason, Match, Say, Theme, Usage

_THEMES = {
    "education": Theme.SELF_GROWTH,
    "career": Theme.CAREER,
    "family": Theme.FAMILY,
    "friendship": Theme.RELATIONSHIPS,
}


class ScriptedPeople:
    name = "scripted-1"

    def __init__(self) -> None:
        self._hearing = {language: hearing(language) for language in Language}
        self._scripts = {
            f"{language.value}-{name}": (language, script)
            for language in Language
            for name, script in people(language).items()
        }

    def cards(self) -> Sequence[CardRef]:
        return [_card(id, *of) for id, of in self._scripts.items()]

    def person(self, match: Match) -> "ScriptedPerson":
        if match.card.id not in self._scripts:
            raise DataError(f"there is no card {match.card.id}")
        language, script = self._scripts[match.card.id]
        return ScriptedPerson(ScriptedClient(script, self._hearing[language], seed=match.seed))


class ScriptedPerson:
    usage = Usage()

    def __init__(self, client: ScriptedClient) -> None:
        self._client = client

    async def next(self, heard: Heard) -> Say | Leave:
        text = self._client.answer(heard.said[-1] if heard.said else "")
        return Say(text=text) if text else Leave(reason=LeaveReason.SILENT)


def _card(id: str, language: Language, script: Script) -> CardRef:
    brief = f"{script.topic}: {script.subtopic}"
    theme = _THEMES.get(script.topic, Theme.EMOTION)
    return CardRef(id=id, language=language, theme=theme, brief=brief)
