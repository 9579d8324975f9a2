"""What a supervisor sees and does."""
from axe_playwright_python.sync_playwright import Axe
from ronda import eventually
import pytest


def test_a_wrong_password_is_refused_in_words(page):
    page.goto("/")
    page.get_by_label("Correo electrónico").fill("admin@ronda.example")
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar").click()
    page.get_by_text("El correo o la contraseña no son correctos.").wait_for()


def test_the_day_shows_the_same_routes_on_the_map_and_in_the_table(signed_in, ronda):
    date = ronda.plan()["business_date"]
    routes = ronda.routes(date)
    assert signed_in.get_by_label("Fecha").input_value() == date
    assert signed_in.get_by_label("Ciudad").input_value() == "lima"
    shown = [route for route in routes if route["zone_code"].startswith("LIM")]
    assert signed_in.locator("route-table tbody tr").count() == len(shown) > 0
    assert signed_in.locator("day-map canvas").count() > 0
    assert signed_in.problems == []


def test_a_route_opens_its_stops(signed_in, ronda):
    lima = [route for route in ronda.routes(ronda.plan()["business_date"]) if route["zone_code"].startswith("LIM")]
    route = max(lima, key=lambda route: len(route["stops"]))
    signed_in.locator(f"tr[data-collector='{route['collector_id']}'] button").click()
    signed_in.get_by_text(f"Paradas de {route['collector_name']}").wait_for()
    assert signed_in.locator("tr[data-stop]").count() == len(route["stops"])


def test_why_a_stop_was_left_out_is_said_in_spanish_and_english(signed_in):
    signed_in.get_by_label("Ciudad").select_option("bogota")
    signed_in.get_by_role("tab", name="Fuera de ruta").click()
    assert "CO-06" in signed_in.locator("left-out-table").inner_text()
    signed_in.get_by_label("Idioma").select_option("en")
    signed_in.get_by_role("tab", name="Left out").click()
    eventually("the texts are English", lambda: "visit" in signed_in.locator("left-out-table").inner_text())


def test_V07_X16_a_payment_changes_what_the_supervisor_sees(signed_in, ronda):
    date = ronda.plan()["business_date"]
    route, stop, account = ronda.planned_stop(date)
    signed_in.get_by_label("Ciudad").select_option("lima" if route["zone_code"].startswith("LIM") else "bogota")
    signed_in.wait_for_selector("body[data-live=on]")
    signed_in.locator(f"tr[data-collector='{route['collector_id']}'] button").click()
    signed_in.wait_for_selector(f"tr[data-stop='{stop['stop_id']}']")
    ronda.pay(account)
    signed_in.wait_for_selector(f"tr[data-stop='{stop['stop_id']}']", state="detached", timeout=20_000)


def test_the_figures_can_be_grouped(signed_in):
    signed_in.get_by_role("tab", name="Cifras").click()
    signed_in.get_by_label("Agrupar por").select_option("zone")
    eventually("figures by zone", lambda: signed_in.locator("figures-panel tbody tr").count() > 1)


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_V24_there_is_no_horizontal_scroll(signed_in, width):
    signed_in.set_viewport_size({"width": width, "height": 800})
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width


def test_the_pages_have_no_accessibility_violations(signed_in):
    violations = Axe().run(signed_in).response["violations"]
    assert [(violation["id"], len(violation["nodes"])) for violation in violations] == []
