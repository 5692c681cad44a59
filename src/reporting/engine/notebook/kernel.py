"""The kernel that reports are executed in: an ordinary ipykernel of this very interpreter.

Run as ``python -m reporting.engine.notebook.kernel -f <connection file>``. Two things differ from
``ipykernel_launcher``: a grammar that nobody uses is not built at import, and an error of the
suite is told to the parent in full (its kind, its findings), not only as text.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reporting.engine.surroundings import FAILURE_VARIABLE

if TYPE_CHECKING:
    from jupyter_client.session import Session

Unsigned = TypeVar("Unsigned", bound="Session")


def skip_iri_grammar() -> None:
    """Keep jsonschema from building its grammar of IRIs: over a second in every process.

    Only the format check named ``iri`` is lost, which no notebook's schema uses.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def tell_parent_in_full(shell: Any) -> None:
    """Have `shell` write errors of the suite to the file that the environment names."""
    from reporting.errors import ReportingError

    shell.set_custom_exc((ReportingError,), _tell_parent)


def _tell_parent(shell: Any, kind: type, error: Any, trace: Any, tb_offset: Any = None) -> None:
    from reporting.engine.failure import as_json

    Path(os.environ[FAILURE_VARIABLE]).write_text(json.dumps(as_json(error)), encoding="utf-8")
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def unsigned(session: Unsigned) -> Unsigned:
    """Have a session sign nothing: there is no socket that a stranger could write to."""
    session.auth = None  # said so beforehand (an empty key), it warns its users
    return session


def main() -> None:
    """Start the kernel and serve until the parent is done with it."""
    skip_iri_grammar()
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(sys.argv[1:])
    if app.shell is not None and FAILURE_VARIABLE in os.environ:
        tell_parent_in_full(app.shell)
    app.start()


if __name__ == "__main__":
    main()
