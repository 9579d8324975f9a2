"""The console in Debian's Chromium, against an installation with the sample."""
import pathlib
import shutil
import sys

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "System"))
from ronda import ROOT, Ronda  # noqa: E402

ORIGIN = "http://console.test"


@pytest.fixture(scope="module")
def ronda(tmp_path_factory):
    instance = Ronda(tmp_path_factory.mktemp("ronda"))
    instance.start()
    instance.plan()
    yield instance
    instance.stop()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, ronda):
    context = browser.new_context(base_url=ronda.instance["http_url"], viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()


@pytest.fixture
def signed_in(page, ronda):
    page.goto("/")
    page.get_by_label("Correo electrónico").fill("admin@ronda.example")
    page.get_by_label("Contraseña").fill(ronda.password)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_selector("body[data-ready=day]")
    return page


@pytest.fixture(scope="module")
def modules(browser):
    """A page that can import the console's modules; nothing else of the console is needed."""

    def serve(route):
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")
        else:
            route.fulfill(body=(ROOT / "Services" / "Console" / path[1:]).read_text(), content_type="text/javascript")

    context = browser.new_context()
    page = context.new_page()
    page.route(f"{ORIGIN}/**", serve)
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()
