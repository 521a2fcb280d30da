"""Where a site has no end: addresses of one shape, found on its pages, of which none turns out to be an article."""

from __future__ import annotations

from collections import Counter, defaultdict

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.shapes import (
    Count,
    Shapes,
    family,
    is_article,
    is_endless,
    is_numbered,
    is_probe,
    kind_of,
    shape_of,
)
from newscrawl.core.verdict import Reason
from newscrawl.report.figures import TrapFigures

FROM_PAGES = (SourceKind.FRONT_PAGE, SourceKind.SECTION)
"""What feeds and sitemaps name is asked for, whatever it brings."""
BUDGET = 20
PER_ARTICLE = 10
"""Each article of a shape makes up for so many addresses without one."""
FAMILY = 3
"""A path with any parameters may take the budget of so many shapes."""
WORDS_ONLY = 5
"""Words alone do not go on for ever as numbers do: so many times the budget."""
PROBED = 10
"""One part in so many of the budget, at least one address, is tried where an earlier run has spent it."""


class Traps:
    """Counts what the addresses of one site's shapes have brought, and lets no shape take more than its budget."""

    def __init__(
        self, budget: int = BUDGET, shapes: Shapes | None = None, figures: dict[str, TrapFigures] | None = None
    ) -> None:
        """`budget`: addresses of a numbered shape without an article. `shapes`: what earlier runs learned. `figures`:
        where traps are named."""
        self._budget = budget
        self.shapes = shapes or Shapes()
        self.figures: dict[str, TrapFigures] = {} if figures is None else figures
        self._families: defaultdict[str, Count] = defaultdict(Count)
        for shape, count in self.shapes.counts.items():
            self._families[family(shape)].articles += count.articles
            self._families[family(shape)].others += count.others
        self._under_way: dict[str, str] = {}
        self._waiting: Counter[str] = Counter()
        """Shapes and families of what is under way."""
        self._spent_before = {name for name in (*self.shapes.counts, *self._families) if self._is_spent(name)}
        self._probes: Counter[str] = Counter()

    def admit(self, candidate: Candidate, key: str) -> str | None:
        """None where an address may be asked for, which counts until it is `settled` or `let_go`; else its trap."""
        if key in self._under_way:
            return None
        shape = shape_of(candidate.url)
        if candidate.found_by in FROM_PAGES:
            trap = self._trap(candidate.url, shape)
            if trap is not None:
                self._name(trap, candidate.url)
                return trap
        self._under_way[key] = shape
        self._waiting.update({shape, family(shape)})
        return None

    def shuns(self, candidate: Candidate) -> bool:
        """Whether a page names an address of a trap that is known as one: it is counted, and not even written down."""
        shape = shape_of(candidate.url)
        names = dict.fromkeys((shape, family(shape)))
        trap = shape if is_endless(candidate.url) else next((name for name in names if name in self.figures), None)
        if trap is None or not (is_endless(candidate.url) or self._is_spent(trap)):
            return False
        self._name(trap, candidate.url)
        return True

    def _trap(self, url: str, shape: str) -> str | None:
        if is_endless(url):
            return shape
        spent = [name for name in dict.fromkeys((shape, family(shape))) if self._is_spent(name)]
        if not spent:
            return None
        if set(spent) <= self._spent_before and is_probe(url) and self._probes[shape] < max(1, self._budget // PROBED):
            self._probes[shape] += 1
            return None
        return spent[0]

    def _is_spent(self, name: str) -> bool:
        count = self._count(name)
        times = (1 if is_numbered(name) else WORDS_ONLY) * (FAMILY if name.endswith("?*") else 1)
        allowed = self._budget * times + PER_ARTICLE * count.articles
        # Of those under way some may be articles, so they alone don't spend a budget.
        return count.others + self._waiting[name] >= allowed and count.others * 2 >= allowed

    def _count(self, name: str) -> Count:
        return self._families[name] if name.endswith("?*") else self.shapes.of(name)

    def settled(self, key: str, url: str, reason: Reason | None) -> None:
        """An address has its line (no reason), or has been left out for a reason."""
        self.let_go(key)
        article = is_article(reason)
        if article is None:
            return
        shape = shape_of(url)
        self.shapes.count(shape, article=article)
        if family(shape) != shape:
            known = self._families[family(shape)]
            known.articles, known.others = known.articles + article, known.others + (not article)
        for trap in (shape, family(shape)):  # what was under way when the trap was named belongs to it
            self._sum_up(trap)

    def let_go(self, key: str) -> None:
        """An address is no longer under way."""
        shape = self._under_way.pop(key, None)
        if shape is not None:
            self._waiting.subtract({shape, family(shape)})

    def _name(self, trap: str, url: str) -> None:
        kind = "endless path" if is_endless(url) else kind_of(trap)
        self.figures.setdefault(trap, TrapFigures(kind)).left_out += 1
        self._sum_up(trap)

    def _sum_up(self, trap: str) -> None:
        if trap in self.figures:
            count, named = self._count(trap), self.figures[trap]
            named.asked, named.articles = count.articles + count.others, count.articles

    def told(self, trap: str) -> dict[str, object]:
        """What a rejection rests on."""
        named = self.figures[trap]
        return {"shape": trap, "kind": named.kind, "asked": named.asked, "articles": named.articles}
