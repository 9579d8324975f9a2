"""Who gave which debtor to whom, as a supervisor or an auditor reads it."""
import uuid

from axe_playwright_python.sync_playwright import Axe
import pytest

ROUTING = "/api/assignment-routing/v1"


@pytest.fixture(scope="module")
def move(ronda):
    """A stop that the administrator gave to another collector of its zone."""
    date = ronda.plan()["business_date"]
    first, second, stop = ronda.shared_stop(date)
    answer = ronda.admin.post(f"{ROUTING}/jobs", {
        "job_id": str(uuid.uuid4()), "items": [{"debtor_id": stop["debtor_id"], "collector_id": second["collector_id"]}]})
    assert answer["done"] == 1
    moved, = ronda.admin.get(f"{ROUTING}/moves?debtor_id={stop['debtor_id']}")["items"]
    assert moved["from_collector_name"] == first["collector_name"] and moved["to_collector_name"] == second["collector_name"]
    uninvolved = next(route for route in ronda.routes(date) if route["collector_id"] not in (first["collector_id"], second["collector_id"]))
    return {**moved, "uninvolved": uninvolved["collector_id"]}


@pytest.fixture
def moves(signed_in, move):
    signed_in.get_by_role("link", name="Cambios").click()
    signed_in.wait_for_selector("body[data-ready=moves]")
    return signed_in


def test_V41_whoever_moved_a_stop_is_shown_with_from_whom_to_whom_and_when(moves, move, ronda):
    row = moves.locator(f"tr[data-move='{move['move_id']}']")
    texts = row.locator("td").all_inner_texts()
    admin = ronda.admin.get(f"/api/identity/v1/staff/{move['moved_by']}")["full_name"]
    assert texts[1:] == [move["debtor_name"], move["zone_code"], move["from_collector_name"], move["to_collector_name"], "A mano", admin]
    assert texts[0] and "Invalid" not in texts[0]
    assert moves.problems == []


def test_V41_the_list_is_narrowed_to_a_collector_and_to_days(moves, move):
    row = moves.locator(f"tr[data-move='{move['move_id']}']")
    collector = moves.get_by_label("Gestor", exact=True)
    collector.select_option(move["uninvolved"])
    row.wait_for(state="detached")
    collector.select_option(move["to_collector_id"])
    row.wait_for()
    moves.get_by_label("Hasta").fill("2019-01-31")
    moves.get_by_text("No hubo cambios de gestor.").wait_for()
    moves.get_by_label("Hasta").fill("")
    row.wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_V24_the_moves_fit_every_width_and_are_accessible(moves, width):
    moves.set_viewport_size({"width": width, "height": 800})
    assert moves.evaluate("document.documentElement.scrollWidth") <= width
    assert [(violation["id"], len(violation["nodes"])) for violation in Axe().run(moves).response["violations"]] == []
