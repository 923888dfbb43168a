"""Finance reports over entries and states: rows of integers in a total order, for any store and any way to show them.

Amounts are minor units. What reads entries (`roll_forward`, `statement`, `journal`) takes those of an account in their
order; what reads states (`ageing`, `expiring`, `balance`) takes them as they stood: of an earlier date see `as_at`.
"""

from credit_rules_adapters.reports.ageing import Aged, What, ageing
from credit_rules_adapters.reports.balance import Balance, balance
from credit_rules_adapters.reports.beancount_text import CHART, beancount_text, chart_of
from credit_rules_adapters.reports.expiring import Expiring, expiring
from credit_rules_adapters.reports.forms import cells, numbers_at, titles
from credit_rules_adapters.reports.journal import JournalLine, journal
from credit_rules_adapters.reports.movements import Moved, Movement, movements
from credit_rules_adapters.reports.periods import Period, as_at, in_date_order
from credit_rules_adapters.reports.roll_forward import RollForward, roll_forward
from credit_rules_adapters.reports.statement import End, StatementLine, statement

__all__ = [
    "CHART",
    "Aged",
    "Balance",
    "End",
    "Expiring",
    "JournalLine",
    "Moved",
    "Movement",
    "Period",
    "RollForward",
    "StatementLine",
    "What",
    "ageing",
    "as_at",
    "balance",
    "beancount_text",
    "cells",
    "chart_of",
    "expiring",
    "in_date_order",
    "journal",
    "movements",
    "numbers_at",
    "roll_forward",
    "statement",
    "titles",
]
