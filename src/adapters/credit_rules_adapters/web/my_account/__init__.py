"""My account: a customer's credit, what it can be used for, what became of it; no other account's."""

from credit_rules_adapters.web.my_account import invoices, looking_back, overview

HANDLERS = (*overview.HANDLERS, *invoices.HANDLERS, *looking_back.HANDLERS)
