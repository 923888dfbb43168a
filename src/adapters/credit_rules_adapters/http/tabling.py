"""Reports as JSON and as CSV: one function makes the rows, and is found at two paths, the second ending in `.csv`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from credit_rules_adapters import reports
from credit_rules_adapters.http import views
from credit_rules_adapters.http.decoding import understood
from credit_rules_adapters.http.handlers import read
from credit_rules_adapters.http.views import Rows
from credit_rules_adapters.text.csv_text import csv_lines

_CSV = "text/csv"


def tabled(
    path: str, kind: type[Any], **options: Any
) -> Callable[[Callable[..., Iterable[Any]]], tuple[HTTPRouteHandler, HTTPRouteHandler]]:
    """Return what registers a function that makes rows of a kind, as JSON at a path and as CSV beside it."""

    def register(make: Callable[..., Iterable[Any]]) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
        @wraps(make)
        def as_json(**asked: Any) -> Any:
            return views.respond(Rows(rows=understood(lambda: tuple(make(**asked)))))

        @wraps(make)
        def as_csv(**asked: Any) -> Any:
            return as_table(path, kind, understood(lambda: tuple(make(**asked))))

        as_json.__annotations__ = {**make.__annotations__, "return": Response[Rows[kind]]}  # type: ignore[valid-type]
        as_csv.__annotations__ = {**make.__annotations__, "return": Response[str]}
        return read(path, **options)(as_json), read(f"{path}.csv", **csv_options(make.__name__), **options)(as_csv)

    return register


def csv_options(name: str) -> dict[str, Any]:
    """Return the options of a handler that answers a table as CSV."""
    told = "a table: amounts in major units, no text that a spreadsheet takes for a formula"
    return {"media_type": _CSV, "operation_id": f"{name}_as_csv", "response_description": told}


def as_table(path: str, kind: type[Any], rows: Iterable[Any], **headers: str) -> Response[str]:
    """Return the response that is a table: amounts in major units, texts safe to open in a spreadsheet."""
    text = understood(lambda: "".join(csv_lines(reports.titles(kind), map(reports.cells, rows))))
    return as_file(f"{path.rpartition('/')[2]}.csv", text, _CSV, **headers)


def as_file(name: str, text: str, media_type: str, **headers: str) -> Response[str]:
    """Return the response that is a file to be kept."""
    offered = {"Content-Disposition": f'attachment; filename="{name}"', **headers}
    return Response(text, media_type=media_type, headers=offered)
