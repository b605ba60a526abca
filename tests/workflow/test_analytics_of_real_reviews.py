"""The views on other people's data, against pandas and scipy on the files; skipped without them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import ttest_ind

from tests.amzn_review.load_site import LoadSite
from tests.workflow.analytics_rows import add_climate

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REVIEWS = SHARED / "amazon_reviews_2018" / "Gift_Cards_5.json.gz"
CLIMATE = SHARED / "noaa_climate" / "nyc_central_park_2009_2024.csv.gz"

pytestmark = pytest.mark.skipif(
    not (REVIEWS.exists() and CLIMATE.exists()), reason="needs ../shared/data with reviews and climate"
)


def test_gift_cards_and_the_weather_of_new_york(site: LoadSite) -> None:
    reviews = pd.read_json(REVIEWS, lines=True, dtype={"asin": str})
    reviews["date"] = pd.to_datetime(reviews["unixReviewTime"], unit="s").dt.date
    climate = pd.read_csv(CLIMATE, parse_dates=["DATE"])
    climate["date"] = climate["DATE"].dt.date
    site.put("reviews/gift_cards/all.json.gz", REVIEWS.read_bytes())
    site.load()
    with site.address.connect() as connection:
        add_climate(
            connection,
            [
                (row.date, {"precipitation": row.PRCP * 25.4})
                for row in climate.itertuples()
                if row.PRCP == row.PRCP
            ],
        )

    covered = reviews.merge(climate.dropna(subset="PRCP"), on="date", validate="many_to_one")
    assert len(covered) > 2_000, "the files do not overlap: nothing would be tested"
    assert site.rows(
        "select reviews, covered_reviews, review_days, covered_review_days from climate_coverage"
    ) == [(2972, len(covered), reviews["date"].nunique(), covered["date"].nunique())]

    days = covered.groupby("date").agg(mean=("overall", "mean"), inches=("PRCP", "first"))
    is_wet = days["inches"] * 25.4 >= 1
    welch = ttest_ind(days["mean"][is_wet], days["mean"][~is_wet], equal_var=False)
    low, high = welch.confidence_interval(0.95)
    ((*counts, difference_low, difference_high, is_significant),) = site.rows(
        "select days_with, days_without, reviews_with + reviews_without, difference_low, difference_high, "
        "is_significant from rating_by_weather where weather = 'wet'"
    )
    assert counts == [is_wet.sum(), (~is_wet).sum(), len(covered)]
    assert (difference_low, difference_high) == pytest.approx((low, high), abs=1e-5)
    assert is_significant == (welch.pvalue < 0.05)

    counted = reviews.groupby("asin")["overall"].agg(["count", "mean", "sum"])
    counted["bayesian"] = (10 * reviews["overall"].mean() + counted["sum"]) / (10 + counted["count"])
    found = site.rows(
        "select asin, reviews, mean_rating, bayesian_rating from product_popularity order by asin"
    )
    assert [row[0] for row in found] == list(counted.index)
    assert [tuple(row[1:]) for row in found] == [
        pytest.approx(values)
        for values in zip(counted["count"], counted["mean"], counted["bayesian"], strict=True)
    ]

    # The last year is that of the data: 365 days up to the last review.
    ages = (reviews["date"].max() - reviews["date"]).map(lambda age: age.days)
    changes = "select sum(reviews_last_year)::int, sum(reviews_year_before)::int from product_popularity"
    assert site.rows(changes) == [((ages < 365).sum(), ages.between(365, 729).sum())]
