"""One creditor's people never learn of another's accounts, wherever they ask."""
import json
import uuid

import pytest

from openapi import operations
from ronda import eventually
from test_openapi import exchange

ROLES = ["administrator", "supervisor", "auditor", "operator"]


@pytest.fixture(scope="module")
def tenants(ronda):
    """Two creditors; what tells of the second alone; and people who may see the first, both, or all, and do everything that their roles may."""
    date = ronda.plan()["business_date"]
    planned = [route["stops"] for route in ronda.routes(date)]
    of_route = {task for stops in planned for stop in stops for task in stop["task_ids"]}
    creditors = [row[0] for row in ronda.sql("select creditor_id from ingestion.account group by 1 order by count(*) desc")]
    own, other = creditors[0], creditors[1]
    people = {}
    for name, scope in (("own", [own]), ("both", [own, other])):
        staff = {"full_name": f"Prueba {name}", "email": f"{name}@tenant.example", "roles": ROLES, "team_id": "lima", "creditor_ids": scope,
                 "time_zone": "America/Lima", "password": ronda.password}
        ronda.admin.send("PUT", f"/api/identity/v1/staff/{uuid.uuid5(uuid.NAMESPACE_DNS, name)}", staff)
        people[name] = ronda.api.signed_in(staff["email"], ronda.password)
    accounts = ronda.sql(f"""select account_id, debtor_id from ingestion.account where creditor_id = '{other}'""")
    alone = {row[0] for row in ronda.sql(
        f"""select debtor_id from ingestion.account group by 1 having bool_and(creditor_id = '{other}')""")}
    tasks = ronda.sql(f"""select task_id, debtor_id from segmentation.tasks where creditor_id = '{other}' and state = 'open'""")
    debtor = next(debtor for task, debtor in tasks if debtor in alone and task in of_route)
    stop = next(stop for stops in planned for stop in stops if stop["debtor_id"] == debtor)
    address = ronda.admin.get(f"/api/ingestion/v1/debtors/{debtor}")["addresses"][0]["address_id"]
    return {
        "people": people, "own": own, "other": other, "date": date,
        "secrets": {account for account, _ in accounts} | alone | {task for task, _ in tasks},
        "known": {
            "debtor_id": debtor, "account_id": next(account for account, of in accounts if of == debtor), "address_id": address,
            "stop_id": stop["stop_id"], "task_id": next(task for task, of in tasks if of == debtor), "date": date, "from": date, "to": date,
            "lat": "-12.0", "lon": "-77.0", "creditor_id": other, "collector_id": next(route["collector_id"] for route in ronda.routes(date) if stop in route["stops"])},
    }


def asked(tenants, operation, optional=False):
    """A GET with what there is of the other creditor in every place that asks for it, and with `optional` in every place that takes it."""
    path, known = operation.path, tenants["known"]
    for parameter in operation.content.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", known.get(parameter["name"], str(uuid.UUID(int=1))))
    query = [p["name"] for p in operation.content.get("parameters", []) if p["in"] == "query" and (p.get("required") or optional and p["name"] in known)]
    return path + "?" * bool(query) + "&".join(f"{name}={known.get(name, 'none')}" for name in query)


def told(tenants, api, operation):
    """The other creditor's ids in the answers to one operation."""
    texts = [exchange(api, operation, path)[2].decode(errors="replace")
             for path in dict.fromkeys((asked(tenants, operation), asked(tenants, operation, optional=True)))]
    return sorted(secret for secret in tenants["secrets"] if any(secret in text for text in texts))


READING = [operation for operation in operations() if operation.method == "GET" and not operation.path.endswith("/live")]


@pytest.mark.parametrize("operation", READING, ids=str)
def test_C19_who_sees_one_creditor_is_told_nothing_of_another(tenants, operation):
    assert told(tenants, tenants["people"]["own"], operation) == []


def test_C19_the_same_questions_tell_of_the_other_creditor_whoever_may_see_it(ronda, tenants):
    """Without which the test above would say nothing."""
    telling = [str(operation) for operation in READING if told(tenants, ronda.admin, operation)]
    assert len(telling) >= 15, telling
    assert {operation.path.split("/")[2] for operation in READING if str(operation) in telling} >= {
        "ingestion", "segmentation", "assignment-routing", "reporting"}


def test_C19_nobody_changes_what_is_another_creditors(tenants):
    """Each body is the documents' own example, about the other creditor's debtor, account or task: refused, or answered as for what does not exist."""
    person, wrong = tenants["people"]["own"], []
    for operation in operations():
        subject = [name for name in ("debtor_id", "account_id", "task_id", "stop_id") if "{" + name + "}" in operation.path]
        if operation.method == "GET" or not subject:
            continue
        media = operation.bodies.get("application/json")
        status, _, content = exchange(person, operation, asked(tenants, operation), json.dumps(media["example"]).encode() if media else None)
        if status < 400:
            wrong.append(f"{operation}: {status} {content[:200]}")
    assert wrong == []


def test_C19_accounts_of_several_creditors_are_one_debtors_only_for_whoever_may_see_them_all(ronda, tenants):
    own, other = tenants["own"], tenants["other"]
    number = f"T-{uuid.uuid4().hex[:8]}"
    document = ronda.sql(f"""select id_type, id_number, full_name, country, debtor_id from ingestion.debtor join ingestion.account a using (debtor_id)
        where a.creditor_id = '{other}' and currency = 'PEN' and a.debtor_id in (select debtor_id from ingestion.account group by 1 having count(*) = 1)
        order by debtor_id limit 1""")[0]
    ronda.publish("ronda.in.delinquency.v1", f"{own}:{number}", {
        "type": "account.delinquent", "creditor_id": own, "account_number": number, "product_type": "loan", "currency": "PEN",
        "debtor": {"id_type": document[0], "id_number": document[1], "full_name": document[2]}, "days_past_due": 12, "sequence": 1,
        "balances": {"overdue": {"principal": "123.45"}, "total_due": "123.45"}, "business_date": tenants["date"]})
    path = f"/api/ingestion/v1/debtors/{document[4]}"
    eventually("the second account is there", lambda: len(ronda.admin.get(path)["accounts"]) == 2)
    alone, both = tenants["people"]["own"].get(path), tenants["people"]["both"].get(path)
    assert [account["creditor_id"] for account in alone["accounts"]] == [own]
    assert [total["overdue_minor"] for total in alone["totals"]] == [12_345]
    assert sorted(account["creditor_id"] for account in both["accounts"]) == sorted([own, other])
    assert both["totals"][0]["overdue_minor"] == sum(
        int(row[0]) for row in ronda.sql(f"""select overdue_principal_minor + overdue_interest_minor + overdue_late_interest_minor + overdue_fees_minor
            + overdue_insurance_minor from ingestion.account where debtor_id = '{document[4]}'"""))
