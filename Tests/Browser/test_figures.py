"""The figures of a period, as a supervisor or manager reads them."""
import csv
import io

from axe_playwright_python.sync_playwright import Axe
from ronda import eventually
import pytest


@pytest.fixture
def figures(signed_in):
    signed_in.get_by_role("link", name="Cifras").click()
    signed_in.wait_for_selector("body[data-ready=figures]")
    return signed_in


def test_C42_what_is_claimed_and_recovered_is_shown_by_collector_with_its_denominator(figures, ronda):
    date_from, date_to = figures.get_by_label("Desde").input_value(), figures.get_by_label("Hasta").input_value()
    total = ronda.admin.get(f"/api/reporting/v1/indicators?from={date_from}&to={date_to}")["items"][0]
    recovery = max((value for value in total["indicators"] if value["id"] == "recovery_rate"), key=lambda value: value["denominator"])
    shown = figures.locator("[data-indicator=recovery_rate]").inner_text()
    assert ("–" in shown) == (recovery["value"] is None)
    groups = ronda.admin.get(f"/api/reporting/v1/indicators?from={date_from}&to={date_to}&by=collector")["items"]
    assert figures.locator("figures-view tr[data-key]").count() == len(groups) > 1
    assert figures.problems == []


def test_C40_the_portfolio_stands_in_a_table_and_in_a_chart(figures, ronda):
    buckets = ronda.admin.get("/api/reporting/v1/portfolio?by=bucket")["items"]
    assert figures.locator("tr[data-bucket]").count() == len(buckets) > 0
    assert figures.locator("figure-chart canvas").count() >= 1
    # Drawn, not only placed.
    assert figures.locator("figure-chart canvas").last.evaluate("canvas => canvas.height > 100 && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte !== 0)")


def test_filters_narrow_what_is_asked_and_grouping_changes_the_rows(figures, ronda):
    figures.get_by_label("Agrupar por").select_option("zone")
    eventually("rows by zone", lambda: figures.locator("figures-view tr[data-key]").count() > 1)
    options = figures.get_by_label("Gestor", exact=True).locator("option")
    eventually("collectors are offered", lambda: options.count() > 1)
    collector = options.nth(1).get_attribute("value")
    with figures.expect_response(lambda response: f"collector_id={collector}" in response.url) as answered:
        figures.get_by_label("Gestor", exact=True).select_option(collector)
    assert answered.value.status == 200
    figures.wait_for_selector("body[data-ready=figures]")


def test_a_period_without_anything_says_so_and_one_that_is_none_says_why(figures):
    figures.get_by_label("Hasta").fill("2019-01-31")
    figures.get_by_text("El periodo no es válido").wait_for()
    figures.get_by_label("Desde").fill("2019-01-01")
    figures.get_by_text("No hay cifras en este periodo").wait_for()


def test_when_the_server_is_silent_the_page_says_so_and_can_be_asked_again(figures):
    figures.route("**/api/reporting/v1/indicators*", lambda route: route.fulfill(status=503, content_type="application/problem+json", body="{}"))
    figures.get_by_label("Agrupar por").select_option("team")
    figures.get_by_text("El servidor no responde").wait_for()
    figures.unroute("**/api/reporting/v1/indicators*")
    figures.get_by_role("button", name="Intentar de nuevo").click()
    figures.wait_for_selector(".figures-content[data-state=ready]")


@pytest.mark.parametrize("button, name", [("Descargar CSV", "accounts.csv"), ("Descargar Excel", "accounts.xlsx")])
def test_files_are_downloaded(figures, button, name):
    with figures.expect_download() as download:
        figures.get_by_role("button", name=button).click()
    assert download.value.suggested_filename == name
    content = open(download.value.path(), "rb").read()
    if name.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert rows[0][0] == "Cuenta" and len(rows) > 10
    else:
        assert content[:2] == b"PK"


def test_the_page_speaks_english_too_and_the_way_back_is_there(figures):
    figures.get_by_label("Idioma").select_option("en")
    figures.get_by_text("Recovery rate", exact=True).first.wait_for()
    assert "figures." not in figures.locator("figures-view").inner_text()
    figures.get_by_role("link", name="Day").click()
    figures.wait_for_selector("body[data-ready=day]")


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_V24_the_figures_fit_every_width(figures, width):
    figures.set_viewport_size({"width": width, "height": 800})
    eventually("no horizontal scroll", lambda: figures.evaluate("document.documentElement.scrollWidth") <= width)


def test_the_figures_have_no_accessibility_violations(figures):
    violations = Axe().run(figures).response["violations"]
    assert [(violation["id"], len(violation["nodes"])) for violation in violations] == []
