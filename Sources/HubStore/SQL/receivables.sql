-- name: upsertCustomer
INSERT INTO customers (merchant_id, customer_id, name, payer_account, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (merchant_id, customer_id) DO UPDATE SET name = excluded.name, payer_account = excluded.payer_account;

-- name: findCustomer
SELECT customer_id, name, payer_account, created_at FROM customers WHERE merchant_id = $1 AND customer_id = $2;

-- name: listCustomers
SELECT customer_id, name, payer_account, created_at FROM customers
WHERE merchant_id = $1 AND customer_id > $2 ORDER BY customer_id LIMIT $3;

-- name: ensureCreditAccount
INSERT INTO credit_accounts (merchant_id, customer_id, currency, limit_minor) VALUES ($1, $2, $3, 0)
ON CONFLICT (merchant_id, customer_id, currency) DO NOTHING;

-- name: setCreditLimit
UPDATE credit_accounts SET limit_minor = $4, version = version + 1
WHERE merchant_id = $1 AND customer_id = $2 AND currency = $3;

-- name: findCreditAccount
SELECT customer_id, currency, limit_minor, open_minor, reserved_minor, reversible_minor, unapplied_minor,
    credit_notes_minor, oldest_unsecured_due, version FROM credit_accounts
WHERE merchant_id = $1 AND customer_id = $2 AND currency = $3;

-- name: listCreditAccounts
SELECT customer_id, currency, limit_minor, open_minor, reserved_minor, reversible_minor, unapplied_minor,
    credit_notes_minor, oldest_unsecured_due, version FROM credit_accounts
WHERE merchant_id = $1 ORDER BY customer_id, currency;

-- name: moveCredit
UPDATE credit_accounts SET open_minor = open_minor + $4, reversible_minor = reversible_minor + $5,
    unapplied_minor = unapplied_minor + $6, credit_notes_minor = credit_notes_minor + $7, version = version + 1,
    oldest_unsecured_due = (
        SELECT MIN(due) FROM invoices i WHERE i.merchant_id = $1 AND i.customer_id = $2 AND i.currency = $3
            AND i.open_minor + i.reversible_minor > 0 AND i.kind = 'invoice'
    )
WHERE merchant_id = $1 AND customer_id = $2 AND currency = $3;

-- One statement decides and reserves: never read, then write. Its predicate is that of HubCredit's ReservationGate.
-- name: reserveCredit
UPDATE credit_accounts SET reserved_minor = reserved_minor + $4, version = version + 1
WHERE merchant_id = $1 AND customer_id = $2 AND currency = $3
    AND (oldest_unsecured_due IS NULL OR oldest_unsecured_due > $5)
    AND open_minor + reserved_minor + reversible_minor - unapplied_minor - credit_notes_minor + $4 <= limit_minor
RETURNING reserved_minor;

-- name: releaseCredit
UPDATE credit_accounts SET reserved_minor = reserved_minor - $4, version = version + 1
WHERE merchant_id = $1 AND customer_id = $2 AND currency = $3 AND reserved_minor >= $4;

-- name: insertReservation
INSERT INTO reservations (merchant_id, reservation_id, customer_id, currency, amount_minor, state, decision_id, created_at,
    expires_at)
VALUES ($1, $2, $3, $4, $5, 'reserved', $6, $7, $8);

-- name: findReservation
SELECT reservation_id, customer_id, currency, amount_minor, committed_minor, state, created_at, expires_at, decision_id
FROM reservations WHERE merchant_id = $1 AND reservation_id = $2;

-- name: commitReservation
UPDATE reservations SET committed_minor = committed_minor + $3,
    state = CASE WHEN committed_minor + $3 = amount_minor THEN 'committed' ELSE state END
WHERE merchant_id = $1 AND reservation_id = $2 AND state = 'reserved' AND committed_minor + $3 <= amount_minor
RETURNING committed_minor;

-- name: closeReservation
UPDATE reservations SET state = $3 WHERE merchant_id = $1 AND reservation_id = $2 AND state = 'reserved'
RETURNING amount_minor - committed_minor;

-- name: reservedSum
SELECT COALESCE(SUM(amount_minor - committed_minor), 0) FROM reservations
WHERE merchant_id = $1 AND customer_id = $2 AND currency = $3 AND state = 'reserved';

-- name: insertDecision
INSERT INTO credit_decisions (merchant_id, decision_id, customer_id, decision, decided_at) VALUES ($1, $2, $3, $4, $5);

-- name: findDecision
SELECT decision FROM credit_decisions WHERE merchant_id = $1 AND decision_id = $2;

-- name: insertInvoice
INSERT INTO invoices (merchant_id, number, kind, customer_id, customer_name, payer_account, currency, amount_minor,
    imported_open_minor, open_minor, issued, due, terms, reference, taxes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13, $14)
ON CONFLICT (merchant_id, number) DO NOTHING;

-- name: findInvoice
SELECT number, kind, customer_id, customer_name, payer_account, currency, amount_minor, open_minor, issued, due, terms,
    reference, imported_open_minor, reversible_minor, cut_over, cancelled_by, replaced_by, corrects, cancel_reason, taxes
FROM invoices WHERE merchant_id = $1 AND number = $2;

-- name: invoiceNumbers
SELECT number FROM invoices WHERE merchant_id = $1 ORDER BY number;

-- name: listInvoices
SELECT number, kind, customer_id, customer_name, payer_account, currency, amount_minor, open_minor, issued, due, terms,
    reference, imported_open_minor, reversible_minor, cut_over, cancelled_by, replaced_by, corrects, cancel_reason, taxes
FROM invoices
WHERE merchant_id = $1 AND number > $2 ORDER BY number LIMIT $3;

-- name: invoicesToMatch
SELECT number, kind, customer_id, customer_name, payer_account, currency, amount_minor, open_minor, issued, due, terms,
    reference, imported_open_minor, reversible_minor, cut_over, cancelled_by, replaced_by, corrects, cancel_reason, taxes
FROM invoices
WHERE merchant_id = $1 AND (open_minor > 0 OR due >= $2) AND cancelled_by IS NULL
    AND NOT EXISTS (SELECT 1 FROM invoices c
        WHERE c.merchant_id = $1 AND c.number = invoices.corrects AND c.cancelled_by = invoices.number)
ORDER BY number;

-- name: unsecuredInvoices
SELECT number, kind, customer_id, customer_name, payer_account, currency, amount_minor, open_minor, issued, due, terms,
    reference, imported_open_minor, reversible_minor, cut_over, cancelled_by, replaced_by, corrects, cancel_reason, taxes
FROM invoices
WHERE merchant_id = $1 AND customer_id = $2 AND currency = $3 AND due <= $4 AND open_minor + reversible_minor > 0
    AND kind = 'invoice'
ORDER BY due, number;

-- name: settleInvoice
UPDATE invoices SET open_minor = open_minor - $3, reversible_minor = reversible_minor + $4
WHERE merchant_id = $1 AND number = $2 AND open_minor >= $3 AND reversible_minor + $4 >= 0
    AND open_minor - $3 + reversible_minor + $4 <= imported_open_minor;
