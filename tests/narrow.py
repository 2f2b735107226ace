"""What is wrong with a page where there is little room: a way to the side, text that is cut, a short word in two."""

from typing import cast

from playwright.sync_api import Page

__all__ = ["squeezed"]

LOOK = """() => {
  const wrong = [];
  const tell = (what, place) => wrong.push(`${what}: ${place.outerHTML.slice(0, 90)}`);
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push(`${wide} px lead to the side`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const place = text.parentElement;
    if (!text.data.trim() || !place.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (place.closest(".sr, .skip, svg, option, noscript") || getComputedStyle(place).clipPath !== "none") continue;
    for (let box = place; box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.clipPath !== "none") break;
      const cuts = ["hidden", "clip"].includes(style.overflowX) && box.scrollWidth > box.clientWidth + 1;
      if (cuts) tell("is cut", box);
    }
    const range = document.createRange();
    for (const word of text.data.matchAll(/[\\p{L}]+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
      if (word[0].length <= 12 && lines.size > 1) tell(`${word[0]} is in two`, place);
    }
  }
  return [...new Set(wrong)];
}"""


def squeezed(page: Page, widths: tuple[int, ...] = (320, 360, 512)) -> list[str]:
    """Look at the page at these widths, px: two phones, and a tablet at 200 %. Gives what is wrong, in words."""
    before, found = page.viewport_size, list[str]()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 700})
        found += [f"at {width} px {what}" for what in cast("list[str]", page.evaluate(LOOK))]
    if before:
        page.set_viewport_size(before)
    return found
