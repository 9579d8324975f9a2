"""The arithmetic of instalments in the browser gives what Shared/Negotiation gives: the same vectors, to the cent."""
import csv
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def vectors(name):
    with open(ROOT / "Tests" / "NegotiationTests" / "vectors" / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", vectors("reference") + vectors("derived"), ids=lambda case: case["id"])
def test_C24_V47_the_browser_works_out_the_vectors_to_the_cent(modules, case):
    answer = modules.evaluate(
        "async (columns) => (await import('/lib/negotiation-cases.mjs')).answer(columns)", {k: v for k, v in case.items() if k != "schedule"}
    )
    assert answer == {column: case[column] for column in answer}
    assert "schedule" in answer


@pytest.mark.parametrize(
    "column, value",
    [("periodic_rate", "1e9"), ("instalments", "10000"), ("method", "roman"), ("extras", "13:5"), ("grace_periods", "2:eternal")],
)
def test_C24_bad_input_is_an_error_that_names_the_column(modules, column, value):
    columns = vectors("reference")[0] | {column: value}
    field = modules.evaluate(
        """async (columns) => {
          try { (await import('/lib/negotiation-cases.mjs')).answer(columns); return null; } catch (problem) { return problem.field; }
        }""",
        columns,
    )
    assert field == column


def test_V46_the_browser_waives_by_component(modules):
    assert modules.evaluate(
        """async () => {
          const { rate } = await import('/lib/negotiation.mjs');
          const { waive } = await import('/lib/negotiation-rates.mjs');
          const made = waive(
            { principal: 800000n, interest: 120000n, late_interest: 60000n, fees: 20000n },
            { principal: rate("0.05"), interest: rate("0.4"), late_interest: rate("1"), fees: rate("0.5") });
          return [made.net, made.waivedTotal, made.basisPoints].map(Number);
        }"""
    ) == [842_000, 158_000, 1_580]


def test_C24_the_browser_converts_rates_and_solves_the_true_one_as_the_service_does(modules):
    assert modules.evaluate(
        """async () => {
          const { rate, schedule, text } = await import('/lib/negotiation.mjs');
          const rates = await import('/lib/negotiation-rates.mjs');
          const flat = schedule({ method: "flat", principal: 100000000n, rate: rate("0.02"), instalments: 12 });
          return [
            rates.periodicFromEffective(rate("0.25"), "monthly"), rates.periodicFromEffective(rate("0.25"), "weekly"),
            rates.periodicFromNominal(rate("0.36"), "monthly"), rates.effectiveFromPeriodic(rate("0.02"), "monthly"), rates.trueRate(flat),
          ].map((value) => text(value / 1000000n, 12));
        }"""
    ) == ["0.018769265122", "0.004288635356", "0.030000000000", "0.268241794563", "0.034752600106"]


def test_V51_due_dates_fall_where_the_service_puts_them(modules):
    assert modules.evaluate("async () => (await import('/lib/negotiation-rates.mjs')).dueDates('monthly', '2026-12-31', 4)") == [
        "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31",
    ]
