"""Amounts and shares as they are typed at the door."""
import pytest


@pytest.mark.parametrize("typed, currency, minor", [
    ("1234.5", "PEN", 123450), ("1.234,50", "PEN", 123450), ("1,234.50", "PEN", 123450), ("1.234", "PEN", 123400), (" 12 ", "PEN", 1200),
    ("0.05", "PEN", 5), ("1.500.000", "COP", 1500000), ("1500000", "COP", 1500000), ("15,5", "COP", None), ("12.345", "COP", 12345),
    ("", "PEN", None), ("doce", "PEN", None), ("-5", "PEN", None), ("1e9", "PEN", None), ("9" * 20, "PEN", None),
])
def test_V20_an_amount_is_read_as_people_write_it_and_never_guessed(modules, typed, currency, minor):
    assert modules.evaluate("async ([typed, currency]) => (await import('/lib/amounts.mjs')).minorOf(typed, currency)", [typed, currency]) == minor


@pytest.mark.parametrize("percent, share", [("50", "0.50"), ("5", "0.05"), ("12.5", "0.125"), ("100", "1.00"), ("0,25", "0.0025")])
def test_V46_a_percentage_becomes_a_decimal_digit_by_digit(modules, percent, share):
    assert float(modules.evaluate("async (percent) => (await import('/views/deal.mjs')).shareOf(percent)", percent)) == float(share)


def test_a_new_id_is_a_random_uuid_also_without_https(modules):
    ids = modules.evaluate("async () => { const { newID } = await import('/lib/new-id.mjs'); return [newID(), newID()]; }")
    assert ids[0] != ids[1] and all(len(each) == 36 and each[14] == "4" and each[19] in "89ab" for each in ids)
