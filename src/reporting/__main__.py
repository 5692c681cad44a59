"""``python -m reporting`` is the command ``reporting``."""

import signal
import sys


def main() -> None:
    """Run the command line; interrupted before it can answer, it ends without a word."""
    answer = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from reporting.cli import main as command
    except Exception as error:
        from reporting import bytecode

        bytecode.begin_again_without(error)
        raise

    signal.signal(signal.SIGINT, answer)
    command()


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the current folder: nothing of ours is imported from there
    main()
