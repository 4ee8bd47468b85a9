"""DuckDB joins receipts with invoices on reference, amount and currency: one thread, tables in memory.

Usage: exact_match.py INVOICES.csv RECEIPTS.csv ROUNDS
Prints a line a round: matches, the sum of their amounts, seconds of processor time.
"""

import sys
import time

import duckdb

invoices, receipts, rounds = sys.argv[1:]
database = duckdb.connect()
database.execute("SET threads = 1")
columns = "{'reference': 'VARCHAR', 'amount': 'BIGINT', 'currency': 'VARCHAR'}"
for table, path in (("invoices", invoices), ("receipts", receipts)):
    database.execute(f"CREATE TABLE {table} AS FROM read_csv(?, header = false, columns = {columns})", [path])
for _ in range(int(rounds)):
    start = time.process_time()
    count, total = database.execute(
        "SELECT count(*), sum(amount) FROM receipts JOIN invoices USING (reference, amount, currency)"
    ).fetchone()
    print(count, total, time.process_time() - start)
