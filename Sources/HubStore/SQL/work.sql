-- name: insertIdempotencyKey
INSERT INTO idempotency_keys (merchant_id, idempotency_key, fingerprint, state, status, answer, created_at)
VALUES ($1, $2, $3, 0, 0, $4, $5) ON CONFLICT (merchant_id, idempotency_key) DO NOTHING;

-- name: findIdempotencyKey
SELECT fingerprint, state, status, answer, created_at FROM idempotency_keys WHERE merchant_id = $1 AND idempotency_key = $2;

-- name: answerIdempotencyKey
UPDATE idempotency_keys SET state = 1, status = $3, answer = $4 WHERE merchant_id = $1 AND idempotency_key = $2;

-- name: scheduleWork
INSERT INTO due_work (merchant_id, kind, work_key, due_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (merchant_id, kind, work_key) DO UPDATE SET due_at = excluded.due_at, lease_until = 0, attempts = 0;

-- name: leaseWork
UPDATE due_work SET lease_until = $1, attempts = attempts + 1 WHERE (merchant_id, kind, work_key) IN (
    SELECT merchant_id, kind, work_key FROM due_work
    WHERE kind = $4 AND due_at <= $2 AND lease_until <= $2 ORDER BY due_at LIMIT $3
) RETURNING merchant_id, kind, work_key, attempts;

-- name: releaseWorkLeases
UPDATE due_work SET lease_until = 0 WHERE lease_until > 0;

-- name: rescheduleWork
UPDATE due_work SET due_at = $4, lease_until = 0 WHERE merchant_id = $1 AND kind = $2 AND work_key = $3;

-- name: finishWork
DELETE FROM due_work WHERE merchant_id = $1 AND kind = $2 AND work_key = $3;

-- name: nextWork
SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM due_work WHERE kind = $1;

-- name: listWork
SELECT kind, work_key, due_at, attempts FROM due_work WHERE merchant_id = $1 ORDER BY due_at, kind, work_key;

-- name: insertOutbox
INSERT INTO outbox (merchant_id, sequence, event_type, subject, payload, created_at)
VALUES ($1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM outbox WHERE merchant_id = $1), $2, $3, $4, $5);

-- name: listOutbox
SELECT sequence, event_type, subject, payload, created_at FROM outbox
WHERE merchant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3;

-- name: findWork
SELECT due_at, attempts FROM due_work WHERE merchant_id = $1 AND kind = $2 AND work_key = $3;
