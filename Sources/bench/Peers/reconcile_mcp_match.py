"""reconcile-mcp matches receipts with invoices.

Usage: reconcile_mcp_match.py INVOICES.csv RECEIPTS.csv one-to-one|default
Prints the seconds of processor time, then a line for each match of high confidence: the receipts, a tabulator, the
documents.
"""

import csv
import sys
import time

from reconcile_mcp.engine import reconcile

invoices, receipts, mode = sys.argv[1:]
with open(invoices, encoding="utf-8", newline="") as file:
    expected = [
        {
            "id": row["number"],
            "amount": row["open"],
            "currency": row["currency"],
            "date": row["due"],
            "counterparty": row["customer_name"],
            "reference": row["reference"],
            "account": row["payer_account"],
        }
        for row in csv.DictReader(file)
        if row["kind"] == "invoice"
    ]
with open(receipts, encoding="utf-8", newline="") as file:
    observed = [
        {
            "id": row["id"],
            "amount": row["amount"],
            "currency": row["currency"],
            "date": row["booked"],
            "counterparty": row["name"],
            "reference": row["text"],
            "account": row["account"],
        }
        for row in csv.DictReader(file)
    ]
options = {} if mode == "default" else {"enable_one_to_many": False}
start = time.process_time()
report = reconcile(expected, observed, options)
print(time.process_time() - start)
for match in report["matches"]:
    # Its sums are of high confidence always; of single pairs only those whose amount is exact.
    if match["confidence"] == "high" and match["type"] != "amount_mismatch":
        print(" ".join(match["observed"]) + "\t" + " ".join(match["expected"]))
