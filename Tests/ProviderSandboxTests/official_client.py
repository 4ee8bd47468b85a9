"""Drives a running provider-sandbox with Stripe's own client: official_client.py PATH_TO_PROVIDER_SANDBOX

Prints one JSON line a check, {"check": ..., "ok": ..., "detail": ...}, and ends with status 0 when it ran to the end.
"""
import http.server
import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import stripe

SECRET = "whsec_official"
received, forged = [], []


class Hook(http.server.BaseHTTPRequestHandler):
    """Takes webhooks that Stripe's own code verifies; refuses the rest."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], SECRET)
            received.append((event.id, event.type))
            self.send_response(200)
        except stripe.SignatureVerificationError:
            forged.append(body)
            self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def check(name, ok, detail=None):
    print(json.dumps({"check": name, "ok": bool(ok), "detail": str(detail)[:200]}), flush=True)


def raises(kind, action):
    try:
        action()
    except kind as error:
        return error
    except stripe.StripeError as error:
        print(f"expected {kind.__name__}, got {type(error).__name__}: {error}", file=sys.stderr)
    return None


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.05)
    return condition()


hook = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=hook.serve_forever, daemon=True).start()
server = subprocess.Popen(
    [sys.argv[1], "stripe", "--webhook-url", f"http://127.0.0.1:{hook.server_port}/hook",
     "--webhook-secret", "whsec_rolled_out", "--webhook-secret", SECRET, "--api-key", "sk_test_official", "--seed", "7"],
    stdout=subprocess.PIPE, text=True)
try:
    base = json.loads(server.stdout.readline())["listening"]

    def panel(path, document=None):
        data = None if document is None else json.dumps(document).encode()
        with urllib.request.urlopen(urllib.request.Request(base + "/_sandbox/" + path, data=data)) as answer:
            return json.load(answer)

    def client(key="sk_test_official", retries=0):
        return stripe.StripeClient(key, base_addresses={"api": base}, max_network_retries=retries)

    v1 = client().v1
    pay = {"amount": 5000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}

    first = v1.payment_intents.create(pay, {"idempotency_key": "same"})
    second = v1.payment_intents.create(pay, {"idempotency_key": "same"})
    check("one key makes one payment", first.id == second.id and first.status == "succeeded", (first.id, second.id))
    replayed = second.last_response.headers.get("Idempotent-Replayed")
    check("a replay says so and is the same bytes",
          replayed == "true" and first.last_response.body == second.last_response.body, replayed)
    check("a key with other parameters is refused", raises(
        stripe.IdempotencyError, lambda: v1.payment_intents.create({**pay, "amount": 1}, {"idempotency_key": "same"})))

    v1.refunds.create({"payment_intent": first.id, "amount": 4000})
    over = raises(stripe.InvalidRequestError,
                  lambda: v1.refunds.create({"payment_intent": first.id, "amount": 1001}))
    check("an over-refund is an InvalidRequestError", over and over.http_status == 400 and over.param == "amount", over)
    v1.refunds.create({"payment_intent": first.id})
    over = raises(stripe.InvalidRequestError, lambda: v1.refunds.create({"payment_intent": first.id}))
    check("a refunded charge stays refunded", over and over.code == "charge_already_refunded", over)
    refunds = v1.refunds.list({"payment_intent": first.id}).data
    check("refunds add up to the capture", sum(refund.amount for refund in refunds) == 5000, len(refunds))

    declined = raises(stripe.CardError, lambda: v1.payment_intents.create(
        {**pay, "payment_method": "pm_card_chargeDeclinedInsufficientFunds"}))
    check("a decline is a CardError with its reason",
          declined and declined.code == "card_declined" and declined.error.decline_code == "insufficient_funds"
          and declined.error.payment_intent.status == "requires_payment_method", declined)
    check("a stranger is an AuthenticationError", raises(
        stripe.AuthenticationError, lambda: client("sk_test_stranger").v1.payment_intents.list()))
    unknown = raises(stripe.InvalidRequestError, lambda: v1.payment_intents.retrieve("pi_unknown"))
    check("an unknown payment is 404", unknown and unknown.http_status == 404, unknown)

    waiting = v1.payment_intents.create(
        {**pay, "payment_method": "pm_card_authenticationRequired", "return_url": "http://127.0.0.1:9/back"})
    check("a bank may ask for the payer", waiting.status == "requires_action", waiting.status)

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    try:
        urllib.request.build_opener(NoRedirect).open(waiting.next_action.redirect_to_url.url)
    except urllib.error.HTTPError as redirect:
        check("the payer is sent back", redirect.code == 303 and redirect.headers["Location"].endswith("/back"))
    authenticated = v1.payment_intents.retrieve(waiting.id, {"expand": ["latest_charge.balance_transaction"]})
    check("an authenticated payment succeeds, its charge and balance expanded",
          authenticated.status == "succeeded" and authenticated.latest_charge.balance_transaction.net == 5000 - 175,
          authenticated.status)

    before = len(list(v1.payment_intents.list({"limit": 2}).auto_paging_iter()))
    panel("faults", {"fault": "drop_answer_after_effect"})
    survivor = client(retries=2).v1.payment_intents.create(pay, {"idempotency_key": "lost"})
    everything = list(v1.payment_intents.list({"limit": 2}).auto_paging_iter())
    check("a lost answer and the client's retry make one payment",
          survivor.status == "succeeded" and len(everything) == before + 1, len(everything) - before)
    check("pages repeat nothing", len({intent.id for intent in everything}) == len(everything))
    panel("faults", {"fault": "drop_answer_before_effect"})
    lost = raises(stripe.APIConnectionError, lambda: v1.payment_intents.create(pay))
    check("a dropped answer is an APIConnectionError", lost)
    panel("faults", {"fault": "rate_limited"})
    check("too many requests are a RateLimitError", raises(stripe.RateLimitError, v1.payment_intents.list))
    panel("faults", {"fault": "server_error"})
    check("a server error is an APIError", raises(stripe.APIError, v1.payment_intents.list))

    pending = v1.payment_intents.create({**pay, "payment_method": "pm_card_pendingRefund"})
    refund = v1.refunds.create({"payment_intent": pending.id})
    check("a refund may be pending", refund.status == "pending", refund.status)
    panel("clock", {"advance_seconds": 5})
    check("and succeed when its time has come", v1.refunds.retrieve(refund.id).status == "succeeded")

    dispute = panel("disputes", {"charge": authenticated.latest_charge.id})["dispute"]
    panel(f"disputes/{dispute}/win", {})
    check("a dispute is won", v1.disputes.retrieve(dispute).status == "won")

    # A webhook that is still on its way would take one of the faults and leave the other to the next one.
    made = panel("events")["events"]
    wait_for(lambda: {event["id"] for event in made} <= {event for event, _ in received})
    panel("faults", {"fault": "wrong_signature"})
    panel("faults", {"fault": "duplicate_webhooks"})
    v1.payment_intents.create({"amount": 100, "currency": "usd"})
    made = panel("events")["events"]
    check("every event is delivered, signed as Stripe's own code wants it",
          wait_for(lambda: {event["id"] for event in made} <= {event for event, _ in received}),
          (len(made), len(received)))
    check("forged webhooks came and were refused", wait_for(lambda: len(forged) >= 2), len(forged))
    kinds = {kind for _, kind in received}
    wanted = {"payment_intent.created", "payment_intent.succeeded", "payment_intent.payment_failed",
              "payment_intent.requires_action", "charge.succeeded", "charge.failed", "charge.refunded",
              "refund.created", "refund.updated", "charge.dispute.created", "charge.dispute.funds_withdrawn",
              "charge.dispute.funds_reinstated", "charge.dispute.closed"}
    check("all kinds of events came", wanted <= kinds, sorted(wanted - kinds))
    listed = v1.events.list({"limit": 100}).data
    check("events can be read back", {event.id for event in listed} == {event["id"] for event in made}, len(listed))
    again = len(received)
    panel(f"deliver/{made[0]['id']}", {})
    check("an event can be sent again", wait_for(lambda: len(received) > again))
    panel(f"deliver/{made[0]['id']}", {"forged": True})
    attempts = lambda: [a for a in panel("deliveries")["deliveries"] if a["forged"]]
    check("and forged, once", wait_for(lambda: len(attempts()) == 3) and len(received) == again + 1, len(attempts()))
finally:
    server.terminate()
    check("it ends when asked to", server.wait(10) == 0)
