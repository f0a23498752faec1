"""The one command line. Thin: each command calls a verb of the product.

gevent must patch the standard library before anything else is imported, so this module imports
nothing of the product at the top; ``serve`` and ``demo`` patch first.
"""

from __future__ import annotations

import sys

PATCHED = ("serve", "demo")


def main() -> None:
    """The console script ``zhubo``."""
    if len(sys.argv) > 1 and sys.argv[1] in PATCHED:
        from gevent import monkey

        monkey.patch_all()
    from zhubo_web.commands import zhubo

    zhubo(prog_name="zhubo")


if __name__ == "__main__":
    main()
