"""Products, users and moments follow the reviews of their batch."""

from __future__ import annotations

from datetime import datetime

from tests.amzn_review.load_site import LoadSite, balance, line, loaded, packed
from tests.amzn_review.sample_files import LAMP


def test_metadata_describe_products_before_and_after_their_reviews(site: LoadSite) -> None:
    site.put(LAMP, packed(line(asin="B1") + line(asin="B2")))
    site.put("metadata/products/m.json.gz", packed(b'{"asin": "B2", "title": "Lamp", "price": "$12.50"}'))
    assert balance(site.load()) == loaded(2, files=1, products=1)
    products = "select asin, product_name, price::text, category, is_placeholder from products order by 1"
    assert site.rows(products) == [("B1", None, None, "lamps", True), ("B2", "Lamp", "12.50", None, False)]
    site.put(
        "metadata/products/n.json.gz", packed(b'{"asin": "B1", "title": "Cup", "category": ["Home", "Cups"]}')
    )
    assert balance(site.load()) == {"products": 1}
    assert site.rows(products) == [("B1", "Cup", None, "Cups", False), ("B2", "Lamp", "12.50", None, False)]
    site.put("metadata/products/faker-1.json.gz", packed(b'{"asin": "B1", "title": "made up"}'))
    site.load()
    assert site.rows(products)[0] == ("B1", "Cup", None, "Cups", False)


def test_dimensions_follow_the_reviews(site: LoadSite) -> None:
    for number, name in enumerate((None, "Ada", "Other")):
        site.put(
            f"reviews/lamps/{number}.json.gz",
            packed(line(reviewerName=name, unixReviewTime=1472688000 + number)),
        )
        site.load()
    assert site.rows("select * from users") == [("A3TESTREVIEWER", "Ada", None, None, None)]
    assert site.rows(
        "select datetime_ts, year, month, day, day_of_week, week, day_of_year from time order by 1"
    ) == [(datetime(2016, 9, 1, 0, 0, second), 2016, 9, 1, 4, 35, 245) for second in range(3)]
