"""One figure: ours and the reference's, their ratio, and what the ratio has to be."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """`ours` and `reference` in `unit`; `ratio` is ours over the reference, compared with `bound`."""

    name: str
    ours: float
    reference: float
    unit: str
    bound: float
    at_least: bool = True
    """Whether the ratio must be at least the bound (rates), or at most (times, sizes)."""
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.reference

    @property
    def good(self) -> bool:
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    @property
    def wanted(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


HEAD = ("what", "ours", "reference", "ratio", "wanted", "")


def cells(figure: Figure) -> tuple[str, ...]:
    """The figure as a line of a table."""
    return (
        figure.name,
        f"{shown(figure.ours)} {figure.unit}".strip(),
        f"{shown(figure.reference)} {figure.unit}".strip(),
        f"{figure.ratio:.2f}",
        figure.wanted,
        ("good" if figure.good else "NOT REACHED") + (f"; {figure.note}" if figure.note else ""),
    )


def shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(cells(figure)) + " |" for figure in figures]
    return "\n".join(lines) + "\n"


def seconds(act: Callable[[], object], rounds: int = 5) -> float:
    """The median time of a call, after one that does not count."""
    act()
    return statistics.median(once(act) for _ in range(rounds))


def in_turn(ours: Callable[[], object], reference: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """The median times of two calls made in turn, so that a machine that slows down slows both."""
    ours(), reference()
    pairs = [(once(ours), once(reference)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def once(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
