"""Runs rounds while another process exchanges the plugin's file as fast as it can. FULL=1: 1,000 runs."""
import csv, hashlib, os, pathlib, shutil, subprocess, sys

OUT, JURI = pathlib.Path(os.environ["OUT"]), os.environ["JURI"]
RUNS = 1000 if os.environ.get("FULL") == "1" else 100

SOURCE = """#include "hostile.h"
static int give(const juri_call *call)
{
	for (uint32_t row = 0; row < call->rows; row++)
		call->measure[row] = %s;
	return 0;
}
HOSTILE("swapped", give)
"""

# renameat2 with RENAME_EXCHANGE, over and over: at every moment there is a file, one of the two.
SWAPPER = """#include <fcntl.h>
#include <stdio.h>
int main(int argc, char **argv)
{
	for (;;)
		if (argc != 3 || renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE))
			return 1;
}
"""


def compile(source, name, *flags):
    path = OUT / (name + ".c")
    path.write_text(source)
    subprocess.run([*os.environ["CC"].split(), "-D_GNU_SOURCE", "-Iinclude", "-Itests/plugins", *flags, "-o", OUT / name, path],
                   check=True)
    return OUT / name


def plugin(name, measure):
    return compile(SOURCE % measure, name, "-shared", "-fPIC", "-fvisibility=hidden")


def prepare():
    good, evil = plugin("good", 10), plugin("evil", 99)
    folder = OUT / "plugins"
    folder.mkdir(mode=0o755)
    shutil.copy(good, folder / "swapped.so")
    shutil.copy(evil, folder / "other.so")
    for file in folder.iterdir():
        file.chmod(0o755)
    (OUT / "round.ini").write_text("[round]\ntitle = T\nedition = 1\n[category c]\ncriteria = criteria.ini\n")
    (OUT / "criteria.ini").write_text(
        "[category]\ntitle = C\nplugin = swapped\nplugin-sha256 = %s\n[criterion a]\nmethod = m\nx = a\n"
        % hashlib.sha256(good.read_bytes()).hexdigest())
    (OUT / "evidence.csv").write_text("id,a\nk,1\n")
    return folder


def run():
    """What the run measured, which is the score; None when it refused."""
    done = subprocess.run([JURI, "score", OUT / "round.ini", OUT / "evidence.csv", "--plugins", OUT / "plugins", "-q",
                           "--csv", "-"], capture_output=True, text=True, timeout=60)
    if done.returncode == 77 and "plugin-sha256" in done.stderr:
        return None
    assert done.returncode == 0, (done.returncode, done.stderr)
    return float(next(csv.DictReader(done.stdout.splitlines()))["score"])


def main():
    folder = prepare()
    swapper = subprocess.Popen([compile(SWAPPER, "swapper"), folder / "swapped.so", folder / "other.so"])
    try:
        found = [run() for _ in range(RUNS)]
        assert swapper.poll() is None, "the swapper ended"
    finally:
        swapper.kill()
    ran, refused, wrong = found.count(10), found.count(None), [f for f in found if f not in (10, None)]
    print(f"swap races: {RUNS}; {ran} ran the pinned bytes, {refused} refused the others, {len(wrong)} ran other bytes")
    return bool(wrong) or not ran or not refused


sys.exit(main())
