-- name: insertStatementFile
INSERT INTO statement_files (merchant_id, file_hash, name, format, bytes, packing, imported_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (merchant_id, file_hash) DO NOTHING;

-- name: statementFileImport
SELECT name, imported_at FROM statement_files WHERE merchant_id = $1 AND file_hash = $2;

-- name: statementFileBytes
SELECT file_hash, name, bytes, packing FROM statement_files WHERE merchant_id = $1 AND file_hash > $2
ORDER BY file_hash LIMIT $3;

-- name: insertStatementLine
INSERT INTO statement_lines (merchant_id, identity, file_hash, line, booked_on, currency, signed_minor, state,
    recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (merchant_id, identity) DO NOTHING;

-- The states of the index are named, so that it is used.
-- name: waitingLines
SELECT identity, line FROM statement_lines
WHERE merchant_id = $1 AND state = $2 AND NOT (state <> 'unmatched' AND state <> 'exception' AND state <> 'noted')
ORDER BY identity;

-- name: returnedLines
SELECT identity FROM statement_lines WHERE merchant_id = $1 AND state = 'returned' ORDER BY identity;

-- name: statementLines
SELECT identity, line, state, rule, explanation FROM statement_lines
WHERE merchant_id = $1 AND identity > $2 ORDER BY identity LIMIT $3;

-- name: statementLinesInRange
SELECT identity, line, state, rule, explanation FROM statement_lines
WHERE merchant_id = $1 AND identity >= $2 AND identity < $3 ORDER BY identity;

-- name: notedDebits
SELECT line, currency, signed_minor FROM statement_lines
WHERE merchant_id = $1 AND state = 'noted' AND NOT (state <> 'unmatched' AND state <> 'exception' AND state <> 'noted')
    AND identity >= $2 AND identity < $3 AND signed_minor < 0 ORDER BY identity;

-- name: formatOfStatementLine
SELECT f.format FROM statement_lines l JOIN statement_files f USING (merchant_id, file_hash)
WHERE l.merchant_id = $1 AND l.identity = $2;

-- name: decideStatementLine
UPDATE statement_lines SET state = $3, rule = $4, explanation = $5
WHERE merchant_id = $1 AND identity = $2 AND state NOT IN ('matched', 'returned', 'detailed');

-- name: insertApplication
INSERT INTO receipt_applications (merchant_id, identity, position, kind, number, customer_id, currency,
    minor_units, taxes, payment)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: applicationsOfLine
SELECT kind, number, customer_id, currency, minor_units, taxes, payment FROM receipt_applications
WHERE merchant_id = $1 AND identity = $2 ORDER BY position;

-- name: matchLastCounts
SELECT value_date FROM ledger_entries WHERE merchant_id = $1 AND entry_key = $2 ORDER BY revision DESC LIMIT 1;

-- name: matchPostedAt
SELECT MAX(posted_at) FROM ledger_entries WHERE merchant_id = $1 AND entry_key = $2;
