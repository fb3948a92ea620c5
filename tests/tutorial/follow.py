"""Follows the tutorial of a page: follow.py PAGE BLOCKS EMPTY BIN

All blocks ```sh of the section go to one shell, in the folder EMPTY, one after the other, as somebody would who copies them; so
what one of them sets holds for the next. PATH is BIN and the system's, and there is no other variable but HOME. Each prints what the block
```text after it shows (pages.py), and nothing where there is none. The shells' files lie in BLOCKS."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "docs"))
from blocks import EMPTY_FOLDER, blocks, matches, split  # noqa: E402


def read(page):
    """Per command its line, its text and what it must print."""
    commands = []
    for language, line, text in blocks(split(page.read_text(), EMPTY_FOLDER)[1]):
        if language == "sh":
            commands.append([line, text, ""])
        elif language == "text":
            commands[-1][2] = text
        else:
            raise SystemExit(f"{page}:{line}: a block ```{language} that nobody follows")
    return commands


def follow(commands, folder, empty, path):
    script = "set -eu\numask 002\n"  # as some systems have it
    for number, (_, text, _) in enumerate(commands):
        (folder / f"{number}.sh").write_text(text)
        script += f". {folder}/{number}.sh >{folder}/{number}.told 2>&1\n"
    environment = {"PATH": f"{path}:/usr/bin:/bin", "HOME": str(empty)}
    return subprocess.run(["sh", "-c", script], cwd=empty, env=environment, stdin=subprocess.DEVNULL, timeout=300).returncode


def main():
    page, folder, empty, path = map(pathlib.Path, sys.argv[1:])
    commands, shown, ranking = read(page), 0, ""
    if list(empty.iterdir()) or not commands:
        raise SystemExit("expected an empty folder, and commands")
    code = follow(commands, folder, empty, path)
    for number, (line, _, expected) in enumerate(commands):
        told = folder / f"{number}.told"
        if not told.exists():
            break
        if not matches(expected, told.read_text()):
            print(f"{page}:{line}: shown:\n{expected}printed:\n{told.read_text()}")
            return 1
        shown += bool(expected)
        ranking = told.read_text()
    if code or not (folder / f"{len(commands) - 1}.told").exists():
        print(f"{page}:{line}: ended with {code}: {told.read_text() if told.exists() else ''}")
        return 1
    if not ranking.startswith("rank,"):
        print(f"{page}: expected that it ends in a ranking, found:\n{ranking}")
        return 1
    print(f"the tutorial: {len(commands)} steps from an empty folder to a ranking; {shown} print what the page shows")
    return 0


sys.exit(main())
