"""What is said in a crisis: fixed words from `protocol.yaml`, with the right numbers in them."""

from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kernel.errors import DataError
from kernel.events import Language, Notice
from kernel.state import Crisis
from kernel.verdicts import Risk
from safety.crisis.hotlines import Hotlines, Line


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Words(_Part):
    zh: str
    en: str


class _ByRisk(_Part):
    low: _Words
    moderate: _Words
    high: _Words


class _Whom(_Part):
    self: _ByRisk
    other: _ByRisk
    third: _ByRisk
    bereaved: _Words
    threatened: _ByRisk


class _File(_Part):
    crisis: _Whom
    crisis_follow_up: _Words
    crisis_safe: _Words
    person: _Words


class Protocol:
    """Build with `load`."""

    def __init__(self, words: _File, hotlines: Hotlines) -> None:
        self._words = words
        self._hotlines = hotlines

    @classmethod
    def load(cls) -> "Protocol":
        """Raises `DataError` if words are missing."""
        text = files("safety.crisis").joinpath("protocol.yaml").read_text(encoding="utf-8")
        return cls.parse(text, Hotlines.load())

    @classmethod
    def parse(cls, text: str, hotlines: Hotlines) -> "Protocol":
        try:
            return cls(_File.model_validate(yaml.load(text, yaml.CSafeLoader)), hotlines)
        except (yaml.YAMLError, ValidationError) as error:
            raise DataError(f"safety/crisis/protocol.yaml: {error}") from error

    def words(self, notice: Notice, crisis: Crisis | None, language: Language, country: str) -> str:
        """The words of a notice of the protocol, for where the person is."""
        match notice:
            case Notice.CRISIS:
                chosen = self._crisis(crisis or Crisis(Risk.MODERATE, ("suicide",)))
            case Notice.CRISIS_FOLLOW_UP:
                chosen = self._words.crisis_follow_up
            case Notice.CRISIS_SAFE:
                chosen = self._words.crisis_safe
            case Notice.PERSON:
                chosen = self._words.person
            case _:
                raise AssertionError(f"{notice} is not of the protocol")
        return self._filled(chosen, language, country)

    def _crisis(self, crisis: Crisis) -> _Words:
        labels = set(crisis.labels)
        themselves = labels & {"suicide", "self_harm"} and "third_person" not in labels
        if "threatened" in labels and not themselves:
            whom = self._words.crisis.threatened
        elif "bereaved" in labels:
            return self._words.crisis.bereaved
        elif "third_person" in labels:
            whom = self._words.crisis.third
        elif labels & {"suicide", "self_harm"}:
            whom = self._words.crisis.self
        else:
            whom = self._words.crisis.other
        by_risk = {Risk.LOW: whom.low, Risk.MODERATE: whom.moderate, Risk.HIGH: whom.high}
        return by_risk[crisis.risk]

    def _filled(self, words: _Words, language: Language, country: str) -> str:
        zh = language is Language.ZH
        text = words.zh.replace(" ", "") if zh else words.en
        comma = "，" if zh else ", "
        lines = comma.join(_line(line, language) for line in self._hotlines.top(country))
        text = text.replace("{lines}", lines)
        return text.replace("{emergency}", self._hotlines.emergency(country)).strip()


def _line(line: Line, language: Language) -> str:
    """Name and number; the number is left out where the name ends with it."""
    zh = language is Language.ZH
    name = line.called(language)
    if line.phone is not None:
        return name if name.endswith(line.phone) else f"{name} {line.phone}"
    if line.sms is not None:
        return f"{name}，发短信到 {line.sms}" if zh else f"{name}, text {line.sms}"
    return f"{name} {line.url}"
