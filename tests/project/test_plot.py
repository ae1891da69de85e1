"""The picture of how cost grows."""

from xml.etree import ElementTree as ET

from tests.bench.plot import Chart, Line


def chart(*points: tuple[float, float]) -> Chart:
    return Chart("a keystroke", "editors", "µs", [Line("cost", list(points))])


def test_a_line_that_grows_tenfold_each_time_is_straight() -> None:
    picture = ET.fromstring(Chart.page([chart((1, 10), (10, 100), (100, 1000))]))  # noqa: S314 (ours)
    (path,) = picture.iterfind(".//*[@class='line']")
    places = [tuple(map(float, place.split())) for place in path.attrib["d"][1:].split("L")]
    (left, low), (middle, half), (right, high) = places
    assert middle - left == right - middle > 0
    assert round(low - half, 1) == round(half - high, 1) > 0


def test_the_table_says_every_figure() -> None:
    assert "1: 10  1000: 25" in chart((1, 10), (1000, 25)).table()
