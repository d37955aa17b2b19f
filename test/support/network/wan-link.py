"""A line between two network namespaces, with delay and loss: wan-link.py NAMESPACE NAMESPACE DELAY_MS LOSS_PERCENT.

The kernels of some test machines have no netem. Both ends are TUN interfaces named "wan". Standard input takes the words "cut" and
"mend", one a line; the end of it ends the line.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
MTU = 1500

libc = ctypes.CDLL(None, use_errno=True)


def open_end(namespace):
    with open(f"/run/netns/{namespace}", "rb") as handle:
        if libc.setns(handle.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", b"wan", IFF_TUN | IFF_NO_PI))
    return end


def main():
    ends = [open_end(sys.argv[1]), open_end(sys.argv[2])]
    delay, loss = float(sys.argv[3]) / 1000, float(sys.argv[4]) / 100
    chance = random.Random(1)
    under_way = []
    count = 0
    is_cut = False
    print("ready", flush=True)
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        ready, _, _ = select.select([*ends, sys.stdin], [], [], wait)
        if sys.stdin in ready:
            word = sys.stdin.readline()
            if word == "":
                return
            is_cut = word.strip() == "cut"
            print(word.strip(), flush=True)
        now = time.monotonic()
        for end in ends:
            if end not in ready:
                continue
            packet = os.read(end, MTU)
            if is_cut or chance.random() < loss:
                continue
            other = ends[1] if end == ends[0] else ends[0]
            count += 1
            heapq.heappush(under_way, (now + delay, count, other, packet))
        while under_way and under_way[0][0] <= now:
            _, _, end, packet = heapq.heappop(under_way)
            try:
                os.write(end, packet)
            except OSError:
                pass


main()
