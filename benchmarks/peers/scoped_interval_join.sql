-- The same where each invoice is of one product and each lot limited to one: a partition is an account's product.
WITH bills AS (
    SELECT
        id, account, product, outstanding_minor AS amount,
        sum(outstanding_minor) OVER (
            PARTITION BY account, product ORDER BY due_on, issued_on, id ROWS UNBOUNDED PRECEDING
        )::BIGINT AS upto
    FROM invoices
    WHERE outstanding_minor > 0
), lots AS (
    SELECT
        id, account, products[1] AS product, remaining_minor AS amount,
        sum(remaining_minor) OVER (
            PARTITION BY account, products[1] ORDER BY expires_on, id ROWS UNBOUNDED PRECEDING
        )::BIGINT AS upto
    FROM credits
    WHERE remaining_minor > 0
)
SELECT
    bills.id AS invoice,
    lots.id AS credit,
    account,
    least(bills.upto, lots.upto) - greatest(bills.upto - bills.amount, lots.upto - lots.amount) AS amount_minor
FROM bills
JOIN lots USING (account, product)
WHERE bills.upto - bills.amount < lots.upto AND lots.upto - lots.amount < bills.upto
