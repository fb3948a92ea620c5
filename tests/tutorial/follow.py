"""Follows what a page shows to authors of plugins: follow.py PAGE BLOCKS EMPTY PREFIX

PAGE is the manual, of which one section is followed, or the manual page. All commands go to one shell, in the folder EMPTY, one after the
other, as somebody would who copies them; so what one of them sets holds for the next. PATH is PREFIX/bin and the system's, and there is no other
variable but HOME; in the manual page, which does not say where juri is, also that of pkg-config. Each prints what the page shows after
it (pages.py), and nothing where that is nothing. The shells' files lie in BLOCKS.

In the manual commands are blocks ```sh and what they print ```text. In the manual page a display after a line '.\\" sh' is
commands, after '.\\" text' what they print, after '.\\" file NAME' a file that the reader writes."""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "docs"))
from blocks import EMPTY_FOLDER, blocks, matches, split  # noqa: E402


def displays(page):
    """Yields (kind, line number, text) for the displays of a manual page, as they are shown."""
    lines = page.splitlines()
    for start in [n for n, line in enumerate(lines) if line.startswith(".Bd")]:
        kind = lines[start - 1].removeprefix('.\\" ')
        end = lines.index(".Ed", start)
        yield kind, start + 2, "".join(re.sub(r"\\(.)", lambda m: {"e": "\\", "&": ""}[m[1]], f"{l}\n") for l in lines[start + 1:end])


def read(page):
    """Per command its line, its text and what it must print."""
    text, commands = page.read_text(), []
    for kind, line, shown in displays(text) if page.suffix == ".7" else blocks(split(text, EMPTY_FOLDER)[1]):
        if kind == "sh":
            commands.append([line, shown, ""])
        elif kind == "text":
            commands[-1][2] = shown
        elif kind.startswith("file "):
            commands.append([line, f"cat >{kind[5:]} <<'END OF FILE'\n{shown}END OF FILE\n", ""])
        else:
            raise SystemExit(f"{page}:{line}: a block {kind!r} that nobody follows")
    return commands


def follow(commands, folder, empty, environment):
    script = "set -eu\n"
    for number, (_, text, _) in enumerate(commands):
        (folder / f"{number}.sh").write_text(text)
        script += f". {folder}/{number}.sh >{folder}/{number}.told 2>&1\n"
    return subprocess.run(["sh", "-c", script], cwd=empty, env=environment, stdin=subprocess.DEVNULL, timeout=300).returncode


def wrong(page, commands, folder, code):
    """What is not as the page has it, or None."""
    for number, (line, _, expected) in enumerate(commands):
        told = folder / f"{number}.told"
        printed = told.read_text() if told.exists() else ""
        if not told.exists() or not (folder / f"{number + 1}.told").exists() and code:
            return f"{page}:{line}: ended with {code}:\n{printed}"
        if not matches(expected, printed):
            return f"{page}:{line}: shown:\n{expected}printed:\n{printed}"
    return None


def main():
    page, folder, empty, prefix = map(pathlib.Path, sys.argv[1:])
    environment = {"PATH": f"{prefix}/bin:/usr/bin:/bin", "HOME": str(empty)}
    commands = read(page)
    if list(empty.iterdir()) or not commands:
        raise SystemExit("expected an empty folder, and commands")
    if page.suffix == ".7":
        environment["PKG_CONFIG_PATH"] = f"{prefix}/lib/pkgconfig"
    fault = wrong(page, commands, folder, follow(commands, folder, empty, environment))
    last = folder / f"{len(commands) - 1}.told"
    if not fault and page.suffix == ".md" and not last.read_text().startswith("rank,"):
        fault = f"{page}: expected that it ends in a ranking, found:\n{last.read_text()}"
    if fault:
        print(fault)
        return 1
    print(f"{page.name}: {len(commands)} steps from an empty folder, {sum(bool(c[2]) for c in commands)} print what the page shows")
    return 0


sys.exit(main())
