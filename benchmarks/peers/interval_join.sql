-- Every allocation: running sums on both sides, joined where the stretches of an invoice and of a lot overlap.
WITH bills AS (
    SELECT
        id, account, outstanding_minor AS amount,
        sum(outstanding_minor) OVER (
            PARTITION BY account ORDER BY due_on, issued_on, id ROWS UNBOUNDED PRECEDING
        )::BIGINT AS upto
    FROM invoices
    WHERE outstanding_minor > 0
), lots AS (
    SELECT
        id, account, remaining_minor AS amount,
        sum(remaining_minor) OVER (
            PARTITION BY account ORDER BY expires_on, id ROWS UNBOUNDED PRECEDING
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
JOIN lots USING (account)
WHERE bills.upto - bills.amount < lots.upto AND lots.upto - lots.amount < bills.upto
