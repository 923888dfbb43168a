"""Entries, outcomes and refusals as JSON, strictly: every key there, no other, every value of its own type.

The form is that of the core's classes. Amounts are whole numbers of the minor unit, dates are text; an effect names its
kind under `effect`, a refusal its code under `code`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

import attrs
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from credit_rules import Effect, Rejection
from credit_rules_adapters.text.mistakes import listed, shown
from credit_rules_adapters.text.readers import day_in_text, flag, name_in, one_of, text, whole
from credit_rules_adapters.text.toml import a_list, a_table

_Value = TypeVar("_Value")


def snake(name: str) -> str:
    """Write the name of a class in small letters.

    >>> snake("CreditUnapplied")
    'credit_unapplied'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


EFFECTS: dict[str, type] = {snake(effect.__name__): effect for effect in get_args(Effect)}
REJECTIONS: dict[str, type] = {rejection.code: rejection for rejection in get_args(Rejection)}
_TAGS = {kind: (key, name) for key, kinds in (("effect", EFFECTS), ("code", REJECTIONS)) for name, kind in kinds.items()}


def form_of(value: object) -> Any:
    """Return the JSON form of an entry, an outcome, a refusal, or a part of one."""
    return _converter().unstructure(value)


def from_form(form: object, kind: type[_Value]) -> _Value:
    """Return what has that form: the inverse of `form_of`.

    :raises ValueError: the form is another; the text names each place and what is wrong there
    """
    try:
        return _converter().structure(form, kind)
    except BaseValidationError as error:
        found = (each.rpartition(" @ ") for each in transform_error(error, "", lambda exc, _: str(exc)))
        raise ValueError("; ".join(f"{place.lstrip('.')}: {what}".lstrip(": ") for what, _, place in found)) from error


def line_of(form: object) -> str:
    """Write a form as one line of ASCII; the same form always as the same line."""
    return json.dumps(form, separators=(",", ":"))


def read_line(line: str) -> Any:
    """Read a form from one line.

    :raises ValueError: it is not JSON, names a key twice, or holds a number with a fraction
    """
    try:
        return json.loads(line, object_pairs_hook=_different, parse_float=_refused, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg} (column {error.colno})") from error


def _different(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{shown(twice)} stands twice in one object; allowed is once")
    return found


def _refused(number: str) -> Any:
    raise ValueError(f"{number} is no whole number; allowed are whole numbers of the minor unit")


@cache
def _converter() -> Converter:
    """Make the converter on first use, for its making takes time."""
    converter = Converter()
    readers: dict[type, Callable[[object], Any]] = {
        str: _encodable,
        int: whole,
        bool: flag,
        date: day_in_text,
    }
    for kind, read in readers.items():
        converter.register_structure_hook_func(lambda asked, kind=kind: asked is kind, lambda value, _, read=read: read(value))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook_factory(_is_enum, _structure_enum)
    converter.register_structure_hook_factory(attrs.has, _structure_class)
    converter.register_structure_hook_factory(_is_tuple, _structure_tuple)
    converter.register_structure_hook_factory(_is_tagged, _structure_tagged)
    converter.register_unstructure_hook_factory(lambda kind: kind in _TAGS, _unstructure_tagged)
    return converter
