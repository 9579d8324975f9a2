"""Money as its users see it: one payment over several accounts through all services, and totals beside the rows that they are made of."""
import datetime
import time
import uuid

from ronda import eventually
from field import collector_of
from test_promises import is_planned, state_of, today

OVERDUE = "overdue_principal_minor + overdue_interest_minor + overdue_late_interest_minor + overdue_fees_minor + overdue_insurance_minor"


def two_accounts(ronda, date):
    """A planned stop in Peru with two accounts of one creditor, and the collector."""
    for route in ronda.routes(date):
        for stop in route["stops"]:
            rows = ronda.sql(
                f"""select creditor_id, account_number, account_id, {OVERDUE} from ingestion.account
                    where debtor_id = '{stop["debtor_id"]}' and currency = 'PEN' and status = 'active' order by account_id""")
            if stop["status"] == "planned" and len(rows) == 2 and rows[0][0] == rows[1][0] and all(int(row[3]) > 0 for row in rows):
                if not ronda.sql(f"select 1 from visit_capture.promises where debtor_id = '{stop['debtor_id']}'"):
                    return route, stop, [dict(zip(("creditor_id", "account_number", "account_id", "overdue"), row)) for row in rows]
    raise AssertionError("no stop with two accounts of one creditor")


def owed(ronda, accounts):
    ids = ",".join(f"'{account['account_id']}'" for account in accounts)
    return [int(row[0]) for row in ronda.sql(f"select {OVERDUE} from ingestion.account where account_id in ({ids}) order by account_id")]


def net_of(ronda, accounts):
    ids = ",".join(f"'{account['account_id']}'" for account in accounts)
    return int(ronda.sql(
        f"""select coalesce(sum(case kind when 'posted' then amount_minor else -amount_minor end), 0) from reporting.fact_payment
            where account_id in ({ids})""")[0][0])


def test_X22_one_payment_over_two_accounts_keeps_the_promise_over_both_and_its_reversal_undoes_all(ronda):
    date = ronda.plan()["business_date"]
    route, stop, accounts = two_accounts(ronda, date)
    collector = collector_of(ronda, route)
    amounts = [int(account["overdue"]) for account in accounts]
    before, net = owed(ronda, accounts), net_of(ronda, accounts)
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    promise_id = str(uuid.uuid4())
    answer = collector.post("/api/visit-capture/v1/batches", {"promises": [{
        "promise_id": promise_id, "account_id": accounts[0]["account_id"], "more_account_ids": [accounts[1]["account_id"]],
        "amount_minor": sum(amounts), "currency": "PEN", "due_on": (today() + datetime.timedelta(days=5)).isoformat(), "made_at": now}]})
    assert [result["status"] for result in answer["results"]] == ["accepted"], answer
    payment_id, creditor = f"T-{uuid.uuid4()}", accounts[0]["creditor_id"]
    head = {"creditor_id": creditor, "value_date": time.strftime("%Y-%m-%d", time.gmtime()), "posted_at": now, "channel": "branch"}
    ronda.publish("ronda.in.payment.v1", creditor, {
        "type": "payment.posted", "payment_id": payment_id, **head, "currency": "PEN", "amount_minor": sum(amounts),
        "accounts": [{"account_number": account["account_number"], "amount_minor": amount} for account, amount in zip(accounts, amounts)]})
    eventually("both accounts are paid", lambda: owed(ronda, accounts) == [0, 0])
    eventually("the promise is kept", lambda: state_of(ronda, promise_id) == "kept")
    ids = ",".join(f"'{account['account_id']}'" for account in accounts)
    eventually("no visit is open", lambda: not ronda.sql(
        f"select 1 from segmentation.tasks where account_id in ({ids}) and state = 'open' and kind = 'visit'"))
    eventually("the stop has left the route", lambda: not is_planned(ronda, date, route["route_id"], stop["stop_id"]))
    eventually("reporting counts all of it once", lambda: net_of(ronda, accounts) == net + sum(amounts))
    parts = ronda.sql(f"select payment_id, amount_minor from reporting.fact_payment where payment_id like '{payment_id}/%' order by account_id")
    assert [[name, int(amount)] for name, amount in parts] == [
        [f"{payment_id}/{account['account_id']}", amount] for account, amount in zip(accounts, amounts)]
    whole = ronda.sql(f"select distinct part_of from reporting.bi_payments where payment_id like '{payment_id}/%'")
    assert whole == [[payment_id]]
    ronda.publish("ronda.in.payment.v1", creditor, {"type": "payment.reversed", "payment_id": f"R-{payment_id}", "reversal_of": payment_id, **head})
    eventually("both accounts owe what they owed", lambda: owed(ronda, accounts) == before)
    eventually("the promise is not kept any more", lambda: state_of(ronda, promise_id) != "kept")
    eventually("reporting takes all of it back", lambda: net_of(ronda, accounts) == net)


def test_C04_the_portfolio_is_the_sum_of_the_accounts_and_follows_a_payment_within_a_minute(ronda):
    def summed():
        return {currency: [int(accounts), int(overdue)] for currency, accounts, overdue in ronda.sql(
            f"""select currency, count(*), sum({OVERDUE}) from ingestion.account
                where status in ('active', 'charged_off') group by 1""")}

    def shown(by):
        totals = {}
        for item in ronda.admin.get(f"/api/reporting/v1/portfolio?by={by}")["items"]:
            total = totals.setdefault(item["currency"], [0, 0])
            total[0] += item["accounts"]
            total[1] += item["overdue_minor"]
        return totals

    for by in ("total", "bucket", "stage", "team", "collector", "creditor", "product", "zone"):
        eventually(f"the portfolio by {by} is the accounts'", lambda: shown(by) == summed())
    _, _, account = ronda.planned_stop(ronda.plan()["business_date"])
    before = shown("total")[account["currency"]][1]
    ronda.pay(account, amount=100)
    eventually("the payment is in the portfolio", lambda: shown("total")[account["currency"]][1] == before - 100, seconds=60)
    assert shown("total") == summed()


def figures(ronda, by):
    """Payments and what they brought by group and currency."""
    return {(item["key"] or "", amount["currency"]): (amount["payments"], amount["reversed"], amount["paid_minor"] - amount["reversed_minor"])
            for item in ronda.admin.get(f"/api/reporting/v1/figures?by={by}&date={value_date()}")["items"] for amount in item["amounts"]
            if amount["payments"] or amount["reversed"]}


def value_date():
    return time.strftime("%Y-%m-%d", time.gmtime())


def test_C40_segments_show_count_and_amount_recovered_as_sql_over_the_facts_does(ronda):
    _, _, account = ronda.planned_stop(ronda.plan()["business_date"])
    ronda.pay(account, amount=150)

    def counted():
        return {(segment, currency): (int(posted), int(reversed_), int(net)) for segment, currency, posted, reversed_, net in ronda.sql(
            f"""select coalesce(s, ''), f.currency, count(*) filter (where kind = 'posted'), count(*) filter (where kind = 'reversed'),
                  sum(case kind when 'posted' then amount_minor else -amount_minor end)
                from reporting.fact_payment f left join reporting.treatment_state t using (account_id)
                  left join lateral unnest(t.segment_ids) s on true
                where f.business_date = '{value_date()}' group by 1, 2""")}

    eventually("the payment is counted", lambda: counted() and figures(ronda, "segment") == counted())


def test_C42_what_collectors_recovered_and_what_is_nobodys_is_the_total(ronda):
    eventually("something was recovered", lambda: figures(ronda, "total"))

    def sums():
        parts, total = {}, {}
        for (_, currency), (payments, _, net) in figures(ronda, "collector").items():
            one = parts.get(currency, (0, 0))
            parts[currency] = (one[0] + payments, one[1] + net)
        for (_, currency), (payments, _, net) in figures(ronda, "total").items():
            total[currency] = (payments, net)
        return parts == total and total

    assert eventually("the collectors' figures are the total", sums)
