"""Run in the browser's place, before it: gives the driver's ends of the browser's pipe to hframes and takes others.

python -I -S handover.py SOCKET COMMAND [ARGUMENT ...]

Chromium's `--remote-debugging-pipe` reads orders from descriptor 3 and writes answers to 4. This becomes COMMAND.
"""

import os
import socket
import sys

ORDERS, ANSWERS = 3, 4

if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as hframes:
        hframes.connect(sys.argv[1])
        socket.send_fds(hframes, [b"."], [ORDERS, ANSWERS])
        orders, answers = socket.recv_fds(hframes, 1, 2)[1]
    for end, place in ((orders, ORDERS), (answers, ANSWERS)):
        os.dup2(end, place)
        os.close(end)  # a second one, in a child of the browser's, would hide the browser's end
    os.execvp(sys.argv[2], sys.argv[2:])
