"""What a server has shown that it does not understand, learned from its refusals.

Servers differ: some know no JSON schemas, some call the token limit otherwise, some take no seed.
The first refusal that names a parameter is remembered for as long as the connection lives.
"""

import re
from typing import Any

from openai import APIStatusError

REFUSALS = frozenset({400, 422, 501})
TOO_LONG = ("context_length_exceeded", "exceed_context_size")
FORMS = ("json_schema", "json_object", "none")
DISPENSABLE = ("stream_options", "seed", "temperature")


class Dialect:
    """How to put a request to one server."""

    def __init__(self) -> None:
        self._form = 0
        self._limit = "max_tokens"
        self._without: set[str] = set()

    def forms(self) -> tuple[str, ...]:
        """Ways to ask for JSON that are worth a try, the strictest first."""
        return FORMS[self._form :]

    def spoken(self, options: dict[str, Any]) -> dict[str, Any]:
        """Options as this server takes them."""
        known = {name: value for name, value in options.items() if name not in self._without}
        if self._limit not in known and "max_tokens" in known:
            known[self._limit] = known.pop("max_tokens")
        return known

    def learn(self, error: APIStatusError, sent: dict[str, Any]) -> bool:
        """Whether the refusal taught something, so that asking again makes sense."""
        if error.status_code not in REFUSALS or too_long(error):
            return False
        named = _named(error)
        if "max_tokens" in sent and "max_completion_tokens" in named:
            self._limit = "max_completion_tokens"
            return True
        for option in DISPENSABLE:
            if option in sent and re.search(rf"\b{option}\b", named):
                self._without.add(option)
                return True
        return False

    def refused_form(self, error: APIStatusError, form: str) -> bool:
        """Whether a looser form is worth a try; one that the server does not know is not tried
        again, one that only failed for this schema is."""
        if error.status_code not in REFUSALS or form == "none" or too_long(error):
            return False
        if "response_format" in _named(error) or f"'{form}'" in _named(error):
            self._form = max(self._form, FORMS.index(form) + 1)
        return True


def too_long(error: APIStatusError) -> bool:
    """Whether the server says that the prompt does not fit its context."""
    return any(code in _named(error) for code in TOO_LONG)


def _named(error: APIStatusError) -> str:
    """Where a refusal may name its reason; the text may quote people, so it goes no further."""
    return f"{error.code} {error.type} {error.param} {error.message}".lower()
