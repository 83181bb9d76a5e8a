"""What everybody may read of the sample's year: looked at as the secretariat would, then published by its digest."""

from casthouse.cli.output import print_table, print_text, tonnes
from casthouse.refusal import Refusal
from casthouse.service.chain_recovery import published_recovery
from casthouse.service.permission import OPERATOR, VISITOR
from casthouse.service.public_release import preview_release, publish_statistics


def publish_year(year: int) -> None:
    """Publish the figures of a year once, and print what of its recovery everybody may read.

    Fewer than three companies of the sample melt scrap, so scrap is told together with other metal only.
    """
    try:
        publish_statistics(OPERATOR, year=year, digest=preview_release(OPERATOR, year=year).digest)
    except Refusal as refusal:
        if refusal.code != "statistics_published":
            print_text(f"Nothing of {year} is published: {refusal.code}.")
            return
    sheet = published_recovery(VISITOR, year=year).sheet
    rows = [[each.words, tonnes(each.mass_g)] for each in sheet.figures] if sheet else []
    print_table(("charged", "t"), rows, title=f"Recovery of {year} as everybody may read it")
