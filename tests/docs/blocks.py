"""What a page shows: its blocks, and whether what was printed is what it shows. For pages.py and tests/tutorial."""
import re

EMPTY_FOLDER = "From an empty folder to a ranking"  # this section is followed by tests/tutorial


def blocks(page):
    """Yields (language, line number of the first line, text)."""
    language, start, lines = None, 0, []
    for number, line in enumerate(page.splitlines(), 1):
        if language is None and line.startswith("```"):
            language, start, lines = line[3:].strip(), number + 1, []
        elif line == "```":
            yield language, start, "".join(f"{l}\n" for l in lines)
            language = None
        elif language is not None:
            lines.append(line)
    assert language is None, f"line {start - 1}: the block does not end"


def matches(expected, printed):
    pattern = ""
    for line in expected.splitlines():
        if line == "...":
            pattern += r"(?:.*\n)*?"
        elif line.endswith("..."):
            pattern += re.escape(line[:-3]) + r".*\n"
        else:
            pattern += re.escape(line) + r"\n"
    return re.fullmatch(pattern, printed) is not None


def split(page, title):
    """The page without a section, and the section alone; both with empty lines where the other is."""
    rest, section, inside = [], [], False
    for line in page.splitlines():
        if line.startswith("## "):
            inside = line == f"## {title}"
        rest.append("" if inside else line)
        section.append(line if inside else "")
    return "\n".join(rest) + "\n", "\n".join(section) + "\n"
