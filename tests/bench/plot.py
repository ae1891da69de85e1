"""Lines over logarithmic axes as SVG that reads in light and dark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 800, 300, 64, 44, 160, 44
COLOURS = ("#3b6fd4", "#c2571a", "#2d8a5b", "#8a4fc0", "#777777")
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #333 } .title { font-weight: 600; font-size: 15px }
.grid { stroke: #8884; stroke-width: 1 } .line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } }
</style>"""


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity, at some sizes."""

    name: str
    points: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """Some lines over one axis."""

    title: str
    over: str
    unit: str
    lines: Sequence[Line]

    def table(self) -> str:
        """The figures as text."""
        rows = [f"{self.title} ({self.unit})"]
        for line in self.lines:
            figures = "  ".join(f"{at:g}: {value:.4g}" for at, value in line.points)
            rows.append(f"  {line.name:<22} {figures}")
        return "\n".join(rows) + "\n"

    @staticmethod
    def page(charts: Sequence["Chart"]) -> str:
        """One picture of all, one under the other."""
        size = f'viewBox="0 0 {WIDTH} {HEIGHT * len(charts)}"'
        drawn = [
            f'<g transform="translate(0 {HEIGHT * number})">{chart.draw()}</g>'
            for number, chart in enumerate(charts)
        ]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        return "\n".join([head, STYLE, *drawn, "</svg>\n"])

    def draw(self) -> str:
        """The chart's marks."""
        axes = _Axes(self.lines)
        title = f"{self.title}: {self.unit} over {self.over}"
        lines = [
            _line(line, axes, colour) for line, colour in zip(self.lines, COLOURS, strict=False)
        ]
        return "\n".join([_text(LEFT, 24, title, "title"), *axes.draw(), *lines])


class _Axes:
    """From figures to places: whole decades in both directions."""

    def __init__(self, lines: Sequence[Line]) -> None:
        points = [point for line in lines for point in line.points]
        self._x = _decades([at for at, _ in points])
        self._y = _decades([value for _, value in points])

    def place(self, at: float, value: float) -> tuple[float, float]:
        across = _part(at, self._x) * (WIDTH - LEFT - RIGHT)
        up = _part(value, self._y) * (HEIGHT - TOP - BOTTOM)
        return LEFT + across, HEIGHT - BOTTOM - up

    def draw(self) -> Iterator[str]:
        (left, right), (low, high) = self._x, self._y
        for decade in range(low, high + 1):
            _, y = self.place(10**left, 10**decade)
            yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
            yield _text(LEFT - 8, y + 4, f"{10**decade:g}", anchor="end")
        for decade in range(left, right + 1):
            x, _ = self.place(10**decade, 10**low)
            yield f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
            yield _text(x, HEIGHT - BOTTOM + 20, f"{10**decade:,}", anchor="middle")


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _part(value: float, decades: tuple[int, int]) -> float:
    low, high = decades
    return (log10(value) - low) / (high - low)


def _line(line: Line, axes: _Axes, colour: str) -> str:
    places = [axes.place(*point) for point in line.points]
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    x, y = places[-1]
    label = f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" style="fill:{colour}">{line.name}</text>'
    return f'<path class="line" stroke="{colour}" d="M{way}"/>{label}'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{text}</text>'
