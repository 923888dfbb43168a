"""Letters that a PDF's built-in fonts have: Latin ones; others are written with these."""

from __future__ import annotations

from anyascii import anyascii

_ENCODING = "latin-1"
_TYPOGRAPHIC = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


def is_latin(text: str) -> bool:
    """Tell whether a text needs no other letters."""
    return _in_latin(text.translate(_TYPOGRAPHIC))


def latin(text: str) -> str:
    """Return a text in Latin letters: each other one is written as it sounds.

    >>> latin("Zoë Dvořák"), latin("Γεωργίου")
    ('Zoë Dvorák', 'Georgioy')
    """
    plain = text.translate(_TYPOGRAPHIC)
    return "".join(letter if _in_latin(letter) else anyascii(letter) for letter in plain)


def _in_latin(text: str) -> bool:
    try:
        text.encode(_ENCODING)
    except UnicodeEncodeError:
        return False
    return True
