"""The supervisor's page of terms that are about to end, on what the service answers; what it raises when is tested with the service."""
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ORIGIN
from ronda import ROOT

PHONE = {"width": 360, "height": 740}
TYPES = {".mjs": "text/javascript", ".json": "application/json", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
ALARM = {
    "alarm_id": "0c9d2f5e-7a31-4b8e-9d0f-2b1a6c3e5d77", "kind": "promise_due", "subject": "6d1c0e62-2f5e-4a7b-9c3d-1e2f3a4b5c6d",
    "debtor_name": "Rosa Quispe", "ends_at": "2026-11-28T05:00:00.000Z", "raised_at": "2026-11-26T05:00:00.000Z"}
PLAN = {**ALARM, "alarm_id": "1c9d2f5e-7a31-4b8e-9d0f-2b1a6c3e5d77", "kind": "plan_ending", "subject": "cuotas-pe", "debtor_name": None}


@pytest.fixture
def alarms(browser):
    """The page as a supervisor has it, and the list that the service answers with."""
    answer = [ALARM, PLAN]

    def serve(route):
        path = route.request.url.removeprefix(ORIGIN).split("?")[0].split("#")[0]
        if path == "/api/visit-capture/v1/alarms":
            route.fulfill(body=json.dumps({"items": answer, "next_cursor": None}), content_type="application/json")
        elif path.endswith("/acknowledgement") and route.request.method == "POST":
            answer[:] = [alarm for alarm in answer if alarm["alarm_id"] not in path]
            route.fulfill(status=204)
        else:
            file = ROOT / "Services" / "Console" / ("index.html" if path == "/" else path[1:])
            found = file.is_file()
            route.fulfill(status=200 if found else 404, body=file.read_text() if found else "", content_type=TYPES.get(file.suffix, "text/javascript"))

    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.route(f"{ORIGIN}/**", serve)
    session = {"access_token": "a", "refresh_token": "b", "staff": {"staff_id": "c", "full_name": "Eva", "roles": ["supervisor"]}}
    page.add_init_script(f"sessionStorage.setItem('ronda.session', {json.dumps(json.dumps(session))})")
    page.goto(f"{ORIGIN}/#/alarms")
    page.wait_for_selector("body[data-ready=alarms]")
    yield page
    context.close()


def test_C25_a_supervisor_sees_what_is_about_to_end_and_says_so(alarms):
    alarms.get_by_role("link", name="Alarmas").wait_for()
    promise = alarms.locator("article", has_text="Rosa Quispe")
    promise.get_by_text("Promesa por vencer").wait_for()
    alarms.locator("article", has_text="cuotas-pe").get_by_text("Plan de alivio por terminar").wait_for()
    assert alarms.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert [violation["id"] for violation in Axe().run(alarms).response["violations"]] == []
    promise.get_by_role("button", name="Visto: Rosa Quispe").click()
    promise.wait_for(state="detached")
    alarms.get_by_role("button", name="Visto: cuotas-pe").click()
    alarms.get_by_text("Ningún plazo está por vencer.").wait_for()
