"""Money takes an int and a currency, does not change, and is never mixed up with a number."""

from credit_rules import Money, apportion

pounds = Money(7000, "GBP")
reveal_type(pounds)  # R: credit_rules.money.Money
reveal_type(pounds.amount_minor)  # R: int
reveal_type(pounds.currency)  # R: str
reveal_type(apportion(100, [50, 50]))  # R: tuple[int, ...]

Money("70.00", "GBP")  # E: arg-type
Money(70.0, "GBP")  # E: arg-type
Money(None, "GBP")  # E: arg-type
Money(7000, 826)  # E: arg-type
Money(7000)  # E: call-arg
Money()  # E: call-arg
Money(7000, "GBP", 2)  # E: call-arg

pounds.amount_minor = 1  # E: misc
pounds.memo = "x"  # E: attr-defined
pounds + pounds  # E: operator
pounds + 1  # E: operator
pounds < pounds  # E: operator
sorted([pounds, pounds])  # E: type-var

apportion(1.5, [50, 50])  # E: arg-type
apportion(100, ["50"])  # E: list-item
apportion(pounds, [50])  # E: arg-type
