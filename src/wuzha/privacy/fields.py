"""Model fields that keep personal data sealed, and the keys to find it by."""

import json
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact

from wuzha.lib.sealing import Keyring

if TYPE_CHECKING:  # Only the stubs can be subscripted.
    TextField = models.TextField[str, str]
    CharField = models.CharField[str, str]
else:
    TextField, CharField = models.TextField, models.CharField


def keyring() -> Keyring:
    """Keys of the service's secret and of its predecessors, which still open."""
    return _keyring(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _keyring(current: str, *older: str) -> Keyring:
    named = {_key_id(secret): secret for secret in (current, *older)}
    return Keyring(named, current=_key_id(current))


def _key_id(secret: str) -> str:
    return sha256(b"wuzha key id" + secret.encode()).hexdigest()[:8]


def blind_index(domain: str, value: str) -> str:
    """The search key to store. Equal values of one domain have equal keys in every
    table, so that a warning and an incident of one phone find each other."""
    return keyring().index(value, kind=domain) if value else ""


def blind_indexes(domain: str, value: str) -> list[str]:
    """The keys to look for (`__in`): also what was written under older secrets."""
    return keyring().indexes(value, kind=domain) if value else []


class SealedTextField(TextField):
    """Text that stands sealed in the database; bound to its table and column, so that
    it cannot be moved to another one. Cannot be searched: see BlindIndexField."""

    def _place(self) -> str:
        return f"{self.model._meta.label}.{self.attname}"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return keyring().seal(text, context=self._place()) if text else text

    def from_db_value(self, value: str | None, *args: object) -> str | None:
        return keyring().open(value, context=self._place()) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "exact":
            return _IsEmpty
        return super().get_lookup("isnull") if lookup_name == "isnull" else None


class _IsEmpty(Exact):
    """One value sealed twice is never the same, so a search would find nothing and say
    so without a word."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if rhs != "":
            raise ValueError("A sealed field is found by its BlindIndexField only.")
        super().__init__(lhs, rhs)


class SealedJSONField(SealedTextField):
    """A JSON value, sealed. Never null: an empty object instead."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(
            json.dumps(value, ensure_ascii=False, default=str) if value else ""
        )

    def from_db_value(self, value: str | None, *args: object) -> Any:
        text = super().from_db_value(value, *args)
        return json.loads(text) if text else {}

    def to_python(self, value: Any) -> Any:
        return value


class BlindIndexField(CharField):
    """Filled by itself from the sealed field `source`, whose value must be normalised
    before (`lib.codes`). Saving with `update_fields` must name both."""

    def __init__(self, *, source: str, domain: str, **options: Any) -> None:
        self.source, self.domain = source, domain
        options.update(max_length=64, db_index=True, blank=True, editable=False)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "db_index", "blank", "editable"):
            options.pop(fixed, None)
        options.update(source=self.source, domain=self.domain)
        return name, path, args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        key = blind_index(self.domain, getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, key)
        return key
