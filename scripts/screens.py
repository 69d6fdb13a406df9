"""Pictures of every page of the console for the docs, from what its tests photographed.

``python -m scripts.screens FOLDER`` makes them small, and writes docs/console-pages.md around it.
"""

import sys
from pathlib import Path

from PIL import Image

from comptrol.entrypoints.console.pages import PAGES

DOCS = Path(__file__).parent.parent / "docs"
SCREENS = DOCS / "console"
WIDTH, COLOURS = 720, 16


def main() -> None:
    """Shrink every picture, and list the pages that have one."""
    taken = Path(sys.argv[1])
    SCREENS.mkdir(exist_ok=True)
    for old in SCREENS.glob("*.png"):
        old.unlink()
    for file in sorted(taken.glob("*.png")):
        with Image.open(file) as picture:
            height = round(picture.height * WIDTH / picture.width)
            small = picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
            few = small.quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(SCREENS / file.name, optimize=True)
    (DOCS / "console-pages.md").write_text("\n".join(_lines()) + "\n")


def _lines() -> list[str]:
    lines = [
        "# Every page of the console",
        "",
        "As tests/console/test_every_page.py opened them (`make screens`).",
        "[What the console is](console.md).",
    ]
    for page in PAGES:
        name = name_of(page.path)
        if (SCREENS / f"{name}.png").exists():
            audience = ", ".join(sorted(it.value for it in page.audience))
            lines += ["", f"## {page.title}", "", f"`/console{page.path}`, for: {audience}", ""]
            lines.append(f"![{page.title}](console/{name}.png)")
    return lines


def name_of(path: str) -> str:
    """Return what the picture of a page is called.

    >>> name_of("/orders/{order}/rulings/{position}"), name_of("/")
    ('orders-order-rulings-position', 'first')
    """
    words = "".join(it if it.isalnum() or it == "-" else " " for it in path)
    return "-".join(words.replace("path", "").split()) or "first"


if __name__ == "__main__":
    main()
