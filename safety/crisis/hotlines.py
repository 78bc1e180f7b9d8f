"""Whom to call, by country; loaded from `hotlines.yaml`."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DataError

_Number = r"^[0-9][0-9 \-]{1,18}$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Confirmed(_Part):
    """A public page that names the number."""

    page: str = Field(pattern=r"^https?://")
    dated: str | None = Field(pattern=r"^\d{4}(-\d\d){0,2}$")
    """Date of the page, not of our reading; null where it bears none."""


class Line(_Part):
    """One helpline. At least one of phone, sms and url is there."""

    name: str
    name_zh: str
    name_en: str
    phone: str | None = Field(pattern=_Number)
    sms: str | None = Field(pattern=_Number)
    url: str | None = Field(pattern=r"^https?://")
    hours: str
    use: Literal["suicide", "distress", "youth", "violence"] = Field(alias="for")
    confirmed: Confirmed | None
    """None where nobody has confirmed the number yet."""

    def called(self, language: str) -> str:
        return self.name_zh if language == "zh" else self.name_en


class Country(_Part):
    name_zh: str
    name_en: str
    emergency: str = Field(pattern=_Number)
    """The number when a life is in danger now."""
    source: str = Field(pattern=r"^https?://")
    lines: tuple[Line, ...] = Field(min_length=1)

    @property
    def verified(self) -> bool:
        """Whether every line of it was found confirmed."""
        return all(line.confirmed for line in self.lines)


class _File(_Part):
    checked: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    international: Country
    countries: dict[str, Country] = Field(min_length=30)


class Hotlines:
    """Build with `load`. A country that is not listed gets the international entry."""

    def __init__(self, file: _File) -> None:
        self._file = file

    @classmethod
    def load(cls) -> "Hotlines":
        """Raises `DataError` that names the entry."""
        text = files("safety.crisis").joinpath("hotlines.yaml").read_text(encoding="utf-8")
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> "Hotlines":
        try:
            return cls(_File.model_validate(yaml.load(text, yaml.CSafeLoader)))
        except yaml.YAMLError as error:
            raise DataError(f"safety/crisis/hotlines.yaml: {error}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise DataError(f"safety/crisis/hotlines.yaml: {where}: {first['msg']}") from error

    def emergency(self, country: str) -> str:
        """The number when a life is in danger; 112 where the country is not known."""
        return self._of(country).emergency

    def top(self, country: str, n: int = 2) -> Sequence[Line]:
        return self._of(country).lines[:n]

    def document(self, country: str, language: str) -> Mapping[str, Any]:
        """The document of `GET /v1/hotlines`."""
        listed = self._file.countries
        entry = self._of(country)
        return {
            "country": country if country in listed else "",
            "language": language,
            "emergency": entry.emergency,
            "lines": [
                {
                    "name": line.called(language),
                    "phone": line.phone,
                    "sms": line.sms,
                    "url": line.url,
                    "hours": line.hours,
                    "for": line.use,
                }
                for line in entry.lines
            ],
            "checked": self._file.checked,
            "countries": [
                {"code": code, "name": each.name_zh if language == "zh" else each.name_en}
                for code, each in listed.items()
            ],
        }

    @property
    def countries(self) -> Mapping[str, Country]:
        return self._file.countries

    def _of(self, country: str) -> Country:
        return self._file.countries.get(country, self._file.international)
