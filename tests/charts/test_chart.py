"""What a chart shows, read back from its SVG: numbers worked out by hand."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from datetime import date, timedelta

import matplotlib
import pytest

from charts.chart import NARROW, WIDE, Chart
from charts.open_chart import Margins, in_both_widths, open_chart
from charts.palette import TWO
from tests.charts.drawn import MINUS, Drawn

HOSTILE = "<script>alert('$x^2$')</script> \U0001f600 漢字 & \"two\" $5 off, $9 \u202e ends"


def drawn(draw: Callable[[Chart], None], width: int = 400, height: int = 200, **margins: float) -> Drawn:
    """The chart that `draw` draws."""
    with open_chart(width, height, Margins(**margins)) as chart:
        draw(chart)
        (found,) = Drawn.all_of(chart.svg("a chart"))
    return found


def test_a_mark_lies_where_its_numbers_say() -> None:
    def draw(chart: Chart) -> None:
        chart.numbers("x", 1, 5)
        chart.numbers("y", 0, 10)
        chart.dot(3, 2.5, 4, "a dot")
        chart.ring(5, 10, 5, "a ring")
        chart.bar(1, 2, 5, "a bar")
        chart.line([1, 5], [0, 10], "a line")

    chart = drawn(draw, left=100, right=100, top=20, bottom=30)
    assert chart.dots == [(200, 132.5, 4, "a dot"), (300, 20, 5, "a ring")]
    assert chart.bars() == [(100, 95)]
    assert chart.line("a line") == [(100, 170), (300, 20)]
    assert chart.titles == ["a dot", "a ring", "a bar", "a line"]
    assert (chart.value("x", 200), chart.value("y", 132.5)) == (3, 2.5)
    assert (chart.size, chart.root.attrib["role"], chart.root.attrib["aria-label"]) == (
        (400, 200), "img", "a chart",
    )  # fmt: skip
    assert chart.root.findtext("title") == "a chart"


@pytest.mark.parametrize(
    ("low", "high", "only_whole", "labels"),
    [
        (0, 560, True, ["0", "100", "200", "300", "400", "500"]),
        (0, 1, True, ["0", "1"]),
        (
            0,
            3_000_000,
            True,
            ["0", "500,000", "1,000,000", "1,500,000", "2,000,000", "2,500,000", "3,000,000"],
        ),
        (-0.11, 0.11, False, [f"{MINUS}0.1", f"{MINUS}0.05", "0", "0.05", "0.1"]),
        (4.5, 5, False, ["4.5", "4.6", "4.7", "4.8", "4.9", "5"]),
        (0, 1, False, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (0, 612, False, ["0", "200", "400", "600"]),
        (0, 5e-4, False, ["0", "0.0001", "0.0002", "0.0003", "0.0004", "0.0005"]),
        (0, 2e-5, False, ["0", "0.000005", "0.00001", "0.000015", "0.00002"]),
        (0.9, 1.1, False, ["0.9", "0.95", "1", "1.05", "1.1"]),
        (3, 4, False, ["3", "3.2", "3.4", "3.6", "3.8", "4"]),
    ],
)
def test_the_numbers_on_an_axis_are_round(
    low: float, high: float, only_whole: bool, labels: list[str]
) -> None:
    chart = drawn(lambda chart: chart.numbers("y", low, high, only_whole=only_whole))
    assert chart.labels("y") == labels


@pytest.mark.parametrize(
    ("ends", "wide", "narrow"),
    [
        (
            (date(1999, 6, 1), date(2024, 6, 1)),
            ["2000", "2004", "2008", "2012", "2016", "2020", "2024"],
            ["2000", "2010", "2020"],
        ),
        ((date(2016, 7, 1), date(2018, 7, 1)), ["2017", "2018"], ["2017", "2018"]),
        (
            (date(2018, 1, 1), date(2018, 2, 1)),
            ["2018-01-01", "2018-01-08", "2018-01-15", "2018-01-22"],
            ["2018-01-01", "2018-01-15"],
        ),
    ],
)  # fmt: skip
def test_days(ends: tuple[date, date], wide: list[str], narrow: list[str]) -> None:
    found = [drawn(lambda chart: chart.days(*ends), width) for width in (WIDE, NARROW)]
    assert [chart.labels("x") for chart in found] == [wide, narrow]


@pytest.mark.parametrize("days", [31, 45, 61, 62, 100, 365, 500, 729, 731, 1_500, 10_000, 40_000])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_labels_of_days_have_room_and_nothing_warns(days: int, width: int) -> None:
    first = date(2000, 2, 29)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = drawn(lambda chart: chart.days(first, first + timedelta(days=days)), width)
    assert len(chart.labels("x")) >= 2
    ends = [(at - 3.4 * len(label), at + 3.4 * len(label)) for label, at in chart.ticks("x")]
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(ends))
    assert ends[0][0] > 0
    assert ends[-1][1] < width


def test_a_day_lies_between_its_new_years_days() -> None:
    def draw(chart: Chart) -> None:
        chart.days(date(2016, 1, 1), date(2020, 1, 1))
        chart.numbers("y", 0, 1)
        chart.dot(date(2018, 1, 1), 0.5, 4, "halfway")

    chart = drawn(draw, WIDE, left=10, right=10)
    # 731 of 1,461 days.
    assert chart.dots[0].x == pytest.approx(10 + 700 * 731 / 1461, abs=0.05)
    assert chart.value("x", chart.dots[0].x) == pytest.approx(2018, abs=0.01)


def test_any_text_is_written_as_it_is_and_nothing_warns() -> None:
    def draw(chart: Chart) -> None:
        chart.numbers("x", 0, 1)
        chart.text(0, 0, HOSTILE, title=HOSTILE)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = drawn(draw)
    assert (chart.texts[-1], chart.titles) == (HOSTILE, [HOSTILE])


def test_artists_of_one_title_are_one_mark_in_the_order_of_drawing() -> None:
    def draw(chart: Chart) -> None:
        chart.text(0, 0, "label", title="a row")
        chart.dot(0, 0, 4, "a row", colour=TWO)
        chart.line([0, 1], [0, 0], "a row")
        chart.dot(1, 0, 4, "another")

    (row, other) = drawn(draw).root.findall("g")
    assert [child.tag for child in row] == ["title", "text", "circle", "path"]
    assert [child.tag for child in other] == ["title", "circle"]
    assert "fill:var(--two)" in row[2].attrib["style"]


def page() -> str:
    """Two charts, each in both widths."""

    def chart(width: int) -> str:
        with open_chart(width, 150) as opened:
            opened.numbers("y", 0, 1)
            opened.reference([0, 1], [0, 1], "a reference")
            opened.dot(0.5, 0.5, 4, "a dot")
            return opened.svg("a chart")

    return in_both_widths(chart) + in_both_widths(chart)


def test_charts_refer_to_nothing_have_no_ids_and_only_the_pages_colours() -> None:
    content = page()
    assert len(Drawn.all_of(content)) == 4
    tags = {element.tag for chart in Drawn.all_of(content) for element in chart.root.iter()}
    assert tags == {"svg", "title", "g", "path", "circle", "text"}
    for word in (" id=", "href", "url(", "#", "xmlns", "<style", "DejaVu"):
        assert word not in content, word


def test_equal_charts_are_equal_bytes_whatever_thread_draws_them() -> None:
    pages: list[str] = []
    threads = [threading.Thread(target=lambda: pages.append(page())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pages == [page()] * 4


def test_parameters_of_the_process_stay_as_they_were() -> None:
    with matplotlib.rc_context({"font.size": 33, "lines.marker": "x"}):
        first = page()
        assert (matplotlib.rcParams["font.size"], matplotlib.rcParams["svg.fonttype"]) == (33, "path")
    assert page() == first


def test_matplotlib_is_imported_by_the_first_chart_without_pyplot() -> None:
    script = (
        "import sys; from charts.open_chart import open_chart; from charts.palette import style_sheet\n"
        "before = 'matplotlib' in sys.modules\n"
        "with open_chart(100, 100) as chart: chart.svg('')\n"
        "print(before, 'matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False True False\n", "")
