"""Who may come in by a Rasa door: anybody, or whoever shows a JWT signed with the operator's key.

In Rasa a client chooses its own session id, and whoever knows one reads and writes that talk. A
token that names its holder binds the id to them: another holder's same id is another talk.
"""

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

import jwt

from kernel.errors import AccessDenied
from kernel.ids import SubjectId

LONGEST_SENDER = 128
ALGORITHMS = ["HS256"]
_PLAIN = "@+=, "
"""What may stand unquoted in a subject besides letters, digits and "_.-~"; not the colon."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who shows a token; `name` is "" where it names nobody, or none was needed."""

    name: str = ""

    def subject(self, sender: str) -> SubjectId:
        """Whose data a talk under this id is. Raises `AccessDenied` if the id will not do."""
        if not 0 < len(sender) <= LONGEST_SENDER or not sender.isprintable():
            raise AccessDenied(f"a session id has 1 to {LONGEST_SENDER} visible characters")
        if len(self.name) > LONGEST_SENDER:
            raise AccessDenied(f"the token's subject has more than {LONGEST_SENDER} characters")
        # Quoted, so that nobody can write another holder's name into an id.
        own = quote(sender, safe=_PLAIN)
        return SubjectId(f"r-{quote(self.name, safe=_PLAIN)}:{own}" if self.name else f"r-{own}")


@dataclass(frozen=True, slots=True)
class Access:
    """`key` signs the tokens (HS256). Open doors ask for none."""

    doors: Literal["jwt", "open"]
    key: str = field(default="", repr=False)

    def holder(self, token: object) -> Holder:
        """Raises `AccessDenied`. "Bearer " may stand before the token."""
        if self.doors == "open":
            return Holder()
        if not isinstance(token, str) or not token:
            raise AccessDenied("this door needs a token: Bearer <jwt>")
        bare = token.strip().removeprefix("Bearer ").removeprefix("bearer ").strip()
        try:
            claims = jwt.decode(
                bare, self.key, algorithms=ALGORITHMS, options={"verify_aud": False}
            )
        except jwt.ExpiredSignatureError as error:
            raise AccessDenied("the token has run out; get a new one") from error
        except jwt.InvalidTokenError as error:
            raise AccessDenied("the token is not signed with this service's key") from error
        return Holder(_named(claims))


def _named(claims: dict[str, Any]) -> str:
    """`sub`, or the user name where Rasa's own HTTP API has it."""
    user = claims.get("user")
    name = claims.get("sub") or (user.get("username") if isinstance(user, dict) else "")
    return name if isinstance(name, str) else ""
