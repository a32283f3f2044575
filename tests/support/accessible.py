"""What axe objects to on a page, and whether it is wider than its window."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COMBINATIONS = [("en", "light"), ("fr", "dark"), ("ar", "light")]
"""Each language, and both sets of colours."""


def violations(page: Page) -> list[str]:
    """By axe's rules of WCAG 2.2 AA and of good practice, each with the first places it was found at."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]


def too_wide(page: Page, width: int) -> list[str]:
    """What sticks out of a window of so many CSS pixels (WCAG 1.4.10: 320), outside of what scrolls by itself."""
    page.set_viewport_size({"width": width, "height": 740})
    found: list[str] = page.evaluate(_STICKING_OUT)
    return [f"{width} px: {one}" for one in found]


_STICKING_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (one) => one && one !== document.body && one !== root
    && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
  const out = [...document.body.querySelectorAll('*')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > root.clientWidth + 1 || box.left < -1) && !scrolls(one);
  });
  return out.slice(-2).map((one) => one.outerHTML.slice(0, 160)).concat(out.length ? [] : ['something']);
}"""
