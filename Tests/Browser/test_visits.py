"""A collector's visit without network, and what stays on the phone when somebody leaves it."""
from ronda import eventually
from test_deal import check, open_debtor, signed_in_as, stop, stops  # noqa: F401
from test_offline import offline

KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("ronda", 1);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction(["kept", "queue"]);
    const [kept, rows] = [transaction.objectStore("kept").getAllKeys(), transaction.objectStore("queue").getAll()];
    transaction.oncomplete = () => resolve({ kept: kept.result, waiting: rows.result.map((row) => row.staff_id) });
  };
})"""


def record(page, contact, outcome):
    page.get_by_role("button", name="Registrar visita").click()
    page.get_by_role("radio", name=contact, exact=True).click()
    page.get_by_role("radio", name=outcome, exact=True).click()
    check(page)
    page.get_by_role("button", name="Guardar visita").click()
    page.locator("visit-form").wait_for(state="detached")


def sign_in(page, email, password, ready="work"):
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Contraseña").fill(password)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_selector(f"body[data-ready={ready}]")


def test_V16_X02_a_visit_without_network_waits_on_the_phone_outlives_the_page_and_is_sent_once(signed_in_as, ronda, stop):
    page = signed_in_as(stop["email"], "work")
    page.wait_for_function("navigator.serviceWorker.controller !== null && caches.has('console')")
    page.wait_for_load_state("networkidle")
    open_debtor(page, stop)
    # The answer to the first sending is lost: the phone sends the same visit again.
    lost, is_back = [], []

    def lose(route):
        if not is_back:
            # A page that is loaded anew may be on the network for a moment before it is taken off it.
            return route.abort("internetdisconnected")
        if lost:
            return route.continue_()
        lost.append(route.fetch(timeout=120_000).status)
        route.abort()

    page.route("**/api/visit-capture/v1/batches", lose)
    offline(page)
    record(page, "Sin contacto", "No había nadie")
    page.get_by_text("Guardado en el teléfono").wait_for()
    found = f"select outcome, contact_type, captured_at <= received_at from visit_capture.visits where debtor_id = '{stop['debtor']['debtor_id']}'"
    assert ronda.sql(found) == []
    page.reload()
    page.wait_for_selector("body[data-ready=debtor]")
    waiting = page.locator("[data-queued]")
    waiting.get_by_text("Visita: No había nadie").wait_for()
    visit_id = waiting.get_attribute("data-queued")
    is_back.append(True)
    page.context.set_offline(False)
    # The page answers the route while it is asked.
    eventually("the visit is with the server, and its answer lost",
               lambda: page.evaluate("true") and lost and ronda.sql(found) == [["nobody_home", "no_contact", "t"]])
    page.goto("/#/work")
    page.wait_for_selector("body[data-ready=work]")
    page.get_by_role("button", name="Enviar ahora").click()
    page.get_by_text("Por enviar").wait_for(state="detached")
    assert lost == [201]
    assert ronda.sql(f"select visit_id from visit_capture.visits where debtor_id = '{stop['debtor']['debtor_id']}'") == [[visit_id]]


def test_V16_a_visit_with_network_is_sent_at_once(signed_in_as, ronda, stop):
    page = signed_in_as(stop["email"], "work")
    open_debtor(page, stop)
    record(page, "Titular", "Se niega a pagar")
    page.get_by_text("Enviada").wait_for()
    rows = ronda.sql(f"select outcome from visit_capture.visits where debtor_id = '{stop['debtor']['debtor_id']}'")
    assert rows == [["refuses_to_pay"]]


def test_V33_whoever_signs_out_leaves_no_debtors_on_the_phone_and_what_waits_stays_their_own(signed_in_as, ronda, stop):
    page = signed_in_as(stop["email"], "work")
    open_debtor(page, stop)
    assert len(page.evaluate(KEPT)["kept"]) == 1
    offline(page)
    record(page, "Sin contacto", "No había nadie")
    page.get_by_role("button", name="Salir").click()
    page.get_by_label("Contraseña").wait_for()
    staff_id = ronda.sql(f"select staff_id from identity.staff where email = '{stop['email']}'")[0][0]
    eventually("the day's package is forgotten", lambda: page.evaluate(KEPT) == {"kept": [], "waiting": [staff_id]})
    page.context.set_offline(False)
    # Somebody else sees neither the debtors nor what waits, and sends nothing of it.
    other = ronda.sql(
        f"select email from identity.staff where 'collector' = any(roles) and active and email <> '{stop['email']}' order by email limit 1")[0][0]
    page.goto("/")
    sign_in(page, other, ronda.password)
    assert page.get_by_text("Por enviar").count() == 0
    assert page.locator(f"a[data-debtor='{stop['debtor']['debtor_id']}']").count() == 0
    found = f"select outcome from visit_capture.visits where debtor_id = '{stop['debtor']['debtor_id']}'"
    assert ronda.sql(found) == []
    # The tab is closed without signing out, and another person comes: what the first one fetched is gone.
    page.evaluate("sessionStorage.clear()")
    page.reload()
    sign_in(page, stop["email"], ronda.password)
    eventually("the owner's visit is with the server", lambda: ronda.sql(found) == [["nobody_home"]])
    kept = page.evaluate(KEPT)
    assert kept["kept"] in ([], [f"package {staff_id}"]) and kept["waiting"] == []
