"""The demonstration: a made-up shop with a broadcast that is live now, in a database of its own."""

from zhubo_web.demo.running import run

__all__ = ["run"]
