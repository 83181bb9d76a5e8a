"""The kinds of anomalies of the chain, each with what it is, what it could mean and how it is cleared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AnomalyKind(StrEnum):
    """What may look unusual."""

    DOCUMENT_BOOKED_TWICE = "document_booked_twice"
    DOCUMENT_ALTERED = "document_altered"
    DOCUMENT_NOT_ISSUED = "document_not_issued"
    OUTPUT_ABOVE_INPUT = "output_above_input"
    YIELD_BEYOND_CHEMISTRY = "yield_beyond_chemistry"
    YIELD_BEYOND_EXPERIENCE = "yield_beyond_experience"
    CIRCULAR_SALES = "circular_sales"
    SOLD_BEFORE_BOUGHT = "sold_before_bought"
    CERTIFICATE_LAPSED = "certificate_lapsed"
    LITTLE_BOUGHT_MUCH_SOLD = "little_bought_much_sold"
    SILENT_MEMBER = "silent_member"
    SCRAP_BELOW_CASH_CAP = "scrap_below_cash_cap"
    SCRAP_ROUND_MASSES = "scrap_round_masses"
    SCRAP_MANY_SELLERS = "scrap_many_sellers"
    SCRAP_BURST = "scrap_burst"
    SCRAP_FIRST_DIGITS = "scrap_first_digits"
    LOT_OVERDRAWN = "lot_overdrawn"
    LOT_NOT_RECORDED = "lot_not_recorded"
    LOT_RENAMED = "lot_renamed"
    LOT_DRAWN_EARLY = "lot_drawn_early"
    PROCESS_DATED_AHEAD = "process_dated_ahead"
    RECEIVED_ABOVE_SHIPPED = "received_above_shipped"
    METAL_CALLED_SCRAP = "metal_called_scrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyWords:
    """What a kind is, what it could mean (the harmless first), and how it is cleared."""

    meaning: str
    could_mean: str
    clearing: str


ANOMALY_WORDS: Mapping[AnomalyKind, AnomalyWords] = {
    AnomalyKind.DOCUMENT_BOOKED_TWICE: AnomalyWords(
        meaning="a CoC Document stands behind more receipts than it covers",
        could_mean="a number typed wrongly, a delivery in parts booked whole; or one paper used for two loads of metal",
        clearing="see the paper at each buyer and the freight papers of each receipt; reverse what has another paper",
    ),
    AnomalyKind.DOCUMENT_ALTERED: AnomalyWords(
        meaning="what the buyer booked is not what the seller's document says",
        could_mean="a receipt in another unit, a document corrected after it was booked; or a paper that was changed",
        clearing="compare the seller's document, by its digest, with the paper that the buyer kept",
    ),
    AnomalyKind.DOCUMENT_NOT_ISSUED: AnomalyWords(
        meaning="a receipt names a CoC Document that an issuer of here never issued to its buyer, or took back",
        could_mean="a number typed wrongly, an older paper from another system; or a document invented or of another",
        clearing="ask the issuer to confirm the number; else the receipt is other metal",
    ),
    AnomalyKind.OUTPUT_ABOVE_INPUT: AnomalyWords(
        meaning="more left a stage than ever came in or was made",
        could_mean="a stock from before the accounts, receipts not posted; or metal that has no origin",
        clearing="see the stock count of the first day, and the receipts that are missing",
    ),
    AnomalyKind.YIELD_BEYOND_CHEMISTRY: AnomalyWords(
        meaning="more was made than chemistry lets the material give",
        could_mean="a stock from before the accounts, wet mass for dry; or metal of another origin booked as made",
        clearing="see the stock of the material on the first day, the moisture, and the production reports",
    ),
    AnomalyKind.YIELD_BEYOND_EXPERIENCE: AnomalyWords(
        meaning="a yield that plants hardly have",
        could_mean="a stock that grew or shrank, dross not booked; or figures that were made up",
        clearing="see the stock counts at both ends, and the weighing of what went in and came out",
    ),
    AnomalyKind.CIRCULAR_SALES: AnomalyWords(
        meaning="material of one stage was sold round rings of organisations",
        could_mean="a swap of two places, conversion for each other; or the same tonnes counted at each turn",
        clearing="see the freight papers of one turn of a ring: whether the metal moved, and what was done to it",
    ),
    AnomalyKind.SOLD_BEFORE_BOUGHT: AnomalyWords(
        meaning="metal left before anything came in that it could be",
        could_mean="a stock from before the accounts, receipts posted late; or sales without metal",
        clearing="see the stock of the first day, and when the receipts were weighed",
    ),
    AnomalyKind.CERTIFICATE_LAPSED: AnomalyWords(
        meaning="CoC Material was shipped from a site on a day without a certificate that entitles",
        could_mean="a certificate that was suspended or ended with effect on an earlier day; or a sale without right",
        clearing="see the moves of the certificate, tell the customers, correct the documents",
    ),
    AnomalyKind.LITTLE_BOUGHT_MUCH_SOLD: AnomalyWords(
        meaning="more was sold as CoC Material than came in as such",
        could_mean="a balance carried over, an internal overdraft; or claims without metal behind them",
        clearing="see the statement of the period: the balance carried in, and what is to be repaid",
    ),
    AnomalyKind.SILENT_MEMBER: AnomalyWords(
        meaning="no movement was posted for long, while a certificate entitles",
        could_mean="a plant that stands still, an export that nobody sends; or business beside the books",
        clearing="ask for the last export, or for a word that nothing moved",
    ),
    AnomalyKind.SCRAP_BELOW_CASH_CAP: AnomalyWords(
        meaning="several cash purchases of scrap from one seller lie just below the cap",
        could_mean="the usual size of a load; or one purchase that was cut up",
        clearing="see the weighing tickets and who was paid; look at purchases of the same owner",
    ),
    AnomalyKind.SCRAP_ROUND_MASSES: AnomalyWords(
        meaning="most scrap from one supplier has a round mass",
        could_mean="a scale that shows round figures only; or masses that nobody weighed",
        clearing="see the tickets and the calibration of the scale",
    ),
    AnomalyKind.SCRAP_MANY_SELLERS: AnomalyWords(
        meaning="unusually many sellers of scrap on one day",
        could_mean="a collection day; or one load booked under many names",
        clearing="see the sellers' papers and the tickets of that day",
    ),
    AnomalyKind.SCRAP_BURST: AnomalyWords(
        meaning="far more scrap from one supplier in a month than in its other months",
        could_mean="a demolition, a stock sold off; or scrap of another origin under a known name",
        clearing="ask where it came from, and see the due diligence of the supplier",
    ),
    AnomalyKind.SCRAP_FIRST_DIGITS: AnomalyWords(
        meaning="the first digits of scrap masses are spread as measured masses of such width are not",
        could_mean="loads of a few usual sizes; or masses that were thought up",
        clearing="draw a sample of receipts, and see their tickets",
    ),
    AnomalyKind.LOT_OVERDRAWN: AnomalyWords(
        meaning="more went out of a lot than came in",
        could_mean="a receipt taken back to be posted anew, a lot number typed wrongly; or metal that has no origin",
        clearing="post again what was taken back, or correct the shipment; else its traces name what was not there",
    ),
    AnomalyKind.LOT_NOT_RECORDED: AnomalyWords(
        meaning="lots were shipped that no movement and no process brought in, where processes are recorded",
        could_mean="a process not sent yet, a number typed wrongly; or metal whose origin nobody wants to tell",
        clearing="send the processes that made the lots, or correct the numbers",
    ),
    AnomalyKind.LOT_RENAMED: AnomalyWords(
        meaning="an input of a process was called another material than what brought its lot in",
        could_mean="a material number typed wrongly; or metal meant to count as scrap, alumina as metal",
        clearing="see the receipt of the lot and the charge sheet; figures count the lot as what brought it in",
    ),
    AnomalyKind.LOT_DRAWN_EARLY: AnomalyWords(
        meaning="a process drew on a lot before it came in or was made",
        could_mean="a receipt posted late, a heat told under the day of its casting; or a lot named afterwards",
        clearing="see the charge sheet and the weighing ticket of the lot; correct the day of whichever was told late",
    ),
    AnomalyKind.PROCESS_DATED_AHEAD: AnomalyWords(
        meaning="a process is dated later than the day on which it was posted",
        could_mean="a day typed wrongly, a plan sent in place of what was done; or metal that nobody has melted yet",
        clearing="ask for the charge sheet; a process cannot be changed, so a wrong day is explained in the clearance",
    ),
    AnomalyKind.RECEIVED_ABOVE_SHIPPED: AnomalyWords(
        meaning="a buyer booked more of a lot than its supplier booked as shipped to it",
        could_mean="a shipment not posted yet, another unit, one lot number for two; or metal of another origin",
        clearing="compare the weighing tickets of both sides; until they agree no trace goes on over these receipts",
    ),
    AnomalyKind.METAL_CALLED_SCRAP: AnomalyWords(
        meaning="scrap came out of processes that neither went in as such nor fell from manufacturing",
        could_mean="a material number typed wrongly, a coil written off whole; or metal meant to count as recycled",
        clearing="see what was charged and why it became scrap; figures count what was sorted as what went in",
    ),
}
