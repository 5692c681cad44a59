"""Compiled modules that a full disk cut short: Python keeps them, and fails at every import."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path


def removed(error: BaseException) -> bool:
    """Remove the compiled file that an import could not read; tell whether there was one.

    Whoever imports again compiles it anew. Python 3.11 takes a write that was cut short for a whole
    one, and a file whose first bytes are right for a sound one.

    Parameters
    ----------
    error
        What an import raised.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not frames or frames[-1].f_code.co_name != "_compile_bytecode":
        return False
    Path(frames[-1].f_locals["bytecode_path"]).unlink(missing_ok=True)
    return True


def begin_again_without(error: BaseException) -> None:
    """Run this command once more from its beginning, where `error` is of a file cut short."""
    if removed(error):
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
