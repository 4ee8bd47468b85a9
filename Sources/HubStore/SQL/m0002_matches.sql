-- What receipts pay, and how that came about. A match and its parts never change: each step of its life is a row of
-- match_versions, and the last one is its state. What it claims at present is in receipt_applications.

CREATE TABLE matches (
    merchant_id TEXT NOT NULL,
    match_number BIGINT NOT NULL,
    identity TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    rule TEXT NOT NULL,
    explanation TEXT NOT NULL,
    replaces BIGINT,
    PRIMARY KEY (merchant_id, match_number)
);
CREATE INDEX matches_by_line ON matches (merchant_id, identity);

CREATE TABLE match_parts (
    merchant_id TEXT NOT NULL,
    match_number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor_units BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, match_number, position),
    CHECK (minor_units > 0)
);

-- cause: the line that took the receipt back, or the number of the match that came instead; empty otherwise.
-- line_state, line_rule, line_explanation: of a posted match, what the line said before, for its undoing.
CREATE TABLE match_versions (
    merchant_id TEXT NOT NULL,
    match_number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    principal_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    cause TEXT NOT NULL DEFAULT '',
    line_state TEXT NOT NULL DEFAULT '',
    line_rule TEXT NOT NULL DEFAULT '',
    line_explanation TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (merchant_id, match_number, version),
    CHECK (step IN ('proposed', 'posted', 'undone', 'superseded', 'rejected'))
);

-- A booked debit and the receipt that it took back; each receipt is taken back once at most.
CREATE TABLE receipt_returns (
    merchant_id TEXT NOT NULL,
    return_identity TEXT NOT NULL,
    receipt_identity TEXT NOT NULL,
    match_number BIGINT,
    reason_code TEXT NOT NULL,
    basis TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, return_identity)
);
CREATE UNIQUE INDEX receipt_returns_by_receipt ON receipt_returns (merchant_id, receipt_identity);

CREATE INDEX statement_lines_returns ON statement_lines (merchant_id, identity)
    WHERE state = 'exception' AND signed_minor < 0;

CREATE INDEX approvals_open ON approvals (merchant_id, subject) WHERE decided_by IS NULL;

-- Receipts that were matched before matches had a life of their own.
INSERT INTO matches (merchant_id, match_number, identity, currency, amount_minor, rule, explanation)
SELECT l.merchant_id, ROW_NUMBER() OVER (PARTITION BY l.merchant_id ORDER BY l.identity), l.identity,
    (SELECT MIN(a.currency) FROM receipt_applications a WHERE a.merchant_id = l.merchant_id AND a.identity = l.identity),
    (SELECT SUM(CASE a.kind WHEN 'discount' THEN 0 WHEN 'credit_note' THEN -a.minor_units ELSE a.minor_units END)
        FROM receipt_applications a WHERE a.merchant_id = l.merchant_id AND a.identity = l.identity),
    l.rule, l.explanation
FROM statement_lines l
WHERE EXISTS (
    SELECT 1 FROM receipt_applications a WHERE a.merchant_id = l.merchant_id AND a.identity = l.identity
);
INSERT INTO match_parts (merchant_id, match_number, position, kind, number, customer_id, currency, minor_units)
SELECT m.merchant_id, m.match_number, a.position, a.kind, a.number, a.customer_id, a.currency, a.minor_units
FROM matches m JOIN receipt_applications a ON a.merchant_id = m.merchant_id AND a.identity = m.identity;
INSERT INTO match_versions (merchant_id, match_number, version, step, at, principal_id, reason, line_state)
SELECT m.merchant_id, m.match_number, 1, 'posted',
    COALESCE((SELECT MAX(e.posted_at) FROM ledger_entries e
        WHERE e.merchant_id = m.merchant_id AND e.entry_key = 'statement/' || m.identity || '/match'), l.recorded_at),
    'automatic', m.explanation, 'unmatched'
FROM matches m JOIN statement_lines l ON l.merchant_id = m.merchant_id AND l.identity = m.identity;
