"""What the phone works out without network is what the server answers."""
import datetime

from field import collector_of
from ronda import Refused

WORK_OUT = """async ([offer, account, terms, day]) => {
  const { quote } = await import("/lib/quoting.mjs");
  try { return quote(offer, account, terms, day); } catch (error) { return { code: error.code, field: error.field }; }
}"""


def shown(quote):
    """A quote as far as the phone works it out, with rates as numbers."""
    lines = [{key: value for key, value in line.items() if key not in ("cut_off_on",)} for line in quote["lines"]]
    rest = {key: value for key, value in quote.items() if key not in ("lines", "is_local")}
    return {**rest, "periodic_rate": float(quote["periodic_rate"]), "true_annual_rate": float(quote["true_annual_rate"]), "lines": lines}


def variants(offer):
    """Terms at and beyond the limits of an offer."""
    base = {"plan_code": offer["plan_code"], "plan_version": offer["plan_version"], "method": offer["methods"][0], "instalments": 3,
            "frequency": offer["frequencies"][-1], "first_due_on": offer["latest_first_due_on"]}
    first = datetime.date.fromisoformat(offer["earliest_first_due_on"])
    down = {"down_payment_minor": offer["minimum_down_payment_minor"] + 100}
    for method in offer["methods"]:
        for frequency in offer["frequencies"]:
            for instalments in (1, 2, offer["maximum_instalments"]):
                yield {**base, **down, "method": method, "frequency": frequency, "instalments": instalments}
    for days in (0, 1, 13, 30, 31):
        yield {**base, **down, "first_due_on": (first + datetime.timedelta(days=days)).isoformat()}
    for shares in ({"late_interest": "0.5"}, {"late_interest": "0.333333"}, {"principal": "0.02", "interest": "0.1"}, {"fees": "1.5"}, {"principal": "1"}):
        yield {**base, **down, "waivers": shares}
    if offer["maximum_specials"]:
        yield {**base, **down, "fixed_instalments": [{"number": 2, "amount_minor": 100}]}
        yield {**base, **down, "balloon_minor": 500}
        yield {**base, **down, "fixed_instalments": [{"number": 2, "amount_minor": 10**12}]}
    for kind in offer["grace_kinds"]:
        yield {**base, **down, "grace": {"periods": 1, "kind": kind}}
    yield {**base, **down, "instalments": offer["maximum_instalments"] + 1}
    yield {**base, **down, "instalments": 10_000}
    yield {**base, **down, "first_due_on": "9999-01-01"}
    yield {**base, "down_payment_minor": 0}
    yield {**base, "down_payment_minor": 10**14}


PLAN = {
    "code": "honorarios", "version": 1, "name_es": "Con honorarios", "name_en": "With fees", "negotiation_type": "instalment_plan",
    "countries": ["PE", "CO"], "valid_from": "2026-01-01", "conditions": {"all": []}, "base": "total", "methods": ["flat", "french"],
    "frequencies": ["monthly"], "maximum_instalments": 6, "rate": {"kind": "nominal_annual", "value": "0.12"},
    "waiver_limits": [{"from_day": 0, "maxima": {"late_interest": "0.5"}}], "waiver_condition": "on_completion", "minimum_down_payment": "0",
    "maximum_first_due_days": 40, "maximum_specials": 0, "grace_kinds": ["dead", "interest_only"], "maximum_grace_periods": 2, "grace_days": 0,
    "default_after_days": 30, "fee_unit_hundredths": 1234567,
    "fees": {"base": "recovered", "bearer": "debtor", "vat": "0.19",
             "buckets": [{"from_day": 1, "tiers": [{"up_to": 50000, "rate": "0.04"}, {"rate": "0.015"}]}],
             "cap": {"unit": "UF", "after_day": 20, "scale": [{"up_to": 10, "rate": "0.09"}, {"up_to": 50, "rate": "0.06"}, {"rate": "0.03"}]}},
    "approvals": {"rules": [{"measure": "instalments", "above": 3, "level": 1}, {"measure": "waived_minor", "above": 100, "level": 1, "from_day": 30}],
                  "levels": [{"level": 1, "roles": ["supervisor"], "approvals": 1}], "expires_after_hours": 48},
}


def test_C24_V45_V46_V47_the_phone_works_out_what_the_server_answers_to_the_cent_and_refuses_what_it_refuses(ronda, page):
    ronda.admin.post("/api/visit-capture/v1/relief-plans", PLAN)
    page.goto("/")
    date = ronda.plan()["business_date"]
    compared, refused, charged, plans = 0, 0, 0, set()
    for route in ronda.routes(date):
        collector = collector_of(ronda, route)
        for entry in collector.get(f"/api/visit-capture/v1/package?date={date}")["stops"][:1]:
            account = entry["accounts"][0]
            # As on the day itself: the package may be tomorrow's.
            offers = collector.get(f"/api/visit-capture/v1/accounts/{account['account_id']}/relief-plans")["items"]
            assert [offer["plan_code"] for offer in offers] == [offer["plan_code"] for offer in account["relief_plans"]]
            for offer in offers:
                plans.add(offer["plan_code"])
                for terms in variants(offer):
                    local = page.evaluate(WORK_OUT, [offer, account, terms, offer["earliest_first_due_on"]])
                    try:
                        quote = collector.post(f"/api/visit-capture/v1/accounts/{account['account_id']}/quotes", terms)
                    except Refused as problem:
                        if problem.document.get("errors"):
                            assert (terms, local.get("code")) == (terms, problem.document["errors"][0]["code"])
                        else:
                            assert "code" in local
                        refused += 1
                        continue
                    assert shown(local) == shown(quote), terms
                    compared += 1
                    charged += quote["fee_minor"] > 0
    assert compared > 100 and refused > 50 and charged > 20 and plans == {"alivio", "cuotas-pe", "cuotas-co", "honorarios"}
