-- The same without a join, for an account of many rows, whose every pair a join would look at: the ends of both sides'
-- stretches in one order, each with the invoice and the lot that it lies in.
WITH both_sides AS (
    SELECT account, TRUE AS is_bill, id, outstanding_minor AS amount, due_on AS first_key, issued_on AS second_key
    FROM invoices
    WHERE outstanding_minor > 0
    UNION ALL
    SELECT account, FALSE, id, remaining_minor, expires_on, NULL
    FROM credits
    WHERE remaining_minor > 0
), summed AS (
    SELECT
        account, is_bill, id,
        sum(amount) OVER (
            PARTITION BY account, is_bill ORDER BY first_key, second_key, id ROWS UNBOUNDED PRECEDING
        )::BIGINT AS upto
    FROM both_sides
), merged AS (
    SELECT
        account,
        first_value(CASE WHEN is_bill THEN id END IGNORE NULLS) OVER onwards AS invoice,
        first_value(CASE WHEN NOT is_bill THEN id END IGNORE NULLS) OVER onwards AS credit,
        upto - lag(upto, 1, 0) OVER (PARTITION BY account ORDER BY upto) AS amount_minor
    FROM summed
    WINDOW onwards AS (PARTITION BY account ORDER BY upto ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
)
SELECT invoice, credit, account, amount_minor
FROM merged
WHERE invoice IS NOT NULL AND credit IS NOT NULL AND amount_minor > 0
