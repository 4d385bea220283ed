"""Who is asking: the account behind the Bearer key, or one of the documented refusals."""

from __future__ import annotations

from mock_server.contract import Contract
from mock_server.domain.accounts import Account
from mock_server.domain.store import Store
from mock_server.errors import ContractError


def authenticate(header: str | None, store: Store, contract: Contract) -> Account:
    """Return the account of an `Authorization` header.

    Raises:
        ContractError: 401, when the header is missing, not of the form `Bearer <key>`, or of an unknown key.
    """
    if not header:
        raise _refusal(contract, "missing_header")
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise _refusal(contract, "invalid_format")
    with store.lock:
        account = store.accounts.get(key.strip())
    if account is None:
        raise _refusal(contract, "unknown_key")
    return account


def _refusal(contract: Contract, example: str) -> ContractError:
    return ContractError("Unauthorized", example, contract.error("Unauthorized", example))
