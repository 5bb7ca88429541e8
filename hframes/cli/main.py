"""The console script: as little as possible before Ctrl-C is taken for what it is."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the `hframes` command."""
    try:
        from hframes.cli.app import app

        app()
    except KeyboardInterrupt:
        print("error: Interrupted: nothing was kept.", file=sys.stderr)
        sys.exit(130)
