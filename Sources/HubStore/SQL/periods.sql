-- name: merchantZone
SELECT time_zone FROM merchants WHERE merchant_id = $1;

-- name: lastPeriodDecision
SELECT decision, first_day FROM period_decisions WHERE merchant_id = $1 ORDER BY sequence DESC LIMIT 1;

-- name: insertPeriodDecision
INSERT INTO period_decisions (merchant_id, sequence, decision, first_day, approval_id, proposed_by, proposed_at,
    decided_by, decided_at, note, page)
SELECT $1, COALESCE(MAX(sequence), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM period_decisions
WHERE merchant_id = $1;

-- name: periodDecisions
SELECT sequence, decision, first_day, approval_id, proposed_by, proposed_at, decided_by, decided_at, note, page
FROM period_decisions WHERE merchant_id = $1 ORDER BY sequence;

-- name: firstAccountingDate
SELECT MIN(accounting_date) FROM ledger_entries WHERE merchant_id = $1;

-- name: balancesBefore
SELECT a.account, a.currency, SUM(p.minor_units) FROM ledger_entries e
JOIN ledger_postings p ON p.merchant_id = e.merchant_id AND p.entry_number = e.entry_number
JOIN ledger_accounts a ON a.merchant_id = p.merchant_id AND a.account_number = p.account_number
WHERE e.merchant_id = $1 AND e.accounting_date < $2
GROUP BY a.account, a.currency ORDER BY a.account, a.currency;

-- name: movementsBetween
SELECT a.account, a.currency, SUM(CASE WHEN p.minor_units > 0 THEN p.minor_units ELSE 0 END),
    SUM(CASE WHEN p.minor_units < 0 THEN -p.minor_units ELSE 0 END)
FROM ledger_entries e CROSS JOIN ledger_postings p CROSS JOIN ledger_accounts a
WHERE p.merchant_id = e.merchant_id AND p.entry_number = e.entry_number
    AND a.merchant_id = p.merchant_id AND a.account_number = p.account_number
    AND e.merchant_id = $1 AND e.accounting_date >= $2 AND e.accounting_date <= $3
GROUP BY a.account, a.currency ORDER BY a.account, a.currency;

-- name: accountByValueDate
SELECT COALESCE(SUM(p.minor_units), 0) FROM ledger_accounts a
CROSS JOIN ledger_postings p CROSS JOIN ledger_entries e
WHERE a.merchant_id = $1 AND a.account = $2 AND a.currency = $3
    AND p.merchant_id = a.merchant_id AND p.account_number = a.account_number
    AND e.merchant_id = p.merchant_id AND e.entry_number = p.entry_number AND e.value_date <= $4;

-- Entries posted in another period than the one that they belong to, seen from either.
-- name: lateEntries
SELECT e.entry_key, e.revision, e.currency, e.value_date, e.accounting_date, e.posted_at,
    COALESCE(SUM(CASE WHEN p.minor_units > 0 THEN p.minor_units ELSE 0 END), 0)
FROM ledger_entries e CROSS JOIN ledger_postings p
WHERE p.merchant_id = e.merchant_id AND p.entry_number = e.entry_number
    AND e.merchant_id = $1 AND e.value_date <> e.accounting_date
    AND (e.value_date BETWEEN $2 AND $3 OR e.accounting_date BETWEEN $2 AND $3)
GROUP BY e.entry_key, e.revision, e.currency, e.value_date, e.accounting_date, e.posted_at
ORDER BY e.value_date, e.entry_key, e.revision;

-- name: openByCustomer
SELECT customer_id, currency, SUM(CASE kind WHEN 'invoice' THEN open_minor ELSE -open_minor END) FROM invoices
WHERE merchant_id = $1 GROUP BY customer_id, currency ORDER BY customer_id, currency;

-- name: insertStatementBalance
INSERT INTO statement_balances (merchant_id, file_hash, position, account, currency, opening_date, opening_minor,
    closing_date, closing_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (merchant_id, file_hash, position) DO NOTHING;

-- name: statementBalances
SELECT account, currency, opening_date, opening_minor, closing_date, closing_minor FROM statement_balances
JOIN statement_files USING (merchant_id, file_hash)
WHERE merchant_id = $1 ORDER BY account, currency, closing_date, imported_at, file_hash, position;

-- name: statementBalancesBesideLine
SELECT account, currency, opening_date, opening_minor, closing_date, closing_minor FROM statement_balances
WHERE merchant_id = $1 AND file_hash = (SELECT file_hash FROM statement_lines WHERE merchant_id = $1 AND identity = $2)
ORDER BY position;

-- name: unexplainedLines
SELECT identity, line, state, rule, explanation FROM statement_lines
WHERE merchant_id = $1 AND NOT (state <> 'unmatched' AND state <> 'exception' AND state <> 'noted') ORDER BY identity;

-- name: insertProviderBalance
INSERT INTO provider_balances (merchant_id, account, currency, balance_date, telling, minor_units, source, told_at)
SELECT $1, $2, $3, $4, COALESCE(MAX(telling), 0) + 1, $5, $6, $7 FROM provider_balances
WHERE merchant_id = $1 AND account = $2 AND currency = $3 AND balance_date = $4;

-- name: providerBalancesBetween
SELECT account, currency, balance_date, minor_units, source FROM provider_balances
WHERE merchant_id = $1 AND balance_date BETWEEN $2 AND $3 ORDER BY account, currency, balance_date, telling;

-- name: hasLedgerAccount
SELECT 1 FROM ledger_accounts WHERE merchant_id = $1 AND account = $2 LIMIT 1;
