"""What the arguments of a proof may be, and how one of them is written down."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Protocol

import attrs
from attrs import field, frozen, validators


@frozen
class Integer:
    """Any integer at all; `INTEGER` is the one to use, `[INTEGER] * 3` is a list of three."""


INTEGER = Integer()


@frozen(init=False)
class Choice:
    """Each of these in turn: `Choice(*Surplus)` for an enumeration; its members may be shapes, too."""

    members: tuple[Any, ...] = field(validator=validators.min_len(1))

    def __init__(self, *members: object) -> None:
        self.__attrs_init__(members)


@frozen(init=False)
class Built:
    """What `maker` builds of these fields, themselves shapes; where it raises, there is no such argument."""

    maker: Callable[..., Any]
    fields: dict[str, Any]

    def __init__(self, maker: Callable[..., Any], **fields: object) -> None:
        self.__attrs_init__(maker, fields)


class NotBuilt(Exception):
    """A maker raised: its validators bound what the argument may be."""


class Source(Protocol):
    """Where the integers and the choices come from: a symbolic run, or a model of one."""

    def integer(self, name: str) -> Any:
        """Return the integer of that name."""

    def choose(self, count: int) -> int:
        """Return an index below `count`."""


def build(shape: object, name: str, source: Source) -> Any:
    """Return the argument of this shape; lists, tuples and dictionaries hold shapes, anything else is itself.

    :raises NotBuilt: a maker raised
    """
    match shape:
        case Integer():
            return source.integer(name)
        case Choice(members=members):
            return build(members[source.choose(len(members))], name, source)
        case Built(maker=maker, fields=fields):
            built = {key: build(inner, f"{name}.{key}", source) for key, inner in fields.items()}
            try:
                return maker(**built)
            except Exception as error:
                raise NotBuilt(f"{name}: {error!r}") from error
        case list() | tuple():
            return type(shape)(build(inner, f"{name}[{place}]", source) for place, inner in enumerate(shape))
        case dict():
            return {key: build(inner, f"{name}[{key!r}]", source) for key, inner in shape.items()}
    return shape


def shapes_of(function: Callable[..., Any], over: Mapping[str, object]) -> dict[str, object]:
    """Return a shape for each parameter: as `over` says, else any integer where it is annotated `int`.

    :raises TypeError: a parameter has no shape, or cannot be given by name, or `over` names none of the parameters
    """
    parameters = inspect.signature(function).parameters
    named = {name for name, each in parameters.items() if each.kind in {each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY}}
    whole = {name for name in named if parameters[name].annotation in {int, "int"}}
    unclear = (parameters.keys() ^ (whole | over.keys())) | (parameters.keys() - named)
    if unclear:
        raise TypeError(
            f"{function.__name__}({', '.join(parameters)}): `over` must give a shape, by name, to each parameter not "
            f"annotated int, and to nothing else; it is otherwise with {', '.join(sorted(unclear))}"
        )
    return {name: over.get(name, INTEGER) for name in parameters}


def written(value: object) -> str:
    """Write a value as Python source: members of enumerations by name, attrs classes and containers by their parts."""
    match value:
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case tuple():
            return f"({''.join(f'{written(part)}, ' for part in value).rstrip(' ' if len(value) == 1 else ', ')})"
        case dict():
            return f"{{{', '.join(f'{written(key)}: {written(part)}' for key, part in value.items())}}}"
    kind: Any = type(value)
    if attrs.has(kind):
        return called(kind, {each.alias: getattr(value, each.name) for each in attrs.fields(kind) if each.init})
    return repr(value)


def called(function: Callable[..., Any], arguments: Mapping[str, object]) -> str:
    """Write a call of `function` as Python source."""
    return f"{function.__name__}({', '.join(f'{name}={written(value)}' for name, value in arguments.items())})"
