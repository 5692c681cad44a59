"""``python -m reporting`` is the command ``reporting``."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder: nothing of ours is imported from there

from reporting.cli import main

if __name__ == "__main__":
    main()
