"""Runs a command while the place of an output is claimed: locked.py PLACE COMMAND..."""
import fcntl, os, struct, subprocess, sys

OFD_SETLK = 37  # of Linux; Python 3.9 and later have fcntl.F_OFD_SETLK
lock = os.open(sys.argv[1] + ".juri-lock", os.O_RDWR | os.O_CREAT, 0o644)
os.write(lock, b"%d\n" % os.getpid())
fcntl.fcntl(lock, OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
code = subprocess.run(sys.argv[2:]).returncode
os.unlink(sys.argv[1] + ".juri-lock")
sys.exit(code)
