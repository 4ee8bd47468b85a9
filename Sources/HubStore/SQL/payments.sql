-- name: insertPayment
INSERT INTO payments (merchant_id, payment_id, customer_id, account_id, currency, amount_minor,
    captures_automatically, description, outstanding_minor, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6, $9);

-- name: insertPaymentAllocation
INSERT INTO payment_allocations (merchant_id, payment_id, position, number, intended_minor) VALUES ($1, $2, $3, $4, $5);

-- name: lockPayment
UPDATE payments SET version = version + 1 WHERE merchant_id = $1 AND payment_id = $2
RETURNING payment_id, customer_id, account_id, currency, amount_minor, captures_automatically, description,
    provider_payment, first_sent_at, unapplied_minor, created_at;

-- name: findPayment
SELECT payment_id, customer_id, account_id, currency, amount_minor, captures_automatically, description,
    provider_payment, first_sent_at, unapplied_minor, created_at FROM payments WHERE merchant_id = $1 AND payment_id = $2;

-- name: listPayments
SELECT payment_id FROM payments WHERE merchant_id = $1 AND payment_id > $2 ORDER BY payment_id LIMIT $3;

-- name: paymentAllocations
SELECT position, number, intended_minor, allocated_minor FROM payment_allocations
WHERE merchant_id = $1 AND payment_id = $2 ORDER BY position;

-- name: claimsOnInvoice
SELECT payment_id, position, allocated_minor FROM payment_allocations
WHERE merchant_id = $1 AND number = $2 ORDER BY payment_id, position;

-- name: setAllocated
UPDATE payment_allocations SET allocated_minor = $4 WHERE merchant_id = $1 AND payment_id = $2 AND position = $3;

-- name: intendedForInvoice
SELECT COALESCE(SUM(CASE WHEN p.outstanding_minor < a.intended_minor - a.allocated_minor THEN p.outstanding_minor
    ELSE a.intended_minor - a.allocated_minor END), 0) FROM payment_allocations a
JOIN payments p ON p.merchant_id = a.merchant_id AND p.payment_id = a.payment_id
WHERE a.merchant_id = $1 AND a.number = $2 AND p.outstanding_minor > 0;

-- name: findPaymentByProvider
SELECT payment_id FROM payments WHERE merchant_id = $1 AND account_id = $2 AND provider_payment = $3;

-- A name that another payment of the account has stays with that one.
-- name: setProviderPayment
UPDATE payments SET provider_payment = $3 WHERE merchant_id = $1 AND payment_id = $2 AND provider_payment IS NULL
    AND NOT EXISTS (SELECT 1 FROM payments other WHERE other.merchant_id = $1 AND other.provider_payment = $3
        AND other.account_id = payments.account_id);

-- name: setPaymentProjection
UPDATE payments SET authorised_minor = $3, refundable_minor = $4, captures_held_minor = $5, refunds_held_minor = $6,
    unapplied_minor = $7, outstanding_minor = $8 WHERE merchant_id = $1 AND payment_id = $2;

-- name: reserveCapture
UPDATE payments SET captures_held_minor = captures_held_minor + $3
WHERE merchant_id = $1 AND payment_id = $2 AND captures_held_minor + $3 <= authorised_minor RETURNING captures_held_minor;

-- name: reserveRefund
UPDATE payments SET refunds_held_minor = refunds_held_minor + $3
WHERE merchant_id = $1 AND payment_id = $2 AND refunds_held_minor + $3 <= refundable_minor RETURNING refunds_held_minor;

-- name: insertOperation
INSERT INTO payment_operations (merchant_id, operation_id, payment_id, kind, amount_minor, idempotency_key,
    method_token, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: markSent
UPDATE payment_operations SET last_sent_at = $3 WHERE merchant_id = $1 AND operation_id = $2;

-- name: markFirstSent
UPDATE payments SET first_sent_at = $3 WHERE merchant_id = $1 AND payment_id = $2 AND first_sent_at IS NULL;

-- name: paymentOperations
SELECT operation_id, kind, amount_minor, idempotency_key, method_token, last_sent_at, created_at
FROM payment_operations WHERE merchant_id = $1 AND payment_id = $2 ORDER BY operation_id;

-- name: insertFact
INSERT INTO payment_facts (merchant_id, payment_id, fact_key, fact, recorded_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (merchant_id, payment_id, fact_key) DO NOTHING;

-- name: insertEvidence
INSERT INTO fact_evidence (merchant_id, payment_id, fact_key, source, occurred_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (merchant_id, payment_id, fact_key, source) DO NOTHING;

-- name: paymentFacts
SELECT fact FROM payment_facts WHERE merchant_id = $1 AND payment_id = $2 ORDER BY fact_key;

-- name: paymentTimeline
SELECT e.occurred_at, e.source, f.fact FROM fact_evidence e JOIN payment_facts f
    ON f.merchant_id = e.merchant_id AND f.payment_id = e.payment_id AND f.fact_key = e.fact_key
WHERE e.merchant_id = $1 AND e.payment_id = $2 ORDER BY e.occurred_at, e.source, e.fact_key;

-- name: factsWithEvidence
SELECT f.fact_key, f.fact, (
    SELECT COUNT(*) FROM fact_evidence e
    WHERE e.merchant_id = f.merchant_id AND e.payment_id = f.payment_id AND e.fact_key = f.fact_key
) FROM payment_facts f WHERE f.merchant_id = $1 AND f.payment_id = $2 ORDER BY f.fact_key;

-- name: evidenceWithoutFact
SELECT e.payment_id, e.fact_key, e.source FROM fact_evidence e LEFT JOIN payment_facts f
    ON f.merchant_id = e.merchant_id AND f.payment_id = e.payment_id AND f.fact_key = e.fact_key
WHERE e.merchant_id = $1 AND f.fact_key IS NULL ORDER BY e.payment_id, e.fact_key, e.source;

-- name: insertAnswer
INSERT INTO provider_answers (merchant_id, answer_id, payment_id, request_line, status, body, body_hash, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: answerHashes
SELECT answer_id, body, body_hash FROM provider_answers WHERE merchant_id = $1 ORDER BY answer_id;

-- name: parkFact
INSERT INTO parked_facts (merchant_id, account_id, provider_payment, source, position, fact, parked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (merchant_id, account_id, provider_payment, source, position) DO NOTHING;

-- name: takeParkedFacts
DELETE FROM parked_facts WHERE merchant_id = $1 AND account_id = $2 AND provider_payment = $3
RETURNING source, position, fact;

-- name: countParkedFacts
SELECT COUNT(*) FROM parked_facts WHERE merchant_id = $1;
