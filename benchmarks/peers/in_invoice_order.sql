-- The allocations in `found` in the invoice order, then in the order in which lots are used, with their currency.
SELECT found.invoice, found.credit, found.account, invoices.currency, found.amount_minor
FROM found
JOIN invoices ON invoices.id = found.invoice
JOIN credits ON credits.id = found.credit
ORDER BY invoices.due_on, invoices.issued_on, invoices.id, credits.expires_on, credits.id
