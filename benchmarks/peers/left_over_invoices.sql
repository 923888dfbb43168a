-- What is left of each invoice, from the allocations in `found`.
SELECT id, account, currency, outstanding_minor - coalesce(used, 0)::BIGINT AS outstanding_minor
FROM invoices
LEFT JOIN (SELECT invoice, sum(amount_minor) AS used FROM found GROUP BY invoice) ON invoice = id
