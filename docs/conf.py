"""The site: Sphinx with MyST and furo, from the pages that stand here. It asks no network; `make docs` builds it.

The pages are written for a reader of the tree, too: links go to files and folders. Where a link leaves docs/, the site
offers the file; a link to a folder of scenarios leads to the page that lists them.
"""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "credit-rules"
author = "The credit-rules contributors"
version = release = version_of("credit-rules")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["embedding/club"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # a page of ours may begin with a comment or leave a level out
nitpicky = True
# What stands outside this package has no page here: Python's own types, and those of the libraries.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!credit_rules).*"),
    (r"py:.*", r"credit_rules[\w.]*\._\w+"),
    (r"py:.*", r"credit_rules_adapters\.(stores\.sql\.(store\.Tables|loading|writing)|access|testing).*"),
]

default_role = "literal"
autodoc_typehints = "signature"
autodoc_type_aliases = {
    name: f"credit_rules.{name}" for name in ("Amount", "Command", "Decision", "Effect", "Rejection")
}
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
autodoc_default_options = {"members": True, "undoc-members": True, "show-inheritance": False}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "credit-rules"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}

_DOCS = Path(__file__).resolve().parent
_ELSEWHERE = {"benchmarks/RESULTS": "performance", "CHANGELOG": "changelog"}


def follow_links(_: Sphinx, doctree: nodes.document) -> None:
    """Lead links that leave docs/, or name a folder, to a page of the site; without one they become plain text."""
    for link in list(doctree.findall(addnodes.pending_xref)):
        if link.get("reftype") != "myst":
            continue
        page = _DOCS / f"{link['refdoc']}.md"
        place = (page.parent / link["reftarget"].partition("#")[0]).resolve()
        inside = place.is_relative_to(_DOCS)
        if link.get("refdomain") == "doc":
            place = (_DOCS / link["reftarget"]).resolve()
            if not place.is_relative_to(_DOCS):
                _lead(link, _ELSEWHERE.get(str(place.relative_to(_DOCS.parent))), None)
        elif inside and place.is_dir():
            rule = re.fullmatch(r"R0?(\d+)-.*", link.astext())
            listed = f"r{rule[1]}" if rule else place.name
            _lead(link, "scenarios" if "scenarios" in place.parts else f"{place.relative_to(_DOCS)}/README", listed)
        elif place.is_dir():
            _lead(link, None, None)


def _lead(link: addnodes.pending_xref, page: str | None, anchor: str | None) -> None:
    if page is None:
        link.replace_self(link.children)
        return
    link["refdomain"], link["reftarget"], link["reftargetid"] = "doc", page, anchor


def list_pages(_: Sphinx, page: str, source: list[str]) -> None:
    """Put the decisions below the page that lists them, and a page that index.md does not name yet at its end."""
    if page == "adr/README":
        source[0] += "\n```{toctree}\n:hidden:\n:glob:\n\n0*\n```\n"
    if page == "index":
        named = set(re.findall(r"^[\w-]+$", source[0], re.MULTILINE)) | {"index"}
        further = sorted({file.stem for file in _DOCS.glob("*.md")} - named)
        if further:
            source[0] += "\n".join(["\n```{toctree}", ":caption: Further", ":hidden:", "", *further, "```\n"])


def name_unions(*told: object) -> tuple[str, str] | None:
    """Show a union of ours by its name where it stands inside another type, too."""
    *_, signature, returned = told
    if "TypeAliasForwardRef" not in f"{signature}{returned}":
        return None
    signature, returned = (re.sub(r"TypeAliasForwardRef\('([\w.]+)'\)", r"\1", str(part)) for part in told[-2:])
    return signature, returned


def setup(app: Sphinx) -> None:
    """Register what this file adds to Sphinx."""
    app.connect("source-read", list_pages)
    app.connect("doctree-read", follow_links)
    app.connect("autodoc-process-signature", name_unions)
