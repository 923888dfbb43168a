-- What is left of each lot, from the allocations in `found`, and why; all of them can be used on the date.
SELECT
    id, account, currency,
    remaining_minor - coalesce(used, 0)::BIGINT AS remaining_minor,
    CASE
        WHEN remaining_minor = used THEN NULL
        WHEN account IN (SELECT account FROM invoices WHERE outstanding_minor > 0) THEN 'nothing_left_owing'
        ELSE 'no_open_invoice'
    END AS reason
FROM credits
LEFT JOIN (SELECT credit, sum(amount_minor) AS used FROM found GROUP BY credit) ON credit = id
