"""Which shipment the document of a receipt leads to: one statement of it for all who follow metal to its supplier.

A receipt names its supplier by code and a number. It leads to the shipment for which that supplier issued the document
of this number, while the document is in force and made out to the organisation that booked it. A document that is made
out to a name alone, to nobody who is here, leads on from whoever booked it: its arrival lets whom it names book it, and
there is no code to hold that against.
"""

from casthouse.storage.movement import IN_FORCE

SHIPMENT_OF_RECEIPT = (
    "LEFT JOIN organisation g ON g.code = c.name AND m.kind = 2 "
    "LEFT JOIN document d ON d.issuer_id = g.id AND d.number = m.document "
    f"AND (d.recipient_id = m.organisation_id OR d.recipient_id IS NULL) AND d.state IN {IN_FORCE} "
    "LEFT JOIN movement s ON s.id = d.shipment_id "
)
"""From a movement `m` with its counterparty `c` on to the supplier `g`, its document `d` and its shipment `s`.

Where no document leads on, `delivery` may know the shipment.
"""
RECEIPTS_OF_DOCUMENT = (
    "JOIN organisation g ON g.id = d.issuer_id "
    "JOIN ledger b ON b.organisation_id BETWEEN COALESCE(d.recipient_id, 0) "
    "AND COALESCE(d.recipient_id, 9223372036854775807) "
    "JOIN movement m ON m.organisation_id = b.organisation_id AND m.document = d.number AND m.kind = 2 "
    "JOIN counterparty c ON c.id = m.counterparty_id AND c.name = g.code "
)
"""The way back: from a document `d`, in force or not, on to the receipts `m` that lead to its shipment while it is.

The range of recipients is one key, or all ledgers where the document is made out to nobody: a look at an index each.
"""
