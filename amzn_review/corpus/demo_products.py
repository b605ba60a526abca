"""Product metadata for asins that have none, by Faker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_KINDS = ("Classic", "Compact", "Professional", "Travel")


def make_products(asins: Iterable[str], category: str, seed: int) -> list[dict[str, Any]]:
    """One made-up product an asin, in the 2018 metadata format, in the asins' order.

    Format: https://nijianmo.github.io/amazon/index.html. A product depends on its asin, ``category`` and
    ``seed`` alone. Prices are USD texts: most "$12.34", some "" and some a range, as published.
    """
    from faker import Faker

    faker = Faker("en_US")
    name = category.replace("_", " ").replace("-", " ").title()
    products = []
    for asin in asins:
        faker.seed_instance(f"{seed}:{category}:{asin}")
        chance = faker.random
        brand = faker.company()
        low = round(chance.lognormvariate(3, 0.7), 2)
        price = chance.choices((f"${low:,.2f}", "", f"${low:,.2f} - ${low * 1.5:,.2f}"), (80, 12, 8))[0]
        products.append(
            {
                "category": [name, f"{chance.choice(_KINDS)} {name}"],
                "description": [faker.paragraph() for _ in range(chance.randint(0, 2))],
                "title": f"{brand} {faker.safe_color_name().title()} {name}",
                "brand": brand,
                "feature": [faker.sentence(6) for _ in range(chance.randint(0, 4))],
                "also_buy": [],
                "also_view": [],
                "main_cat": name,
                "price": price,
                "asin": asin,
            }
        )
    return products
