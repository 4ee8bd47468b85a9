-- name: insertInbox
INSERT INTO inbox (merchant_id, account_id, event_id, body_hash, event_type, body, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (merchant_id, account_id, event_id, body_hash) DO NOTHING;

-- name: leaseInbox
UPDATE inbox SET lease_until = $1 WHERE inbox_id IN (
    SELECT inbox_id FROM inbox WHERE state = 0 AND lease_until <= $2 ORDER BY inbox_id LIMIT $3
) RETURNING inbox_id, merchant_id, account_id, event_id, event_type, body, received_at;

-- name: releaseInboxLeases
UPDATE inbox SET lease_until = 0 WHERE state = 0 AND lease_until > 0;

-- name: finishInbox
UPDATE inbox SET state = $2, detail = $3 WHERE inbox_id = $1;

-- name: countInbox
SELECT COUNT(*) AS total, COUNT(CASE WHEN state = 0 THEN 1 END) AS waiting FROM inbox WHERE merchant_id = $1;

-- name: listInbox
SELECT inbox_id, account_id, event_id, event_type, received_at, state, detail FROM inbox
WHERE merchant_id = $1 AND inbox_id > $2 ORDER BY inbox_id LIMIT $3;

-- name: inboxHashes
SELECT inbox_id, body, body_hash FROM inbox WHERE merchant_id = $1 AND inbox_id > $2 ORDER BY inbox_id LIMIT $3;

-- name: insertQuarantine
INSERT INTO quarantine (merchant_id, address, reason, headers, body, bytes, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: growQuarantine
UPDATE quarantine_size SET total = total + $1, bytes = bytes + $2 WHERE one = 1 RETURNING total, bytes;

-- name: dropOldestQuarantine
DELETE FROM quarantine WHERE quarantine_id IN (SELECT quarantine_id FROM quarantine ORDER BY quarantine_id LIMIT $1)
RETURNING bytes;

-- name: listQuarantine
SELECT quarantine_id, address, reason, LENGTH(body) AS bytes, received_at FROM quarantine
WHERE merchant_id = $1 ORDER BY quarantine_id DESC LIMIT $2;
