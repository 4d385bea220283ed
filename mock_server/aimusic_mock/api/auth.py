"""Authentication: the account of a Bearer key, or one of the documented 401 errors."""

from __future__ import annotations

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.accounts import Account
from aimusic_mock.domain.store import Store
from aimusic_mock.errors import ContractError


def authenticate(header: str | None, store: Store, contract: Contract) -> Account:
    """Return the account of an `Authorization` header.

    Raises:
        ContractError: 401, if the header is missing or not of the form `Bearer <key>`, or the key is unknown.
    """
    if not header:
        raise _error(contract, "missing_header")
    key = key_of(header)
    if key is None:
        raise _error(contract, "invalid_format")
    with store.lock:
        account = store.accounts.get(key)
    if account is None:
        raise _error(contract, "unknown_key")
    return account


def key_of(header: str) -> str | None:
    """Return the key of an `Authorization` header, or None if it is not of the form `Bearer <key>`."""
    scheme, _, key = header.partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def number_of(account: Account, store: Store) -> int:
    """Return the number of an account, counted from 1, which identifies it without exposing its key."""
    return list(store.accounts).index(account.key) + 1


def _error(contract: Contract, example: str) -> ContractError:
    return contract.refusal("Unauthorized", example)
