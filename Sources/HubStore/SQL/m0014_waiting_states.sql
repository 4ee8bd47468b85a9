-- The same lines as before: for a list of three values SQLite makes a table of its own each time it asks whether a line
-- belongs to the index, which is whenever a line comes or changes. With NOT, since of three OR this index would be
-- taken for the returns that wait, which have one of their own.
DROP INDEX statement_lines_waiting;
CREATE INDEX statement_lines_waiting ON statement_lines (merchant_id, state, identity)
    WHERE NOT (state <> 'unmatched' AND state <> 'exception' AND state <> 'noted');
