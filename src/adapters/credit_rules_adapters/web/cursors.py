"""Where the next part of a list begins, as text in an address."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from typing import Any

from credit_rules_adapters.http.problems import NotUnderstoodProblem

_NO_PLACE = "This place in the list does not exist; begin with its first page."


def text_of(key: tuple[Any, ...] | None) -> str:
    """Write the key of the last row that was shown; nothing where no row follows."""
    if key is None:
        return ""
    written = json.dumps([value.isoformat() if isinstance(value, date) else value for value in key])
    return base64.urlsafe_b64encode(written.encode()).decode()


def key_of(cursor: str, *, dated: bool = False) -> tuple[Any, ...] | None:
    """Read it again; of a `dated` list the first value is a date.

    :raises NotUnderstoodProblem: it is none that was written
    """
    if not cursor:
        return None
    try:
        first, *others = json.loads(base64.urlsafe_b64decode(cursor))
        if not all(isinstance(value, str) for value in (first, *others)):
            raise ValueError(cursor)
        return (date.fromisoformat(first) if dated else first, *others)
    except (ValueError, TypeError, binascii.Error) as error:
        raise NotUnderstoodProblem(_NO_PLACE) from error


def numbered_key_of(cursor: str) -> tuple[str, int] | None:
    """Read the key of a list by account and number.

    :raises NotUnderstoodProblem: it is none that was written
    """
    if not cursor:
        return None
    try:
        account, number = json.loads(base64.urlsafe_b64decode(cursor))
    except (ValueError, TypeError, binascii.Error) as error:
        raise NotUnderstoodProblem(_NO_PLACE) from error
    if not isinstance(account, str) or not isinstance(number, int):
        raise NotUnderstoodProblem(_NO_PLACE)
    return account, number
