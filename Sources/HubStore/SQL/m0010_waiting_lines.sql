-- What is not matched, in the order in which a run takes it: no sorting of whole lines, and a line that gets matched
-- leaves the index instead of moving inside it.
DROP INDEX statement_lines_by_state;
CREATE INDEX statement_lines_waiting ON statement_lines (merchant_id, state, identity)
    WHERE state IN ('unmatched', 'exception', 'noted');
