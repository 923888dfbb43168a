"""One line of an invoice."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen
from attrs.validators import optional

from credit_rules import checks


@frozen
class Line:
    """One line of an invoice: net and tax in minor units, and what standing notes took of each."""

    id: str = field(validator=checks.identifier)
    net_minor: int = field(validator=checks.not_negative)
    tax_minor: int = field(default=0, validator=checks.not_negative)
    product: str | None = field(default=None, kw_only=True, validator=optional(checks.identifier))
    beneficiary: str | None = field(default=None, kw_only=True, validator=optional(checks.identifier))
    description: str = field(default="", kw_only=True, validator=checks.text)
    period_from: date | None = field(default=None, kw_only=True, validator=optional(checks.day))
    period_until: date | None = field(default=None, kw_only=True, validator=optional(checks.day))
    tax_code: str | None = field(default=None, kw_only=True, validator=optional(checks.text))
    credited_net_minor: int = field(default=0, kw_only=True, validator=checks.not_negative)
    credited_tax_minor: int = field(default=0, kw_only=True, validator=checks.not_negative)

    def __attrs_post_init__(self) -> None:
        if self.net_left_minor < 0 or self.tax_left_minor < 0:
            most = f"{checks.shown(self.net_minor)} and {checks.shown(self.tax_minor)}"
            given = f"{checks.shown(self.credited_net_minor)} and {checks.shown(self.credited_tax_minor)}"
            raise ValueError(f"Line {self.id}: credited net and tax must be at most {most}, not {given}")
        if self.period_from is not None and self.period_until is not None and self.period_until <= self.period_from:
            raise ValueError(
                f"Line.period_until must be after period_from ({self.period_from}), not {self.period_until}"
            )

    @property
    def gross_minor(self) -> int:
        """Net and tax together."""
        return self.net_minor + self.tax_minor

    @property
    def net_left_minor(self) -> int:
        """Net that is still creditable."""
        return self.net_minor - self.credited_net_minor

    @property
    def tax_left_minor(self) -> int:
        """Tax that is still creditable."""
        return self.tax_minor - self.credited_tax_minor

    @property
    def creditable_minor(self) -> int:
        """Gross that is still creditable."""
        return self.net_left_minor + self.tax_left_minor
