"""Some networks that are far apart, on one machine: a program for the tests of landmarks.

    unshare --user --map-root-user --net python delay_line.py PLAN.json

The device stands in one network namespace, each landmark in one of its own. They are joined by
tunnels whose other ends this program holds, and it passes every packet on after the time that the
plan has for that landmark: what ``tc netem`` does, where the kernel has it. The plan is
``{"device": [command], "probes": [{"one_way_ms", "command": [...]}]}``; the device is at
10.77.0.1, and landmark N at 10.77.0.(N + 10). The probes run one after the other.
"""

import ctypes
import fcntl
import heapq
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
TUN_WITHOUT_HEADER = 0x1001
PACKET_BYTES = 2048
DESTINATION = slice(16, 20)
PATIENCE_S = 60


def tunnel(name: str, address: str) -> int:
    """Make a tunnel in the present namespace, give it an address, and return this end of it."""
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", name.encode(), TUN_WITHOUT_HEADER))
    tool = shutil.which("ip") or "/usr/sbin/ip"
    for words in (("addr", "add", f"{address}/24", "dev", name), ("link", "set", name, "up")):
        subprocess.run([tool, *words], check=True)  # noqa: S603
    return end


def landmark(number: int, command: list[str], line: socket.socket) -> None:
    """Move into a namespace of one's own, hand the tunnel over, and probe when told to."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "no network namespace of its own")
    end = tunnel("lm0", f"10.77.0.{10 + number}")
    socket.send_fds(line, [b"x"], [end])
    line.recv(1)
    ran = subprocess.run(command, check=False, timeout=PATIENCE_S)  # noqa: S603
    line.send(bytes([ran.returncode]))


def pass_on(
    device: int, landmarks: dict[bytes, tuple[int, float]], ended: threading.Event
) -> None:
    """Pass every packet on after its delay, until the end."""
    ends = dict(landmarks.values())
    waiting: list[tuple[float, int, int, bytes]] = []
    order = 0
    while not ended.is_set():
        pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else 0.05
        ready, _, _ = select.select([device, *ends], [], [], pause)
        for end in ready:
            packet = os.read(end, PACKET_BYTES)
            order += 1
            if end != device:
                heapq.heappush(waiting, (time.monotonic() + ends[end], order, device, packet))
            elif packet[DESTINATION] in landmarks:
                to, delay_s = landmarks[packet[DESTINATION]]
                heapq.heappush(waiting, (time.monotonic() + delay_s, order, to, packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(waiting)
            os.write(end, packet)


def main(plan: dict) -> int:
    """Set everything up, run the probes, and return the worst of their exit codes."""
    lines, landmarks, children = [], {}, []
    for number, probe in enumerate(plan["probes"]):
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            ours.close()
            landmark(number, probe["command"], theirs)
            os._exit(0)
        theirs.close()
        _, (end,), _, _ = socket.recv_fds(ours, 1, 1)
        address = socket.inet_aton(f"10.77.0.{10 + number}")
        landmarks[address] = (end, probe["one_way_ms"] / 1000)
        lines.append(ours)
        children.append(child)
    device, ended = tunnel("dev0", "10.77.0.1"), threading.Event()
    passing = threading.Thread(target=pass_on, args=(device, landmarks, ended))
    passing.start()
    codes = [1]
    with subprocess.Popen(plan["device"], stderr=subprocess.PIPE, text=True) as served:  # noqa: S603
        try:
            assert served.stderr is not None
            served.stderr.readline()  # it says so when it answers
            codes = [_run(line) for line in lines]
        finally:
            served.send_signal(signal.SIGTERM)
            served.communicate(timeout=PATIENCE_S)
            ended.set()
            passing.join()
    for child in children:
        os.waitpid(child, 0)
    return max(codes)


def _run(line: socket.socket) -> int:
    line.send(b"x")
    said = line.recv(1)
    return said[0] if said else 1


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        sys.exit(main(json.load(file)))
