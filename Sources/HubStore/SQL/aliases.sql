-- name: insertAliasEvent
INSERT INTO payer_alias_events (merchant_id, event_number, payer_kind, payer_key, customer_id, step, source, written,
    used_on, at, principal_id, reason)
VALUES ($1, (SELECT COALESCE(MAX(event_number), 0) + 1 FROM payer_alias_events WHERE merchant_id = $1),
    $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: payerAliases
SELECT e.payer_kind, e.payer_key, e.customer_id, MAX(e.written),
    SUM(CASE e.step WHEN 'confirmed' THEN 1 ELSE 0 END), MIN(e.used_on), MAX(e.used_on)
FROM payer_alias_events e
WHERE e.merchant_id = $1 AND e.step IN ('confirmed', 'used')
    AND NOT EXISTS (SELECT 1 FROM payer_alias_events w WHERE w.merchant_id = e.merchant_id
        AND w.payer_kind = e.payer_kind AND w.payer_key = e.payer_key AND w.customer_id = e.customer_id
        AND w.step = 'withdrawn' AND w.source = e.source AND w.event_number > e.event_number)
    AND NOT EXISTS (SELECT 1 FROM payer_alias_events f WHERE f.merchant_id = e.merchant_id
        AND f.payer_kind = e.payer_kind AND f.payer_key = e.payer_key AND f.customer_id = e.customer_id
        AND f.step = 'forgotten' AND f.event_number > e.event_number)
GROUP BY e.payer_kind, e.payer_key, e.customer_id
HAVING SUM(CASE e.step WHEN 'confirmed' THEN 1 ELSE 0 END) > 0
ORDER BY e.payer_kind, e.payer_key, e.customer_id;

-- name: aliasEventsOfPayer
SELECT payer_kind, payer_key, customer_id, step, source, written, used_on, at, principal_id, reason
FROM payer_alias_events WHERE merchant_id = $1 AND payer_kind = $2 AND payer_key = $3 ORDER BY event_number;

-- name: aliasEventsOfSource
SELECT payer_kind, payer_key, customer_id, step, source, written, used_on, at, principal_id, reason
FROM payer_alias_events WHERE merchant_id = $1 AND source = $2 ORDER BY event_number;

-- name: accountsOfCustomers
SELECT customer_id, payer_account FROM customers
WHERE merchant_id = $1 AND payer_account IS NOT NULL ORDER BY customer_id;

-- name: payersOfCustomer
SELECT payer_account, customer_name FROM invoices WHERE merchant_id = $1 AND customer_id = $2
UNION SELECT payer_account, name FROM customers WHERE merchant_id = $1 AND customer_id = $2
ORDER BY 2, 1;

-- name: aliasEvents
SELECT payer_kind, payer_key, customer_id, step, source, written, used_on, at, principal_id, reason, event_number
FROM payer_alias_events WHERE merchant_id = $1 AND event_number > $2 ORDER BY event_number LIMIT $3;
