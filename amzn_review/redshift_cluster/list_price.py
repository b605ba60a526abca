"""What Amazon asks for an hour, as far as it is known here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

SOURCE = "https://aws.amazon.com/redshift/pricing/"


@dataclass(frozen=True)
class ListPrice:
    """US dollars for one hour of one node, or of one RPU, on demand; as the source showed it in ``seen``."""

    usd: Decimal
    seen: str


RPU = "rpu"
# Other regions cost more. The page builds its tables in the browser: a price that could not be read there is
# not guessed, and the command says that it does not know it. Storage and snapshots come on top.
PRICES = {
    ("us-east-1", "ra3.large"): ListPrice(Decimal("0.543"), "2026-10"),
    ("us-east-1", "ra3.xlplus"): ListPrice(Decimal("1.086"), "2026-03"),
    ("us-east-1", "ra3.4xlarge"): ListPrice(Decimal("3.26"), "2026-03"),
    ("us-east-1", "ra3.16xlarge"): ListPrice(Decimal("13.04"), "2026-03"),
    ("us-east-1", RPU): ListPrice(Decimal("0.375"), "2026-10"),
}


def price_sentence(region: str, unit: str, count: int) -> str:
    """What ``count`` nodes of type ``unit``, or RPUs, cost an hour in ``region``, or that it is not known."""
    price = PRICES.get((region, unit))
    name = "RPU" if unit == RPU else unit
    if price is None:
        return f"not known here for {name} in {region}; see {SOURCE}"
    return (
        f"{(count * price.usd).normalize():f} USD an hour: {count} x {price.usd} for {name} in {region}, "
        f"on demand, without storage ({SOURCE}, {price.seen})"
    )
