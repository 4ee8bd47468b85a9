-- name: markCutOver
UPDATE invoices SET cut_over = $3 WHERE merchant_id = $1 AND number = $2;

-- A document that money was applied to, or that is cancelled, stays as it is.
-- name: cancelInvoice
UPDATE invoices SET open_minor = 0, cancelled_by = $3, cancel_reason = $4
WHERE merchant_id = $1 AND number = $2 AND cancelled_by IS NULL AND reversible_minor = 0
    AND open_minor = imported_open_minor
RETURNING open_minor;

-- name: markCorrects
UPDATE invoices SET corrects = $3 WHERE merchant_id = $1 AND number = $2;

-- name: markReplaced
UPDATE invoices SET replaced_by = $3 WHERE merchant_id = $1 AND number = $2;

-- name: receiptsOnInvoice
SELECT identity, kind, minor_units FROM receipt_applications
WHERE merchant_id = $1 AND number = $2 AND kind NOT IN ('payout', 'payment_left', 'refund_left', 'waiting_back')
ORDER BY identity, position;

-- name: cancelledInvoices
SELECT number, replaced_by FROM invoices WHERE merchant_id = $1 AND cancelled_by IS NOT NULL ORDER BY number;

-- name: insertOpeningDeposit
INSERT INTO opening_deposits (merchant_id, number, customer_id, currency, minor_units, received, cut_over)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: findOpeningDeposit
SELECT number, customer_id, currency, minor_units, received, cut_over FROM opening_deposits
WHERE merchant_id = $1 AND number = $2;

-- name: openingDeposits
SELECT number, customer_id, currency, minor_units, received, cut_over FROM opening_deposits
WHERE merchant_id = $1 ORDER BY number;
