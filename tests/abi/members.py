"""members.py HEADER LAYOUT...: every member of every structure of a header has its assertion in one of the layouts, and so has each size."""
import pathlib
import re
import sys

header, *layouts = (pathlib.Path(path).read_text() for path in sys.argv[1:])
plain = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
asserted = "\n".join(layouts)


def names(body):
    """The names of the members: of "double min, max" two, of "int (*measure)(const juri_call *call)" one."""
    for member in filter(str.strip, body.split(";")):
        function = re.search(r"\(\*(\w+)\)\(", member)
        yield from [function[1]] if function else re.findall(r"(\w+)\s*(?:,|$)", member.strip())


structures = re.findall(r"typedef struct \w+ \{(.*?)\n\} (\w+);", plain, flags=re.S)
members = [(name, member) for body, name in structures for member in names(body)]
missing = [f"{name}.{member}" for name, member in members if not re.search(rf"^AT\({name}, {member}, \d+\);", asserted, re.M)]
missing += [f"sizeof({name})" for _, name in structures if not re.search(rf"^(GROWS|STAYS)\({name}, \d+\);", asserted, re.M)]
if missing or not members:
    sys.exit("no assertion of " + ", ".join(missing or ["anything"]))
