"""Entries, outcomes, refusals and commands as JSON, strictly: every key there, no other, every value of its own type.

The form is that of the core's classes. Amounts are whole numbers of the minor unit, dates are text; an effect names its
kind under `effect`, a refusal its code under `code`, a command its workflow under `command`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

import attrs
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from credit_rules import Amount, ByPrice, Command, Effect, Money
from credit_rules_adapters.refusals import Refusal
from credit_rules_adapters.text.mistakes import listed, shown
from credit_rules_adapters.text.readers import day_in_text, flag, name_in, one_of, text, whole
from credit_rules_adapters.text.toml import a_list

_Value = TypeVar("_Value")


def snake(name: str) -> str:
    """Write the name of a class in small letters.

    >>> snake("CreditUnapplied")
    'credit_unapplied'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


EFFECTS: dict[str, type] = {snake(effect.__name__): effect for effect in get_args(Effect)}
REJECTIONS: dict[str, type] = {rejection.code: rejection for rejection in get_args(Refusal)}
_COMMANDS: dict[str, type] = {snake(command.__name__): command for command in get_args(Command)}
_TAGS: dict[Any, tuple[str, str]] = {
    **{kind: ("effect", name) for name, kind in EFFECTS.items()},
    **{kind: ("code", code) for code, kind in REJECTIONS.items()},
}


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


def form_of_command(command: Command) -> dict[str, Any]:
    """Return the JSON form of a command, with its workflow."""
    return {"command": snake(type(command).__name__), **form_of(command)}


def command_of(form: Mapping[str, Any]) -> Command:
    """Return the command that has that form: the inverse of `form_of_command`.

    :raises ValueError: the form is another
    """
    given = dict(form)
    kind = _COMMANDS[name_in(_COMMANDS)(given.pop("command", None))]
    command: Command = from_form(given, kind)
    return command


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
    except RecursionError as error:
        raise ValueError("is nested too deeply to be read") from error


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
    """Make the converter, on first use, for that takes its time."""
    converter = Converter()
    converter.register_structure_hook(str, lambda form, _: _encodable(form))
    converter.register_structure_hook(int, lambda form, _: whole(form))
    converter.register_structure_hook(bool, lambda form, _: flag(form))
    converter.register_structure_hook(date, lambda form, _: day_in_text(form))
    converter.register_structure_hook(StrEnum, lambda form, kind: one_of(kind)(form))
    converter.register_structure_hook(Amount, lambda form, _: converter.structure(form, _kind_of_amount(form)))
    converter.register_structure_hook(
        ByPrice | Money, lambda form, _: converter.structure(form, ByPrice if "sessions" in _object(form) else Money)
    )
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook_factory(attrs.has, _structure_class)
    converter.register_structure_hook_factory(_is_tuple, _structure_tuple)
    converter.register_structure_hook_factory(_is_tagged, _structure_tagged)
    converter.register_unstructure_hook_factory(_TAGS.__contains__, _unstructure_tagged)
    return converter


def _encodable(form: object) -> str:
    """Allow text that can be written to a file: half of a pair of surrogates cannot."""
    given = text(form)
    if any("\ud800" <= character <= "\udfff" for character in given):
        raise ValueError(f"{given!a} holds half a character; allowed are whole ones")
    return given


def _kind_of_amount(form: object) -> Any:
    """Tell an amount of money from amounts by line: under the id of a line stands an object."""
    return Money if isinstance(_object(form).get("amount_minor"), int) else dict[str, Money]


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_tagged(kind: Any) -> bool:
    return any(member in _TAGS for member in get_args(kind)) and not _is_tuple(kind)


def _object(form: object) -> dict[str, Any]:
    if not isinstance(form, dict):
        raise ValueError(f"{shown(form)} is no object; allowed is one in curly brackets")
    return form


def _structure_class(kind: Any, converter: Converter) -> Callable[[object, Any], Any]:
    keys = [field.name for field in attrs.fields(kind)]
    structure: Callable[[dict[str, Any], Any], Any] = make_dict_structure_fn(kind, converter)

    def checked(form: object, _: Any) -> Any:
        given = _object(form)
        wrong = [f"{key} is missing" for key in keys if key not in given]
        wrong += [f"{shown(key)} is unknown; {listed(keys)}" for key in given if key not in keys]
        if wrong:
            raise ValueError("; ".join(wrong))
        return structure(given, kind)

    return checked


def _structure_tuple(kind: Any, converter: Converter) -> Callable[[object, Any], Any]:
    if get_args(kind)[-1] is ...:
        structure = homogenous_tuple_structure_factory(kind, converter)
        return lambda form, _: structure(a_list(form), kind)
    parts = get_args(kind)

    def of_parts(form: object, _: Any) -> Any:
        given = a_list(form)
        if len(given) != len(parts):
            raise ValueError(f"{shown(given)} has {len(given)} parts; allowed are {len(parts)}")
        return tuple(converter.structure(value, part) for value, part in zip(given, parts, strict=True))

    return of_parts


def _structure_tagged(kind: Any, converter: Converter) -> Callable[[object, Any], Any]:
    """Structure one of several classes by its tag; where text is allowed beside them, text is itself."""
    members = {_TAGS[member][1]: member for member in get_args(kind) if member in _TAGS}
    key, _ = _TAGS[next(iter(members.values()))]
    takes_text = str in get_args(kind)

    def structure(form: object, _: Any) -> Any:
        if takes_text and isinstance(form, str):
            return form
        given = dict(_object(form))
        if key not in given:
            raise ValueError(f"{key} is missing; {listed(members)}")
        return converter.structure(given, members[name_in(members)(given.pop(key))])

    return structure


def _unstructure_tagged(kind: Any, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    key, name = _TAGS[kind]
    unstructure = make_dict_unstructure_fn(kind, converter)
    return lambda value: {key: name, **unstructure(value)}
