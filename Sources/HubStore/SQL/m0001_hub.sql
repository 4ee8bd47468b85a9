-- Every table carries the merchant and every unique key begins with it. Moments are milliseconds since 1970, dates are
-- days since 1970, money is minor units beside its currency.

CREATE TABLE merchants (
    merchant_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    base_currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Who may call: an API key is kept as the SHA-256 of its 256 random bits.
CREATE TABLE principals (
    merchant_id TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    key_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, principal_id)
);
CREATE UNIQUE INDEX principals_by_key ON principals (key_hash);

-- Four eyes: what one principal proposes, another one decides.
-- Nobody approves what is their own; withdrawing it is theirs.
CREATE TABLE approvals (
    merchant_id TEXT NOT NULL,
    approval_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    proposal BYTEA NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    approved BIGINT,
    PRIMARY KEY (merchant_id, approval_id),
    CHECK (approved = 0 OR decided_by <> proposed_by)
);

-- Each row's hash covers the row and the hash before it.
CREATE TABLE audit (
    merchant_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    principal_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (merchant_id, sequence)
);

-- Verified deliveries. State: 0 new, 1 done, 2 cannot be read.
CREATE TABLE inbox (
    inbox_id INTEGER PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    body_hash BYTEA NOT NULL,
    event_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    state BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX inbox_by_event ON inbox (merchant_id, account_id, event_id, body_hash);
CREATE INDEX inbox_waiting ON inbox (inbox_id) WHERE state = 0;

-- Deliveries that did not verify: kept for a person to look at, capped, never interpreted.
CREATE TABLE quarantine (
    quarantine_id INTEGER PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    headers TEXT NOT NULL,
    body BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);

-- One row: what the quarantine holds, so that a flood of forgeries costs no scan.
CREATE TABLE quarantine_size (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    total BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);
INSERT INTO quarantine_size (one, total, bytes) VALUES (1, 0, 0);

-- What the merchant is told, written in the transaction of the change itself.
CREATE TABLE outbox (
    merchant_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    event_type TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, sequence)
);

-- State: 0 running, 1 answered.
CREATE TABLE idempotency_keys (
    merchant_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    state BIGINT NOT NULL,
    status BIGINT NOT NULL,
    answer BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, idempotency_key)
);

-- The only source of "later".
CREATE TABLE due_work (
    merchant_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    work_key TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, kind, work_key)
);
CREATE INDEX due_work_by_time ON due_work (kind, due_at);

CREATE TABLE customers (
    merchant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    name TEXT NOT NULL,
    payer_account TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, customer_id)
);

CREATE TABLE credit_accounts (
    merchant_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    limit_minor BIGINT NOT NULL,
    open_minor BIGINT NOT NULL DEFAULT 0,
    reserved_minor BIGINT NOT NULL DEFAULT 0,
    reversible_minor BIGINT NOT NULL DEFAULT 0,
    unapplied_minor BIGINT NOT NULL DEFAULT 0,
    credit_notes_minor BIGINT NOT NULL DEFAULT 0,
    oldest_unsecured_due BIGINT,
    version BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, customer_id, currency),
    -- 2^59 - 1: all parts together and one request more still fit into 64 bits.
    CHECK (limit_minor BETWEEN 0 AND 576460752303423487),
    CHECK (open_minor BETWEEN 0 AND 576460752303423487),
    CHECK (reserved_minor BETWEEN 0 AND 576460752303423487),
    CHECK (reversible_minor BETWEEN 0 AND 576460752303423487),
    CHECK (unapplied_minor BETWEEN 0 AND 576460752303423487),
    CHECK (credit_notes_minor BETWEEN 0 AND 576460752303423487)
);

-- State: reserved, committed, released, expired.
CREATE TABLE reservations (
    merchant_id TEXT NOT NULL,
    reservation_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    committed_minor BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (merchant_id, reservation_id),
    CHECK (committed_minor >= 0 AND committed_minor <= amount_minor)
);
CREATE INDEX reservations_by_customer ON reservations (merchant_id, customer_id, currency, state);

CREATE TABLE credit_decisions (
    merchant_id TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    decision BYTEA NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, decision_id)
);

-- reversible_minor: the part paid by money that can still be taken back.
CREATE TABLE invoices (
    merchant_id TEXT NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    payer_account TEXT,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    imported_open_minor BIGINT NOT NULL,
    open_minor BIGINT NOT NULL,
    reversible_minor BIGINT NOT NULL DEFAULT 0,
    issued BIGINT NOT NULL,
    due BIGINT NOT NULL,
    terms TEXT NOT NULL,
    reference TEXT,
    PRIMARY KEY (merchant_id, number),
    CHECK (open_minor >= 0 AND reversible_minor >= 0 AND open_minor + reversible_minor <= imported_open_minor)
);
CREATE INDEX invoices_unsecured ON invoices (merchant_id, customer_id, currency, due)
    WHERE open_minor + reversible_minor > 0;

CREATE TABLE payments (
    merchant_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    captures_automatically BIGINT NOT NULL,
    description TEXT NOT NULL,
    provider_payment TEXT,
    first_sent_at BIGINT,
    captures_held_minor BIGINT NOT NULL DEFAULT 0,
    refunds_held_minor BIGINT NOT NULL DEFAULT 0,
    authorised_minor BIGINT NOT NULL DEFAULT 0,
    refundable_minor BIGINT NOT NULL DEFAULT 0,
    unapplied_minor BIGINT NOT NULL DEFAULT 0,
    outstanding_minor BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, payment_id)
);
CREATE UNIQUE INDEX payments_by_provider ON payments (merchant_id, account_id, provider_payment)
    WHERE provider_payment IS NOT NULL;

CREATE TABLE payment_allocations (
    merchant_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    number TEXT NOT NULL,
    intended_minor BIGINT NOT NULL,
    allocated_minor BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, payment_id, position)
);
CREATE INDEX payment_allocations_by_invoice ON payment_allocations (merchant_id, number);

-- What we asked for; durable before the first byte leaves.
CREATE TABLE payment_operations (
    merchant_id TEXT NOT NULL,
    operation_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    method_token TEXT NOT NULL DEFAULT '',
    last_sent_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, operation_id)
);
CREATE INDEX payment_operations_by_payment ON payment_operations (merchant_id, payment_id);

CREATE TABLE payment_facts (
    merchant_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    fact_key TEXT NOT NULL,
    fact BYTEA NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, payment_id, fact_key)
);

-- Who said it: a webhook (inbox), an answer, an inquiry, a person.
CREATE TABLE fact_evidence (
    merchant_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    fact_key TEXT NOT NULL,
    source TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, payment_id, fact_key, source)
);

-- Raw answers of providers, kept with their hash before they are interpreted.
CREATE TABLE provider_answers (
    merchant_id TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    request_line TEXT NOT NULL,
    status BIGINT NOT NULL,
    body BYTEA NOT NULL,
    body_hash BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, answer_id)
);

-- Facts about payments that we do not know yet.
CREATE TABLE parked_facts (
    merchant_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    provider_payment TEXT NOT NULL,
    source TEXT NOT NULL,
    position BIGINT NOT NULL,
    fact BYTEA NOT NULL,
    parked_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, account_id, provider_payment, source, position)
);

CREATE TABLE ledger_entries (
    merchant_id TEXT NOT NULL,
    entry_key TEXT NOT NULL,
    revision BIGINT NOT NULL,
    currency TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, entry_key, revision)
);

CREATE TABLE ledger_lines (
    merchant_id TEXT NOT NULL,
    entry_key TEXT NOT NULL,
    revision BIGINT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor_units BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, entry_key, revision, account),
    CHECK (minor_units <> 0)
);
CREATE INDEX ledger_lines_by_account ON ledger_lines (merchant_id, account, currency);

-- The bytes of an imported bank file; its hash only saves the work of reading the same bytes again.
CREATE TABLE statement_files (
    merchant_id TEXT NOT NULL,
    file_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, file_hash)
);

-- State: unmatched, matched, exception. booked_on, currency, signed_minor: of the line, for what looks it up; negative
-- for debits.
CREATE TABLE statement_lines (
    merchant_id TEXT NOT NULL,
    identity TEXT NOT NULL,
    file_hash BYTEA NOT NULL,
    line BYTEA NOT NULL,
    booked_on BIGINT NOT NULL,
    currency TEXT NOT NULL,
    signed_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    rule TEXT NOT NULL DEFAULT '',
    explanation TEXT NOT NULL DEFAULT '',
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, identity)
);
CREATE INDEX statement_lines_by_state ON statement_lines (merchant_id, state);
CREATE INDEX statement_lines_by_amount ON statement_lines (merchant_id, currency, signed_minor);

CREATE TABLE receipt_applications (
    merchant_id TEXT NOT NULL,
    identity TEXT NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor_units BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, identity, position),
    CHECK (minor_units > 0)
);
CREATE INDEX receipt_applications_by_invoice ON receipt_applications (merchant_id, number);
