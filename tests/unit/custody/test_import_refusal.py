"""What a message on a refused row shows of it."""

from casthouse.custody.import_refusal import ImportRefusal, refusal_message, shortened


def test_a_message_shows_no_more_than_the_beginning_of_a_long_cell() -> None:
    row = shortened({"facility": "x" * 201, "reference": "y" * 200, "row": 3, "day": None})
    assert row == {"facility": "x" * 200 + "…", "reference": "y" * 200, "row": 3, "day": None}
    assert f"“{'x' * 200}…”" in refusal_message(ImportRefusal.FACILITY_UNKNOWN, row)
