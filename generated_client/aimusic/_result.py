"""What all results have in common: their JSON form, copies without a connection, and use as a response of FastAPI.

Handwritten results are subclasses of `Result`. The generated models that methods return have `to_dict` already, and get
the rest here. Knows neither clients nor tasks; only pydantic's own calls import pydantic.
"""

from __future__ import annotations

import copyreg
import sys
from collections.abc import Iterator, Mapping
from inspect import isclass
from typing import Any

import attrs

from aimusic_client import models
from aimusic_client.types import Unset

CONNECTION: Mapping[str, bool] = {"connection": True}
"""The metadata of a field that exists only within a client: copies and pickles get its default."""


class _PydanticSerializer:
    """Serializes a result where a route or a field is annotated as `Any`, with pydantic's serializer for its class."""

    def __get__(self, _instance: object, kind: type[Any]) -> Any:
        pydantic = sys.modules.get("pydantic")  # `help`, `inspect` and `mock` get here, too, and must not import it
        if pydantic is None:
            raise AttributeError("__pydantic_serializer__")
        return pydantic.TypeAdapter(kind).serializer


class Result:
    """The base class of results.

    `dict(result)` is the same as `result.to_dict()`, and a FastAPI route that returns the result sends it.
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON, in the form of the command's `--json`."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.to_dict().items())

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle all values except the connection."""
        kind: Any = type(self)
        fields = attrs.fields(kind)
        values = {field.alias: getattr(self, field.name) for field in fields if not field.metadata.get("connection")}
        return _from_values, (kind, values)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        """Return pydantic's schema: an instance of the class, serialized by `to_dict`."""
        from pydantic_core import core_schema  # noqa: PLC0415 - only pydantic gets here

        members = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
        serialization = core_schema.plain_serializer_function_ser_schema(cls.to_dict, return_schema=members)
        return core_schema.is_instance_schema(cls, serialization=serialization)

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        """Return the schema that FastAPI documents."""
        return {"type": "object", "title": cls.__name__}

    __pydantic_serializer__ = _PydanticSerializer()


def _from_values(kind: type[Any], values: Mapping[str, Any]) -> Any:
    # Pickles name this function: keep its name and place, so that caches outlive a new version.
    return kind(**values)


def _complete(kind: type[Any]) -> None:
    for name in ("__iter__", "__get_pydantic_core_schema__", "__get_pydantic_json_schema__", "__pydantic_serializer__"):
        setattr(kind, name, vars(Result)[name])


for _model in vars(models).values():
    if isclass(_model) and attrs.has(_model):
        _complete(_model)

# The generated models compare with `is UNSET`, so a copy of a model must have the same one.
copyreg.pickle(Unset, lambda _unset: "UNSET")
