"""Where one can go from every page, by role."""

from __future__ import annotations

from attrs import frozen

from credit_rules_adapters.access.callers import Caller, Role

_STAFF = frozenset({Role.ADMINISTRATOR, Role.CLERK, Role.VIEWER})
_CUSTOMERS = frozenset({Role.CUSTOMER})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@frozen
class Link:
    """A page that everyone of those roles may open."""

    label: str
    path: str
    roles: frozenset[Role]

    def leads_to(self, path: str) -> bool:
        """Tell whether a page is this one, or one of those below it."""
        return path == self.path or path.startswith(f"{self.path}/")


LINKS = (
    Link("Invoices", "/invoices", _STAFF),
    Link("Approvals", "/approvals", _STAFF),
    Link("Everyone", "/everyone", _ADMINISTRATORS),
    Link("Finance", "/finance", _STAFF),
    Link("Policy", "/policy", _STAFF),
    Link("My account", "/my-account", _CUSTOMERS),
    Link("History", "/my-history", _CUSTOMERS),
    Link("Statement", "/my-statement", _CUSTOMERS),
)


def links_for(caller: Caller) -> tuple[Link, ...]:
    """Return where a caller can go."""
    return tuple(link for link in LINKS if caller.role in link.roles)
