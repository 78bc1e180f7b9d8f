"""Names for the strings that must not be mixed up."""

from base64 import b32encode
from hashlib import sha256
from typing import NewType

ConversationId = NewType("ConversationId", str)
"""Made by the platform: see `conversation_id`."""

MessageId = NewType("MessageId", str)
"""A ULID made by the client for what a person says; `<that>.<n>` for the n-th answer to it."""

SubjectId = NewType("SubjectId", str)
"""Whose data it is: a pseudonym made by the platform, or the operator's own id of a user."""

NodeId = NewType("NodeId", str)
"""A place in a policy's tree or state machine."""

SlotName = NewType("SlotName", str)
"""A fact that a policy keeps."""


def answer_id(to: MessageId, n: int) -> MessageId:
    """The id of the n-th answer (from 1) to a message.

    It depends on nothing else, so a worker that repeats a lost turn makes the same ids again and
    every reader replaces the half-written answer instead of showing it twice.
    """
    return MessageId(f"{to}.{n}")


def review_id(held: MessageId, n: int = 1) -> MessageId:
    """The id of the n-th review (from 1) of a message that was held. There is a second one only
    if the first came to nothing; of two that are made at once, the later changes nothing."""
    return MessageId(f"{held}.review{n}")


def conversation_id(subject: SubjectId, request: MessageId) -> ConversationId:
    """The id of the conversation that a subject asked to open by this request.

    It depends on nothing else, so a request sent again after a lost line opens nothing twice.
    """
    digest = sha256(f"{subject}\0{request}".encode()).digest()
    return ConversationId(b32encode(digest)[:26].decode().lower())
