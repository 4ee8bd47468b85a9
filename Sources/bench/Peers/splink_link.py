"""splink links receipts with invoices: DuckDB, three blocking rules, weights learned by expectation maximisation.

Usage: splink_link.py INVOICES.csv RECEIPTS.csv
Prints the seconds of processor time, then a line for each link: the receipt, a tabulator, the document.

A link is taken from a probability of 0.95 on, the best first, no receipt and no document twice. Common amounts and
names count less (term frequencies).
"""

import csv
import logging
import re
import sys
import time

import pyarrow
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.WARNING)
PROBABILITY = 0.95


# Seven digits, behind a year or inside a creditor reference; no more and no less, so that no date is one.
NUMBER = re.compile(r"(?:RF\d{2}26|(?<!\d)(?:20\d{2})?)(\d{7})(?!\d)")


def document(text):
    """The part that our numbers have in common with what payers write."""
    found = NUMBER.search(re.sub(r"(?<=\d)[ .-](?=\d)", "", text.upper()))
    return found.group(1) if found else None


def read(path, row):
    with open(path, encoding="utf-8", newline="") as file:
        rows = [row(cells) for cells in csv.DictReader(file)]
    return pyarrow.Table.from_pylist([row for row in rows if row])


def invoice(cells):
    if cells["kind"] != "invoice":
        return None
    return {
        "unique_id": cells["number"],
        "document": document(cells["number"]),
        "amount": cells["open"],
        "name": cells["customer_name"].lower(),
        "account": cells["payer_account"] or None,
    }


def receipt(cells):
    return {
        "unique_id": cells["id"],
        "document": document(cells["text"]),
        "amount": cells["amount"],
        "name": cells["name"].lower() or None,
        "account": cells["account"] or None,
    }


invoices = read(sys.argv[1], invoice)
receipts = read(sys.argv[2], receipt)
start = time.process_time()
settings = SettingsCreator(
    link_type="link_only",
    blocking_rules_to_generate_predictions=[block_on("document"), block_on("amount"), block_on("account")],
    comparisons=[
        cl.LevenshteinAtThresholds("document", [1]),
        cl.ExactMatch("amount").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("account"),
    ],
)
api = DuckDBAPI()
linker = Linker([api.register(invoices), api.register(receipts)], settings)
certain = [block_on("document", "amount"), block_on("account", "amount")]
linker.training.estimate_probability_two_random_records_match(certain, recall=0.9)
linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(
    block_on("amount"), record_sample_proportion=1.0
)
linker.training.estimate_parameters_using_expectation_maximisation(
    block_on("document"), record_sample_proportion=1.0
)
links = linker.inference.predict(threshold_match_probability=PROBABILITY)
rows = links.as_record_list()
rows.sort(key=lambda row: (-row["match_weight"], row["unique_id_l"], row["unique_id_r"]))
used, taken = set(), []
for row in rows:
    left, right = row["unique_id_l"], row["unique_id_r"]
    if left not in used and right not in used:
        used.update((left, right))
        taken.append((left, right))
print(time.process_time() - start)
for left, right in taken:
    receipt_id, number = (left, right) if left.startswith("receipt-") else (right, left)
    print(f"{receipt_id}\t{number}")
