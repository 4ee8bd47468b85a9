-- Where a number comes from the table that it goes into, it is asked for in VALUES: INSERT ... SELECT would copy the
-- answer into a table of its own first, which costs more than the insertion.
-- name: lastMatch
SELECT COALESCE(MAX(match_number), 0) FROM matches WHERE merchant_id = $1;

-- name: insertMatch
INSERT INTO matches (merchant_id, match_number, identity, currency, amount_minor, rule, explanation, replaces)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: insertMatchPart
INSERT INTO match_parts (merchant_id, match_number, position, kind, number, customer_id, currency, minor_units,
    taxes, payment)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: insertMatchVersion
INSERT INTO match_versions (merchant_id, match_number, version, step, at, principal_id, reason, cause, line_state,
    line_rule, line_explanation)
VALUES ($1, $2,
    (SELECT COALESCE(MAX(version), 0) + 1 FROM match_versions WHERE merchant_id = $1 AND match_number = $2),
    $3, $4, $5, $6, $7, $8, $9, $10);

-- name: findMatch
SELECT match_number, identity, currency, amount_minor, rule, explanation, replaces FROM matches
WHERE merchant_id = $1 AND match_number = $2;

-- name: listMatches
SELECT match_number, identity, currency, amount_minor, rule, explanation, replaces FROM matches
WHERE merchant_id = $1 AND match_number > $2 ORDER BY match_number LIMIT $3;

-- name: matchesOfLine
SELECT match_number, identity, currency, amount_minor, rule, explanation, replaces FROM matches
WHERE merchant_id = $1 AND identity = $2 ORDER BY match_number;

-- name: matchParts
SELECT kind, number, customer_id, currency, minor_units, taxes, payment FROM match_parts
WHERE merchant_id = $1 AND match_number = $2 ORDER BY position;

-- name: matchVersions
SELECT version, step, at, principal_id, reason, cause, line_state, line_rule, line_explanation FROM match_versions
WHERE merchant_id = $1 AND match_number = $2 ORDER BY version;

-- name: stepsOfLines
SELECT m.identity, m.match_number, v.step FROM statement_lines l CROSS JOIN matches m CROSS JOIN match_versions v
WHERE l.merchant_id = $1 AND l.state = $2
    AND NOT (l.state <> 'unmatched' AND l.state <> 'exception' AND l.state <> 'noted')
    AND m.merchant_id = l.merchant_id AND m.identity = l.identity
    AND v.merchant_id = m.merchant_id AND v.match_number = m.match_number
    AND v.version = (SELECT MAX(w.version) FROM match_versions w
        WHERE w.merchant_id = m.merchant_id AND w.match_number = m.match_number)
ORDER BY m.identity, m.match_number;

-- name: clearedPayout
SELECT identity FROM receipt_applications WHERE merchant_id = $1 AND number = $2 AND kind IN ('payout', 'payout_collected')
    AND currency = $3;

-- name: payoutOfAccount
SELECT identity FROM receipt_applications
WHERE merchant_id = $1 AND customer_id = $2 AND kind IN ('payout', 'payout_collected') LIMIT 1;

-- name: postedBatch
SELECT identity FROM receipt_applications WHERE merchant_id = $1 AND number = $2 AND kind = 'batch';

-- name: waitingParts
SELECT identity, kind, number, customer_id, currency, minor_units, taxes, payment FROM receipt_applications
WHERE merchant_id = $1 AND kind IN ('waiting', 'waiting_back') ORDER BY identity, position;

-- What a payment at a provider has done in the posted payouts of an account with that provider.
-- name: partsOfPayment
SELECT a.identity, a.kind, a.number, a.customer_id, a.currency, a.minor_units, a.taxes, a.payment FROM receipt_applications a
WHERE a.merchant_id = $1 AND a.payment = $2 AND a.payment <> '' AND a.currency = $3
    AND EXISTS (SELECT 1 FROM receipt_applications p WHERE p.merchant_id = a.merchant_id AND p.identity = a.identity
        AND p.kind IN ('payout', 'payout_collected') AND p.customer_id = $4)
ORDER BY a.identity, a.position;

-- The same of what is told of a document.
-- name: payoutPartsOfDocument
SELECT a.identity, a.kind, a.number, a.customer_id, a.currency, a.minor_units, a.taxes, a.payment FROM receipt_applications a
WHERE a.merchant_id = $1 AND a.number = $2 AND a.currency = $3
    AND EXISTS (SELECT 1 FROM receipt_applications p WHERE p.merchant_id = a.merchant_id AND p.identity = a.identity
        AND p.kind IN ('payout', 'payout_collected') AND p.customer_id = $4)
ORDER BY a.identity, a.position;

-- name: dropApplications
DELETE FROM receipt_applications WHERE merchant_id = $1 AND identity = $2;

-- name: findStatementLine
SELECT identity, line, state, rule, explanation FROM statement_lines WHERE merchant_id = $1 AND identity = $2;

-- name: statementLineDecision
SELECT state, rule, explanation,
    EXISTS (SELECT 1 FROM matches m WHERE m.merchant_id = l.merchant_id AND m.identity = l.identity),
    EXISTS (SELECT 1 FROM receipt_returns r WHERE r.merchant_id = l.merchant_id AND r.receipt_identity = l.identity)
FROM statement_lines l WHERE l.merchant_id = $1 AND l.identity = $2;

-- name: restoreStatementLine
UPDATE statement_lines SET state = $3, rule = $4, explanation = $5 WHERE merchant_id = $1 AND identity = $2;

-- name: statementLinesOfAmount
SELECT identity, line, state, rule, explanation FROM statement_lines
WHERE merchant_id = $1 AND currency = $2 AND signed_minor = $3 AND state <> 'detailed' ORDER BY identity;

-- name: waitingReturns
SELECT identity, line, state, rule, explanation FROM statement_lines
WHERE merchant_id = $1 AND state = 'exception' AND signed_minor < 0 ORDER BY identity;

-- name: insertReturn
INSERT INTO receipt_returns (merchant_id, return_identity, receipt_identity, match_number, reason_code, basis, at,
    named_by, debit_state, debit_rule, debit_explanation, receipt_state, receipt_rule, receipt_explanation,
    amount_minor, instead, position)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: returnsOfReceipt
SELECT return_identity, receipt_identity, match_number, reason_code, basis, named_by,
    debit_state, debit_rule, debit_explanation, receipt_state, receipt_rule, receipt_explanation, amount_minor, instead,
    position FROM receipt_returns
WHERE merchant_id = $1 AND receipt_identity = $2 ORDER BY position;

-- name: returnOfDebit
SELECT return_identity, receipt_identity, match_number, reason_code, basis, named_by,
    debit_state, debit_rule, debit_explanation, receipt_state, receipt_rule, receipt_explanation, amount_minor, instead,
    position FROM receipt_returns
WHERE merchant_id = $1 AND return_identity = $2;

-- name: deleteReturn
DELETE FROM receipt_returns WHERE merchant_id = $1 AND return_identity = $2;

-- name: listReturns
SELECT return_identity, receipt_identity, match_number, reason_code, basis, named_by,
    debit_state, debit_rule, debit_explanation, receipt_state, receipt_rule, receipt_explanation, amount_minor, instead,
    position FROM receipt_returns
WHERE merchant_id = $1 AND return_identity > $2 ORDER BY return_identity LIMIT $3;

-- name: partReturnsOfWaitingLines
SELECT r.return_identity, r.receipt_identity, r.amount_minor
FROM receipt_returns r CROSS JOIN statement_lines l
WHERE r.merchant_id = $1 AND l.merchant_id = r.merchant_id AND l.identity = r.receipt_identity
    AND l.state IN ('unmatched', 'exception')
ORDER BY r.return_identity;

-- All lines in the order of their keys: by their amounts, each would be looked up by itself.
-- name: creditLines
SELECT identity, line FROM statement_lines
WHERE merchant_id = $1 AND +signed_minor > 0 AND booked_on <= $2 AND state <> 'detailed' ORDER BY identity;

-- name: refuseReturn
INSERT INTO refused_returns (merchant_id, return_identity, receipt_identity, principal_id, reason, at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (merchant_id, return_identity, receipt_identity) DO NOTHING;

-- name: refusedReturns
SELECT return_identity, receipt_identity, principal_id, reason FROM refused_returns
WHERE merchant_id = $1 ORDER BY return_identity, receipt_identity;

-- name: openApproval
SELECT approval_id, subject, proposal, proposed_by, proposed_at, decided_by, decided_at, approved
FROM approvals WHERE merchant_id = $1 AND subject = $2 AND decided_by IS NULL ORDER BY approval_id LIMIT 1;

-- name: openMatchApprovals
SELECT subject FROM approvals
WHERE merchant_id = $1 AND subject > 'match/' AND subject < 'match0' AND decided_by IS NULL ORDER BY subject;

-- name: endApprovals
UPDATE approvals SET decided_by = $3, decided_at = $4, approved = 0
WHERE merchant_id = $1 AND subject = $2 AND decided_by IS NULL
RETURNING approval_id;

-- name: reopenApprovals
UPDATE approvals SET decided_by = NULL, decided_at = NULL, approved = NULL
WHERE merchant_id = $1 AND subject = $2 AND decided_by = $3 AND decided_at = $4 AND approved = 0
RETURNING approval_id;
