-- name: upsertMerchant
INSERT INTO merchants (merchant_id, name, base_currency, time_zone, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (merchant_id) DO UPDATE SET name = excluded.name, base_currency = excluded.base_currency,
    time_zone = excluded.time_zone;

-- name: listMerchants
SELECT merchant_id, name, base_currency, time_zone FROM merchants ORDER BY merchant_id;

-- name: upsertPrincipal
INSERT INTO principals (merchant_id, principal_id, key_hash, may, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (merchant_id, principal_id) DO UPDATE SET key_hash = excluded.key_hash, may = excluded.may;

-- name: listGrants
SELECT principal_id, may FROM principals WHERE merchant_id = $1 ORDER BY principal_id;

-- name: dropPrincipals
DELETE FROM principals;

-- name: findPrincipal
SELECT merchant_id, principal_id FROM principals WHERE key_hash = $1;

-- name: insertApproval
INSERT INTO approvals (merchant_id, approval_id, subject, proposal, proposed_by, proposed_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: decideApproval
UPDATE approvals SET decided_by = $3, decided_at = $4, approved = $5
WHERE merchant_id = $1 AND approval_id = $2 AND decided_by IS NULL AND proposed_by <> $3
RETURNING subject, proposal;

-- name: findApproval
SELECT approval_id, subject, proposal, proposed_by, proposed_at, decided_by, decided_at, approved
FROM approvals WHERE merchant_id = $1 AND approval_id = $2;

-- name: listApprovals
SELECT approval_id, subject, proposal, proposed_by, proposed_at, decided_by, decided_at, approved
FROM approvals WHERE merchant_id = $1 AND approval_id > $2 ORDER BY approval_id LIMIT $3;

-- name: lastAudit
SELECT sequence, hash FROM audit WHERE merchant_id = $1 ORDER BY sequence DESC LIMIT 1;

-- name: insertAudit
INSERT INTO audit (merchant_id, sequence, at, principal_id, action, subject, detail, previous_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: listAudit
SELECT sequence, at, principal_id, action, subject, detail, previous_hash, hash FROM audit
WHERE merchant_id = $1 ORDER BY sequence;
