"""Care after a crisis: whose danger it was about, and which lines are fit for that.

Who was beaten, who fears for a friend or who has lost somebody is not spoken to as if they had
thought of dying. Where the labels do not say, neither is: those lines are fit for everybody.
"""

from collections.abc import Set
from typing import Annotated

from pydantic import Field

from policies.words.texts import Part, Text


class CareAfter(Part):
    """`labels` of the crisis guard for danger of a person's own doing; with one of `elsewhere`
    beside them it is somebody else's."""

    labels: tuple[Text, ...]
    elsewhere: tuple[Text, ...]
    turns: Annotated[int, Field(ge=1)]
    """Turns of aftercare once the person has said that they are safe."""

    def is_own(self, labels: Set[str]) -> bool:
        return bool(labels & {*self.labels}) and not labels & {*self.elsewhere}
