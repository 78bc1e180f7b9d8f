"""Encryption at rest: a key per conversation, itself wrapped by the operator's master key.

AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces; the conversation's id is authenticated
with every entry, so an entry cannot be moved to another conversation. Erasing a conversation
destroys its wrapped key: what backups or an append-only file still hold is unreadable.
"""

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.errors import SettingsError, StoreError
from kernel.events import Event
from kernel.ids import ConversationId

_NONCE = 12
KEY_BYTES = 32


class Seal:
    """Seals and opens the bytes of one conversation."""

    def __init__(self, id: ConversationId, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._bound_to = id.encode()
        self.fresh: dict[bytes, Event] = {}
        """What was sealed last, by its bytes: most of it comes back by the feed at once."""

    def close(self, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, self._bound_to)

    def open(self, sealed: bytes) -> bytes:
        """Raises `StoreError` if the bytes were changed or belong elsewhere."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound_to)
        except (InvalidTag, ValueError) as error:
            raise StoreError(
                "a log entry cannot be decrypted: it was damaged, or FIRESIDE_MASTER_KEY is "
                "not the one it was written under"
            ) from error


class Keyring:
    """Makes and opens conversation keys. `master` is 32 random bytes."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise SettingsError(f"the master key must have {KEY_BYTES} bytes, not {len(master)}")
        self._master = master

    def fingerprint(self) -> str:
        """Tells this master key from others and says nothing else about it."""
        return hmac.new(self._master, b"fireside master key", sha256).hexdigest()[:32]

    def new(self, id: ConversationId) -> bytes:
        """A fresh key, wrapped."""
        return Seal(id, self._master).close(secrets.token_bytes(KEY_BYTES))

    def seal(self, id: ConversationId, wrapped: bytes) -> Seal:
        return Seal(id, Seal(id, self._master).open(wrapped))
