"""Our nouns as columns of Arrow, which Parquet is written from: types made of their classes, and values that fit."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

import msgspec

from checker.reporters import contract
from checker.text.printable import encodable

_INTERNAL = frozenset({"within"})
"""Fields that are no part of the output contract."""


def kind_of(hint: Any) -> Any:
    """The Arrow type that holds values of a Python type; what may hold anything is JSON in a string."""
    import pyarrow as arrow

    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return kind_of(next(one for one in arguments if one is not type(None)))
    if origin is tuple:
        return arrow.list_(kind_of(arguments[0]))
    if origin is Mapping:
        whole = arguments == (str, int)
        return arrow.map_(arrow.string(), arrow.int64()) if whole else arrow.string()
    if is_dataclass(hint) or issubclass(hint, msgspec.Struct):
        fields = typing.get_type_hints(hint).items()
        return arrow.struct([(name, kind_of(one)) for name, one in fields if name not in _INTERNAL])
    if issubclass(hint, (str, enum.Enum)):
        return arrow.string()
    return {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}[hint]


def fitted(value: Any, kind: Any) -> Any:
    """A value as pyarrow takes it for a column of this type."""
    from pyarrow import types as is_

    if value is None:
        return None
    if is_.is_struct(kind):
        return {field.name: fitted(value[field.name], field.type) for field in kind}
    if is_.is_list(kind):
        return [fitted(item, kind.value_type) for item in value]
    if is_.is_map(kind):
        return list(value.items())
    if is_.is_string(kind):
        text = value if isinstance(value, str) else msgspec.json.encode(contract.plain(value))
        return encodable(text if isinstance(text, str) else text.decode())
    return value
