"""Who is asking: the account behind the Bearer key, or one of the documented refusals."""

from __future__ import annotations

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.accounts import Account
from aimusic_mock.domain.store import Store
from aimusic_mock.errors import ContractError


def authenticate(header: str | None, store: Store, contract: Contract) -> Account:
    """Return the account of an `Authorization` header.

    Raises:
        ContractError: 401, when the header is missing, not of the form `Bearer <key>`, or of an unknown key.
    """
    if not header:
        raise _refusal(contract, "missing_header")
    key = key_of(header)
    if key is None:
        raise _refusal(contract, "invalid_format")
    with store.lock:
        account = store.accounts.get(key)
    if account is None:
        raise _refusal(contract, "unknown_key")
    return account


def key_of(header: str) -> str | None:
    """Return the key of an `Authorization` header, None when it is not of the form `Bearer <key>`."""
    scheme, _, key = header.partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def number_of(account: Account, store: Store) -> int:
    """Return the number of an account, from 1, by which it can be named without its key."""
    return list(store.accounts).index(account.key) + 1


def _refusal(contract: Contract, example: str) -> ContractError:
    return contract.refusal("Unauthorized", example)
