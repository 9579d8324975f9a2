"""The collector's phone without network: simulating by the plans of the day's package, recording, and sending when the network is back."""
import pytest
from ronda import eventually
from test_deal import check, draw, open_debtor, signed_in_as, stop, stops  # noqa: F401
from test_policies import POLICIES


def offline(page):
    page.context.set_offline(True)
    page.wait_for_function("!navigator.onLine")


def test_C24_X02_a_deal_within_the_authority_is_simulated_and_signed_without_network_and_sent_when_it_is_back(signed_in_as, ronda, stop):
    page = signed_in_as(stop["email"], "work")
    page.wait_for_function("navigator.serviceWorker.controller !== null && caches.has('console')")
    page.wait_for_load_state("networkidle")
    offline(page)
    # The page opens again, although there is no server to ask.
    page.reload()
    page.wait_for_selector("body[data-ready=work]")
    page.get_by_text("Sin red").wait_for()
    open_debtor(page, stop)
    page.get_by_role("button", name="Convenio", exact=True).click()
    page.locator("select[name=plan]").select_option("Cuotas fijas")
    page.get_by_label("Cuota inicial").fill(str(stop["account"]["overdue_minor"] // 100 // 5))
    page.get_by_text("se calcula en el teléfono").wait_for()
    check(page)
    page.get_by_role("button", name="Firmar el convenio").click()
    page.get_by_role("button", name="Aceptar y firmar").click()
    page.get_by_text("Falta la firma del deudor.").wait_for()
    draw(page)
    check(page)
    page.get_by_role("button", name="Aceptar y firmar").click()
    page.get_by_text("Guardado en el teléfono").wait_for()
    found = f"select state, plan_code from visit_capture.agreements where account_id = '{stop['account']['account_id']}'"
    assert ronda.sql(found) == []
    # Nothing is lost with the page.
    page.reload()
    page.wait_for_selector("body[data-ready=debtor]")
    page.get_by_text("Guardado en el teléfono").wait_for()
    page.context.set_offline(False)
    page.locator("[data-queued]").wait_for(state="detached")
    assert ronda.sql(found) == [["active", "cuotas-pe"]]
    rows = ronda.sql(f"select count(*) from visit_capture.agreement_documents d join visit_capture.agreements a using (agreement_id) where a.account_id = '{stop['account']['account_id']}'")
    assert rows == [["1"]]


@pytest.fixture
def stricter(ronda):
    """Asks for all that is overdue from now on; afterwards as before."""
    usual = ronda.admin.get(f"{POLICIES}?country=PE")["items"][0]
    yield lambda: ronda.admin.post(POLICIES, {**usual, "country": "PE", "minimum_share_permille": 1000})
    ronda.admin.post(POLICIES, {**usual, "country": "PE"})


def test_V31_V36_a_promise_without_network_is_judged_by_the_terms_on_the_phone_and_what_the_server_refuses_says_why(
        signed_in_as, ronda, stop, stricter):
    page = signed_in_as(stop["email"], "work")
    open_debtor(page, stop)
    offline(page)
    account, least = stop["account"]["account_id"], stop["account"]["promise"]["minimum_minor"]
    for amount in (least, least - 1):
        page.get_by_role("button", name="Promesa").click()
        page.get_by_label("Importe").fill(f"{amount / 100:.2f}")
        page.get_by_role("button", name="Registrar promesa").click()
        page.locator("promise-form").wait_for(state="detached")
    assert page.get_by_text("Guardado en el teléfono").count() == 2
    check(page)
    stricter()
    page.context.set_offline(False)
    eventually("the promise is with the server", lambda: ronda.sql(f"select count(*) from visit_capture.promises where account_id = '{account}'") == [["1"]])
    shown = ronda.sql(f"select policy_country, policy_version from visit_capture.promises where account_id = '{account}'")
    assert shown == [["*", str(stop["account"]["promise"]["policy_version"])]]
    page.get_by_text("El importe está por debajo del mínimo.").wait_for()
    assert page.locator("[data-queued]").count() == 1
    page.get_by_role("button", name="Descartar").click()
    page.locator("[data-queued]").wait_for(state="detached")
