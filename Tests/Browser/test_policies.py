"""The administrator's page of promise policies: every version with who published it, one in full, and the next one."""
import pytest
from axe_playwright_python.sync_playwright import Axe

POLICIES = "/api/visit-capture/v1/promise-policies"


def published(ronda, country):
    return [item for item in ronda.admin.get(POLICIES)["items"] if item["country"] == country]


@pytest.fixture
def policies(signed_in):
    signed_in.get_by_role("link", name="Políticas").click()
    signed_in.wait_for_selector("body[data-ready=policies]")
    signed_in.locator("tr[data-version]").first.wait_for()
    return signed_in


def open_form(page):
    page.get_by_role("button", name="Nueva versión").click()
    form = page.locator("policy-form")
    form.wait_for()
    return form


def test_V31_an_administrator_publishes_a_policy_from_a_form_and_sees_who_published_which_version_when(policies, ronda):
    row = policies.locator("tr[data-version='1'] td")
    assert row.all_inner_texts()[2:4] == ["Ronda", "Vigente"]
    form = open_form(policies)
    assert form.get_by_label("Mínimo, en % de lo vencido").input_value() == "10"
    form.get_by_label("País", exact=True).fill("ec")
    form.get_by_label("Mínimo, en % de lo vencido").fill("12,5")
    form.get_by_label("Días hábiles de gracia").fill("4")
    while form.get_by_role("button", name="Quitar").count():
        form.get_by_role("button", name="Quitar").first.click()
    form.get_by_role("button", name="Otra moneda").click()
    form.get_by_label("Moneda").fill("USD")
    form.get_by_label("Importe", exact=True).fill("5.50")
    form.get_by_role("button", name="Publicar versión").click()
    policies.get_by_text("Publicada: EC, versión 1.").wait_for()
    policy, = published(ronda, "EC")
    assert (policy["version"], policy["minimum_share_permille"], policy["grace_days"], policy["minimum_minor"]) == (1, 125, 4, {"USD": 550})
    admin = ronda.admin.get(f"/api/identity/v1/staff/{policy['published_by']}")["full_name"]
    assert policies.locator("tr[data-version='1'] td").all_inner_texts()[2:4] == [admin, "Vigente"]
    shown = policies.locator("[data-shown='1']")
    assert "12.5" in shown.locator("dt:text-is('Mínimo, en % de lo vencido') + dd").inner_text()

    # The same again is no version; something else is the next one.
    open_form(policies).get_by_role("button", name="Publicar versión").click()
    policies.get_by_text("La versión 1 ya dice lo mismo: no se publicó nada.").wait_for()
    form = open_form(policies)
    form.get_by_label("Fechas por promesa").fill("3")
    form.get_by_role("button", name="Publicar versión").click()
    policies.locator("tr[data-version='2']").wait_for()
    assert [policies.locator(f"tr[data-version='{number}'] td").nth(3).inner_text() for number in (2, 1)] == ["Vigente", "Anterior"]
    policies.get_by_role("button", name="Ver la versión 1").click()
    assert policies.locator("[data-shown='1'] dt:text-is('Fechas por promesa') + dd").inner_text() == "6"
    assert policies.problems == []


def test_V31_what_the_server_refuses_is_said_at_the_field_that_it_names(policies, ronda):
    form = open_form(policies)
    cases = [("Tolerancia, en % de la promesa", "100,1", "Un valor está fuera de los límites."), ("Días hábiles de gracia", "61", "Un valor está fuera de los límites."),
             ("Días hábiles de gracia", "2,5", "Un dato no es válido."), ("Promesas abiertas por cuenta", "", "Complete este dato."),
             ("País", "Peru", "Un dato no es válido.")]
    for label, typed, said in cases:
        field = form.get_by_label(label, exact=True)
        before = field.input_value()
        # As somebody would type it who does not mind how long the field is.
        field.evaluate("(input, typed) => { input.value = typed; input.dispatchEvent(new Event('input')); }", typed)
        form.get_by_role("button", name="Publicar versión").click()
        policies.wait_for_function("input => input.getAttribute('aria-invalid') === 'true'", arg=field.element_handle())
        assert form.locator("[role=alert]:not(:empty)").all_inner_texts() == [said], label
        assert field.evaluate("input => document.getElementById(input.getAttribute('aria-describedby').split(' ')[1]).textContent") == said
        assert field.evaluate("input => input === document.activeElement")
        field.fill(before)
    form.get_by_label("Moneda").first.fill("XXX")
    form.get_by_role("button", name="Publicar versión").click()
    policies.locator("#policy-problem-minimum_minor", has_text="No existe esa moneda.").wait_for()
    form.get_by_role("button", name="Cancelar").click()
    form.wait_for(state="detached")
    assert [item["version"] for item in published(ronda, "*")] == [1]


@pytest.mark.parametrize("width", [360, 1280])
def test_V24_the_policies_fit_every_width_and_are_accessible(policies, width):
    policies.set_viewport_size({"width": width, "height": 800})
    policies.get_by_role("button", name="Ver la versión 1").click()
    form = open_form(policies)
    form.get_by_label("Días hábiles de gracia").fill("61")
    form.get_by_role("button", name="Publicar versión").click()
    form.get_by_text("Un valor está fuera de los límites.").wait_for()
    assert policies.evaluate("document.documentElement.scrollWidth") <= width
    assert [(violation["id"], len(violation["nodes"])) for violation in Axe().run(policies).response["violations"]] == []
