"""What an invoice, a lot and an account show, as the figures that expectations are compared with."""

from __future__ import annotations

from datetime import date

from credit_rules import Account, AccountCredit, Invoice, Policy, available, available_actions, balances
from credit_rules_adapters.scenarios.ending import SUMS
from credit_rules_adapters.scenarios.model import Figures, Plain
from credit_rules_adapters.text.money import format_amount


def of_invoice(invoice: Invoice, policy: Policy) -> Figures:
    """Show every sum of an invoice, its states, and what may be done with it."""
    sums = {name: format_amount(getattr(invoice, f"{name}_minor"), invoice.currency) for name in SUMS}
    return {
        **sums,
        "state": invoice.state.value,
        "credit_state": invoice.credit_state.value,
        "actions": [action.value for action in available_actions(invoice, policy)],
    }


def of_credit(lot: AccountCredit) -> Figures:
    """Show a lot; where it has no expiry or no limit, the words never and any."""
    return {
        "remaining": format_amount(lot.remaining_minor, lot.currency),
        "class": lot.credit_class.value,
        "expires_on": "never" if lot.expires_on is None else lot.expires_on.isoformat(),
        "products": "any" if lot.products is None else list(lot.products),
        "paused": lot.paused,
        "voided": lot.voided,
    }


def of_account(account: Account, id: str, on: date) -> dict[str, dict[str, str]]:
    """Show what an account has on a date, by currency; none that is zero."""
    own = [lot for lot in account.credits.values() if lot.account == id]
    sums = {"available": available(own, on=on), "balance": balances(own, on=on)}
    return {
        key: {code: format_amount(amount_minor, code) for code, amount_minor in by_currency.items()}
        for key, by_currency in sums.items()
    }


def as_asked(sums: dict[str, str], asked: Plain) -> Plain:
    """Show sums by currency as they were asked for: all of them, or as money of one currency."""
    if not isinstance(asked, str):
        return {**sums}
    code = asked.rpartition(" ")[2]
    return f"{sums.get(code, format_amount(0, code))} {code}"
