"""Runs what the pages show: pages.py COPY PAGE...

COPY is a copy of the checkout, already built; PAGE a page in it. In a page, a block ```sh is run at the top of the copy,
and the block ```text after it is what it must print, where a line "..." stands for any lines
and "..." at the end of a line for its rest. A block ```c must compile
with the plugin header. Other blocks are only shown. `make check` is not run: it would never end. Files and folders of the
project that a page names in `backquotes` must be there. The table of core/README.md lists every module, in an order in
which headers include only what stands above."""
import os
import pathlib
import re
import subprocess
import sys

FOLDERS = ("core", "config", "include", "plugins", "samples", "tests", ".ci")
PATH = re.compile(r"`((?:%s)/[A-Za-z0-9_./-]*)`" % "|".join(re.escape(f) for f in FOLDERS))
PLACEHOLDER = re.compile(r"NAME|NOUN|STAGE|METHOD")


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


def run(text, copy):
    text = re.sub(r"(?m)^make check\b.*$", ":", text)
    done = subprocess.run(["sh", "-eu", "-c", text], cwd=copy, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    return done.returncode, done.stdout.decode("utf-8")


def compiles(text, copy):
    command = [os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-unused", "-Iinclude",
               "-fsyntax-only", "-x", "c", "-"]
    done = subprocess.run(command, cwd=copy, input=f"#include <juri/plugin.h>\n{text}".encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode("utf-8")


def header_example(copy):
    """The C code in the comment at the head of the plugin header."""
    comment = (copy / "include/juri/plugin.h").read_text().split("*/", 1)[0]
    code = [line[7:] for line in comment.splitlines() if line.startswith(" *     ") or line == " *"]
    code = "\n".join(code)
    return code[code.index("static int"):code.index("\n}\n") + 3]


class Pages:
    def __init__(self, copy):
        self.copy, self.faults, self.counts = copy, [], {"sh": 0, "text": 0, "c": 0, "path": 0}

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def check(self, name):
        page, printed, shown = (self.copy / name).read_text(), None, {"sh", "text", "c"}
        for language, line, text in blocks(page):
            where = f"{name}:{line}"
            if language in shown:
                self.counts[language] += 1
            if language == "sh":
                code, printed = run(text, self.copy)
                if code:
                    self.fault(where, f"ends with {code}:\n{printed}")
            elif language == "text" and printed is None:
                self.fault(where, "the output of nothing: no ```sh block before it")
            elif language == "text" and not matches(text, printed):
                self.fault(where, f"shown:\n{text}printed:\n{printed}")
            elif language == "c":
                code, said = compiles(text, self.copy)
                if code:
                    self.fault(where, f"does not compile:\n{said}")
        for path in PATH.findall(page):
            self.counts["path"] += 1
            if not PLACEHOLDER.search(path) and not (self.copy / path).exists():
                self.fault(name, f"{path} is not there")

    def check_readme(self):
        """Everything is reachable from the first page."""
        page = (self.copy / "README.md").read_text()
        help_text = run("build/juri --help", self.copy)[1]
        wanted = re.findall(r"(?m)^  (juri [a-z]+) ", help_text) + ["make demo", "make check", "make new-plugin"]
        wanted += [f"{path.parent.name}/README.md" for path in self.copy.glob("*/README.md")]
        wanted += [f"{path.name}/" for path in self.copy.iterdir() if path.is_dir() and path.name != "build"]
        wanted += [path.name for path in self.copy.glob("*.md") if path.name != "README.md"]
        for what in wanted:
            if what not in page:
                self.fault("README.md", f"does not name {what}")

    def check_modules(self):
        page = (self.copy / "core/README.md").read_text().split("## Modules", 1)[1].split("\n## ", 1)[0]
        listed = [name for row in re.findall(r"(?m)^\| ([a-z0-9_, ]+) \|", page) for name in row.split(", ")]
        headers = {path.stem: path.read_text() for path in (self.copy / "core").glob("*.h")}
        for name in sorted(set(headers) ^ set(listed)):
            self.fault("core/README.md", f"module {name}: a header without a row, or a row without a header")
        for place, name in enumerate(listed):
            for other in re.findall(r'(?m)^#include "(\w+)\.h"', headers.get(name, "")):
                if other not in listed[:place]:
                    self.fault("core/README.md", f"{name}.h includes {other}.h, which stands below it")


def main():
    pages = Pages(pathlib.Path(sys.argv[1]))
    pages.check_readme()
    pages.check_modules()
    for name in sys.argv[2:]:
        pages.check(name)
    code, said = compiles(header_example(pages.copy), pages.copy)
    if code:
        pages.fault("include/juri/plugin.h", f"its example does not compile:\n{said}")
    for fault in pages.faults:
        print(fault)
    counts = pages.counts
    print(f"pages: {len(sys.argv) - 2}; blocks run: {counts['sh']}, outputs compared: {counts['text']}, "
          f"C compiled: {counts['c'] + 1}, paths looked up: {counts['path']}")
    return 1 if pages.faults else 0


sys.exit(main())
