"""Runs what the pages show: pages.py COPY PAGE...

COPY is a copy of the checkout, already built; PAGE a page in it. In a page, a block ```sh is run at the top of the copy,
and the block ```text after it is what it must print, where a line "..." stands for any lines
and "..." at the end of a line for its rest. A block ```sh if TOOL is run, and its output compared, where TOOL is installed. A block ```c
must compile with the plugin header; so must the examples at the heads of the headers. Other blocks are only shown; in the manual for
authors of plugins there are none but drawings. `make check` is not run: it would never end. Files and folders of the
project that a page names in `backquotes` must be there. The table of core/README.md lists every module, in an order in
which headers include only what stands above; that of tests/README.md every stage."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

from blocks import EMPTY_FOLDER, blocks, matches, split

FOLDERS = ("core", "config", "include", "plugins", "samples", "tests", ".ci")
PATH = re.compile(r"`((?:%s)/[A-Za-z0-9_./-]*)`" % "|".join(re.escape(f) for f in FOLDERS))
PLACEHOLDER = re.compile(r"NAME|NOUN|STAGE|METHOD")


def run(text, copy):
    text = re.sub(r"(?m)^make check\b.*$", ":", text)
    done = subprocess.run(["sh", "-eu", "-c", text], cwd=copy, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    return done.returncode, done.stdout.decode("utf-8")


def compiles(text, copy):
    """A function of a page is not called there."""
    command = [os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-Iinclude",
               "-fsyntax-only", "-x", "c", "-"]
    done = subprocess.run(command, cwd=copy, input=f"#include <juri/plugin.h>\n{text}".encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode("utf-8")


def header_example(header):
    """The C code in the comment at the head of a header."""
    comment = header.read_text().split("*/", 1)[0]
    code = [line[7:] for line in comment.splitlines() if line.startswith(" *     ") or line == " *"]
    code = "\n".join(code)
    return code[code.index("#include"):code.index("\n}\n") + 3]


# The beginnings of commands, and the ends of lines of C: what is shown in the manual is run or compiled.
SHOWN_ONLY = re.compile(r"(?m)^    +(?:(?:build/)?juri (?:check|score|plugins|template)|make|cc|g\+\+|gdb|valgrind|cp|export|pkg-config|tests/run)\b.*$|^    .*[;{}]$")


class Pages:
    def __init__(self, copy):
        self.copy, self.faults, self.counts = copy, [], {"sh": 0, "text": 0, "c": 0, "path": 0}
        self.skipped = []
        self.sanitized = b"libasan" in (copy / "build/juri").read_bytes()

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def has(self, tool):
        """Debuggers and valgrind do not go with the sanitizers."""
        if shutil.which(tool) and not (self.sanitized and tool in ("gdb", "valgrind")):
            return True
        self.skipped.append(tool)
        return False

    def check(self, name):
        page, printed, shown = split((self.copy / name).read_text(), EMPTY_FOLDER)[0], None, {"sh", "text", "c"}
        for language, line, text in blocks(page):
            where = f"{name}:{line}"
            language, _, tool = language.partition(" if ")
            if tool and not self.has(tool):
                printed = "skipped"
                continue
            if language in shown:
                self.counts[language] += 1
            elif name == "plugins/README.md":
                self.fault(where, "a block that is neither run nor compiled nor compared")
            if language == "text" and printed == "skipped":
                printed = None
            elif language == "sh":
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

    def check_manual(self):
        """No commands or C in blocks that are only indented: nobody would run or compile them."""
        for shown in SHOWN_ONLY.findall(re.sub(r"(?s)```.*?```", "", (self.copy / "plugins/README.md").read_text())):
            self.fault("plugins/README.md", f"a command or code that nobody tries: {shown.strip()}")

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

    def check_stages(self):
        """The table of tests/README.md has a row for each stage; `unit` is the suites."""
        table = (self.copy / "tests/README.md").read_text().split("| stage | holds when |", 1)[1].split("\n\n", 1)[0]
        listed = re.findall(r"(?m)^\| ([a-z]+) \|", table)
        stages = {path.parent.name for path in (self.copy / "tests").glob("*/run")} | {"unit"}
        for name in sorted(stages ^ set(listed)):
            self.fault("tests/README.md", f"stage {name}: a script without a row, or a row without a script")


def main():
    pages = Pages(pathlib.Path(sys.argv[1]))
    pages.check_readme()
    pages.check_manual()
    pages.check_modules()
    pages.check_stages()
    for name in sys.argv[2:]:
        pages.check(name)
    for header in sorted((pages.copy / "include/juri").glob("*.h")):
        pages.counts["c"] += 1
        code, said = compiles(header_example(header), pages.copy)
        if code:
            pages.fault(header, f"its example does not compile:\n{said}")
    for fault in pages.faults:
        print(fault)
    counts = pages.counts
    print(f"pages: {len(sys.argv) - 2}; blocks run: {counts['sh']}, outputs compared: {counts['text']}, "
          f"C compiled: {counts['c']}, paths looked up: {counts['path']}"
          + (f"; not here: {', '.join(pages.skipped)}" if pages.skipped else ""))
    return 1 if pages.faults else 0


sys.exit(main())
