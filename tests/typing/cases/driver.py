"""Proves that the driver bites: one line that is right, one that is wrong, one whose type is told."""

from credit_rules.money import Money

pounds = Money(7000, "GBP")
reveal_type(pounds.amount_minor)  # R: int
Money("70.00", "GBP")  # E: arg-type
