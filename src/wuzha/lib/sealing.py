"""Sealed text and blind indexes for personal data.

A sealed text is `w1.<key id>.<nonce and ciphertext>`: AES-256-GCM, with the key id
and a context (the field it belongs to) bound in, so that a value copied into
another column does not open. A blind index is HMAC-SHA256 over a normalised value:
equal values can be found without opening anything. All keys come from secrets by
HKDF-SHA256, a separate key for each use. Older secrets stay in the ring to open and
find what was written before; only the current one writes.
"""

import base64
import binascii
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = "w1"
SHORTEST_SECRET = 32
NONCE_BYTES = 12


class SealError(ValueError):
    """Base of all below; the message never holds the value or a key."""


class BadKeys(SealError):
    """The ring of keys is wrong in itself."""


class NotSealed(SealError):
    """The text is not in the form that `seal` writes."""


class UnknownKey(SealError):
    """The text was sealed under a key that is not in the ring."""


class Tampered(SealError):
    """The text was changed, or was sealed for another field."""


class Keyring:
    """Secrets by key id; `current` is the one that writes."""

    def __init__(self, secrets: Mapping[str, str], *, current: str) -> None:
        if current not in secrets:
            raise BadKeys(f"the current key {current!r} is not among the secrets")
        for key_id, secret in secrets.items():
            _check_secret(key_id, secret)
        self.current = current
        ordered = [current, *(key_id for key_id in secrets if key_id != current)]
        self._seals = {k: AESGCM(_derived(secrets[k], b"seal")) for k in ordered}
        self._indexes = {k: _derived(secrets[k], b"index") for k in ordered}

    def seal(self, text: str, *, context: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        bound = _bound(self.current, context)
        hidden = self._seals[self.current].encrypt(nonce, text.encode(), bound)
        packed = base64.urlsafe_b64encode(nonce + hidden).decode()
        return f"{FORMAT}.{self.current}.{packed}"

    def open(self, sealed: str, *, context: str) -> str:
        """The text that was sealed; raises NotSealed, UnknownKey or Tampered."""
        key_id, packed = _parts(sealed)
        if key_id not in self._seals:
            raise UnknownKey(f"sealed under key {key_id!r}, which is not in the ring")
        nonce, hidden = packed[:NONCE_BYTES], packed[NONCE_BYTES:]
        try:
            text = self._seals[key_id].decrypt(nonce, hidden, _bound(key_id, context))
        except InvalidTag as broken:
            raise Tampered(f"does not open as {context}: changed or moved") from broken
        return text.decode()

    def is_current(self, sealed: str) -> bool:
        """False for what should be sealed anew after the current key has changed."""
        return _parts(sealed)[0] == self.current

    def index(self, value: str, *, kind: str) -> str:
        """The index to store: 64 hexadecimal digits, under the current key.

        `kind` is what the value is (phone, account), not where it is kept, so that
        the same phone is found in every table. Normalise the value first.
        """
        return _keyed(self._indexes[self.current], value, kind)

    def indexes(self, value: str, *, kind: str) -> list[str]:
        """The indexes to search for, one a key in the ring, the current one first."""
        return [_keyed(key, value, kind) for key in self._indexes.values()]


def _check_secret(key_id: str, secret: str) -> None:
    if not key_id.isascii() or not key_id.replace("-", "").isalnum():
        raise BadKeys(f"key id {key_id!r}: use letters, digits and hyphens")
    if len(secret) < SHORTEST_SECRET:
        raise BadKeys(
            f"the secret of key {key_id!r} is shorter than {SHORTEST_SECRET} characters"
        )


def _derived(secret: str, use: bytes) -> bytes:
    info = b"wuzha/" + use + b"/1"
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info)
    return derivation.derive(secret.encode())


def _bound(key_id: str, context: str) -> bytes:
    return "\0".join((FORMAT, key_id, context)).encode()


def _parts(sealed: str) -> tuple[str, bytes]:
    form, _, rest = sealed.partition(".")
    key_id, _, packed = rest.partition(".")
    if form != FORMAT or not key_id:
        raise NotSealed(f"does not begin with {FORMAT}.<key id>.")
    try:
        raw = base64.b64decode(packed, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as broken:
        raise NotSealed("the sealed part is not base64") from broken
    if len(raw) <= NONCE_BYTES:
        raise NotSealed("the sealed part is too short")
    return key_id, raw


def _keyed(key: bytes, value: str, kind: str) -> str:
    mac = HMAC(key, hashes.SHA256())
    mac.update(f"{kind}\0{value}".encode())
    return mac.finalize().hex()
