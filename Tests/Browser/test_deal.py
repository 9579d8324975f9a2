"""The deal at the door: a collector simulates and proposes, a supervisor approves, the debtor signs; promises on several dates."""
import datetime
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from field import email_of, packed_stops
from ronda import eventually

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def stops(ronda):
    """Planned stops in Lima to whose debtors a plan with interest may be offered, with the collectors' addresses."""
    date = ronda.plan()["business_date"]
    found = []
    for collector, route, _, stop in packed_stops(ronda, date, "LIM"):
        account = stop["accounts"][0]
        if len(stop["accounts"]) == 1 and 8 <= account["days_past_due"] <= 150 and account["overdue_late_interest_minor"] > 0:
            offers = collector.get(f"/api/visit-capture/v1/accounts/{account['account_id']}/relief-plans")["items"]
            if [offer["plan_code"] for offer in offers] == ["alivio", "cuotas-pe"]:
                found.append({"email": email_of(ronda, route), "debtor": stop["debtor"], "account": account, "date": date, "stop_id": stop["stop_id"], "route_id": route["route_id"]})
        if len(found) >= 4:
            break
    return iter(found)


@pytest.fixture
def stop(stops):
    """One that no other test has touched."""
    return next(stops)


@pytest.fixture
def signed_in_as(browser, ronda):
    """Opens the console on a phone as somebody."""
    contexts = []

    def open_as(email, ready):
        context = browser.new_context(base_url=ronda.instance["http_url"], viewport=PHONE, reduced_motion="reduce", has_touch=True)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto("/")
        page.get_by_label("Correo electrónico").fill(email)
        page.get_by_label("Contraseña").fill(ronda.password)
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_selector(f"body[data-ready={ready}]")
        return page

    yield open_as
    for context in contexts:
        context.close()


def open_debtor(page, stop):
    page.get_by_label("Buscar por nombre").fill(stop["debtor"]["name"])
    page.locator(f"a[data-debtor='{stop['debtor']['debtor_id']}']").click()
    page.wait_for_selector("body[data-ready=debtor]")


def check(page):
    """Nothing sticks out at the side, and nothing keeps anybody from using it."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    violations = Axe().run(page).response["violations"]
    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations] == []
    assert page.problems == []


def draw(page):
    page.locator("signature-pad canvas").scroll_into_view_if_needed()
    pad = page.locator("signature-pad canvas").bounding_box()
    page.mouse.move(pad["x"] + 30, pad["y"] + 90)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(pad["x"] + 30 + 20 * step, pad["y"] + 90 + (-1) ** step * 40)
    page.mouse.up()


def test_V31_V36_a_promise_on_several_dates_is_kept_and_one_below_the_minimum_is_refused_in_words(signed_in_as, ronda, stop):
    page = signed_in_as(stop["email"], "work")
    check(page)
    open_debtor(page, stop)
    page.get_by_role("button", name="Promesa").click()
    least, most = stop["account"]["promise"]["minimum_minor"], stop["account"]["promise"]["maximum_minor"]
    page.get_by_label("Importe").fill(f"{(least - 1) / 100:.2f}")
    page.get_by_role("button", name="Registrar promesa").click()
    page.get_by_text("El importe está por debajo del mínimo.").wait_for()
    page.get_by_label("Importe").fill(f"{least / 100:.2f}")
    page.get_by_role("button", name="Otra fecha").click()
    second = min(100, most - least)
    page.get_by_label("Importe").nth(1).fill(f"{second / 100:.2f}")
    check(page)
    page.get_by_role("button", name="Registrar promesa").click()
    page.get_by_text("Prometió").first.wait_for()
    assert page.get_by_text("Prometió").count() == 2
    rows = ronda.sql(f"select count(*), count(distinct series_id), sum(amount_minor) from visit_capture.promises where account_id = '{stop['account']['account_id']}'")
    assert rows == [["2", "1", str(least + second)]]


def test_V20_V46_V53_X20_a_deal_is_simulated_approved_by_somebody_else_and_signed_on_the_screen(signed_in_as, ronda, stop):
    collector = signed_in_as(stop["email"], "work")
    open_debtor(collector, stop)
    collector.get_by_role("button", name="Convenio", exact=True).click()
    collector.locator("select[name=plan]").select_option("Cuotas fijas")
    for _ in range(5):
        collector.get_by_role("slider").press("ArrowRight")
    collector.get_by_label("Intereses de mora").fill("50")
    with collector.expect_response(lambda response: "quotes" in response.url and "down_payment" in (response.request.post_data or "")):
        collector.get_by_label("Cuota inicial").fill(str(stop["account"]["overdue_minor"] // 100 // 5))
    collector.get_by_text("Necesita la aprobación de").wait_for()
    total = collector.locator("[data-figure=total]").inner_text()
    check(collector)
    collector.get_by_role("button", name="Proponer convenio").click()
    collector.wait_for_selector("ol[data-state=proposed]")
    assert total in collector.locator("agreement-page").inner_text()
    assert collector.get_by_role("button", name="Aceptar y firmar").count() == 0

    supervisor = signed_in_as("supervisor.lima@ronda.example", "day")
    supervisor.get_by_role("link", name="Aprobaciones").click()
    supervisor.wait_for_selector("body[data-ready=approvals]")
    name = stop["debtor"]["name"]
    request = supervisor.get_by_role("article", name=name)
    request.wait_for()
    check(supervisor)
    request.get_by_label("Nota (opcional)").fill("De acuerdo")
    approve = request.get_by_role("button", name=f"Aprobar el convenio de {name}")
    approve.click()
    supervisor.get_by_text(f"Aprobado: {name}.").wait_for()

    collector.wait_for_selector("ol[data-state=approved]")
    check(collector)
    collector.get_by_role("button", name="Aceptar y firmar").click()
    collector.get_by_text("Falta la firma del deudor.").wait_for()
    draw(collector)
    collector.get_by_role("button", name="Aceptar y firmar").click()
    collector.wait_for_selector("ol[data-state=active]")
    collector.get_by_role("button", name="Ver el documento").click()
    link = collector.get_by_role("link", name="Abrir PDF")
    link.wait_for()
    assert int(link.get_attribute("data-bytes")) > 2_000
    check(collector)

    # Nobody goes to see who keeps to an agreement.
    route = lambda: next(r for r in ronda.routes(stop["date"]) if r["route_id"] == stop["route_id"])  # noqa: E731
    eventually("the stop leaves the route", lambda: stop["stop_id"] not in [s["stop_id"] for s in route()["stops"] if s["status"] == "planned"])
    assert ronda.sql(f"select state from segmentation.treatments where account_id = '{stop['account']['account_id']}'") == [["paused"]]
    facts = f"select state from reporting.fact_agreement where account_id = '{stop['account']['account_id']}'"
    eventually("the agreement is a fact", lambda: ronda.sql(facts) == [["active"]])


def test_X09_the_supervisors_own_request_is_for_somebody_else(signed_in_as, ronda, stop):
    boss = ronda.api.signed_in("supervisor.lima@ronda.example", ronda.password)
    account = stop["account"]["account_id"]
    offer = boss.get(f"/api/visit-capture/v1/accounts/{account}/relief-plans")["items"][1]
    terms = {"plan_code": "cuotas-pe", "method": "french", "instalments": 8, "frequency": "monthly", "first_due_on": offer["latest_first_due_on"],
             "down_payment_minor": offer["minimum_down_payment_minor"]}
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    boss.post("/api/visit-capture/v1/agreements", {"agreement_id": str(uuid.uuid4()), "account_id": account, "made_at": now, "terms": terms})
    page = signed_in_as("supervisor.lima@ronda.example", "day")
    page.get_by_role("link", name="Aprobaciones").click()
    page.get_by_text("Usted lo propuso: decide otra persona.").wait_for()
    assert page.get_by_role("article", name=stop["debtor"]["name"]).get_by_role("button").count() == 0
