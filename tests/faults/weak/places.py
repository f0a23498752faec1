"""Where the weak network is: the server's place, the browser's, and the wire between them.

Both are network namespaces without a name: this process has moved into its own, a waiting child holds
the browser's and ends with this process. The namespaces end with them, so nothing is left behind and
nothing of the machine's own network is touched.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from tests.faults.weak.wire import Wire, device

NEAR, FAR = "10.77.0.1", "10.77.0.2"
INSIDE = "--inside"
_NEEDED = {"ip": "iproute2", "unshare": "util-linux", "nsenter": "util-linux"}


def missing() -> list[str]:
    """What this machine lacks, in words."""
    lacks = [f"{name} (apt-get install {where})" for name, where in _NEEDED.items()
             if shutil.which(name) is None]  # fmt: skip
    if chromium() is None:
        lacks.append("chromium (apt-get install chromium)")
    if os.geteuid() != 0:
        lacks.append("root: network namespaces are made")
    if not Path("/dev/net/tun").exists():
        lacks.append("/dev/net/tun: a kernel with TUN, and the device in this container")
    return lacks


def chromium() -> str | None:
    """The machine's own Chromium."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def move_in() -> None:
    """Begin this program anew in a network of its own."""
    again = [sys.executable, "-m", "tests.faults.weak", INSIDE, *sys.argv[1:]]
    os.execvp("unshare", ["unshare", "--net", *again])


class Places:
    """The two places, wired."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder = folder
        self.holder = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE)
        self.wire = Wire(device("weak-near"), device("weak-far"), dice)
        self._lay()

    def _lay(self) -> None:
        pid, own = self.holder.pid, Path("/proc/self/ns/net").readlink()
        while Path(f"/proc/{pid}/ns/net").readlink() == own:
            os.sched_yield()
        _run("ip link set lo up")
        _run(f"ip addr add {NEAR}/24 dev weak-near")
        _run("ip link set weak-near up")
        _run(f"ip link set weak-far netns {pid}")
        self._far("ip link set lo up")
        self._far(f"ip addr add {FAR}/24 dev weak-far")
        self.mend()
        self.wire.open()

    def _far(self, command: str) -> None:
        _run(f"nsenter --target {self.holder.pid} --net {command}")

    def browser(self) -> str:
        """A program that is Chromium in the far place."""
        script = self.folder / "chromium-far"
        enter = f"nsenter --target {self.holder.pid} --net"
        script.write_text(f'#!/bin/sh\nexec {enter} {chromium()} "$@"\n')
        script.chmod(0o755)
        return str(script)

    def cut(self) -> None:
        """The far place loses its network and knows it: aeroplane mode, Wi-Fi out of reach."""
        self._far("ip link set weak-far down")

    def mend(self) -> None:
        """The far place has its network."""
        self._far("ip link set weak-far up")

    def close(self) -> None:
        """End both."""
        self.wire.close()
        self.holder.kill()
        self.holder.wait()


def _run(command: str) -> None:
    subprocess.run(command.split(), check=True)
