"""Several processes in one store, and processes that are killed at any moment."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from hframes.store import SegmentStore
from tests.store.helpers import LIMIT, add, files, hashes, key_of, payload_of, taken

ROOT = Path(__file__).parents[2]

# Opens a store that is not there yet, at the same time as others. Adds, finds and asks in an order of its own, in one
# that is too small for all of it; every answer is checked.
WORKER = """
import random, sys
from pathlib import Path
from hframes.store import SegmentStore
from tests.store.helpers import ENCODING, add, hashes, payload_of, taken
number, folder = int(sys.argv[1]), Path(sys.argv[2])
own = folder / str(number)
own.mkdir()
sys.stdin.readline()
store = SegmentStore(folder / "store", 40_000)
chance, found = random.Random(number), 0
for round in range(100):
    frame = chance.randrange(60)
    data = taken(store, own, frame)
    if data is None:
        warning = add(store, own, frame)
        assert warning is None, warning
    else:
        assert data == payload_of(frame)
        found += 1
    store.begins(hashes(frame), ENCODING)
    if round == 50 and number == 0:
        store.prune(to=10_000)
assert store.take_notes() == (), store.take_notes()
store.close()
print(found)
"""


def start(script: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_several_processes_share_a_store_that_is_too_small_for_them(tmp_path):
    workers = [start(WORKER, number, tmp_path) for number in range(4)]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    ends = [worker.communicate(timeout=120) for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 4, [err for _, err in ends]
    assert sum(int(out) for out, _ in ends) > 0
    assert len(list((tmp_path / "store").glob("index-*"))) == 1
    with closing(SegmentStore(tmp_path / "store", 40_000)) as store:
        store.prune()
        assert 0 < store.total() <= 40_000
        assert sum(path.stat().st_size for path in files(store)) == store.total()
        for frame in range(60):
            assert taken(store, tmp_path, frame) in (None, payload_of(frame))
        assert store.take_notes() == ()


# Forks a child 30 times; each is killed by itself at another line of the store's own code, spread over all lines that
# opening, adding with eviction, remembering and taking go through.
KILLED = """
import json, os, signal, sys
from pathlib import Path
from hframes.store import SegmentStore
from tests.store.helpers import add, hashes, key_of, payload_of, taken
folder = Path(sys.argv[1])

def work(number):
    own = folder / str(number)
    own.mkdir()
    store = SegmentStore(folder / "store", 6_000)
    for frame in range(number * 3, number * 3 + 3):
        add(store, own, frame)
        store.remember_plan(key_of(frame), key_of(frame), hashes(frame), {})
        taken(store, own, frame)
    store.close()

def traced(limit):
    seen = [0]
    def line(frame, event, arg):
        seen[0] += event == "line"
        if seen[0] == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return line
    def call(frame, event, arg):
        return line if os.sep + "store" + os.sep in frame.f_code.co_filename else None
    sys.settrace(call)
    return seen

def child(number, limit, out=None):
    pid = os.fork()
    if pid == 0:
        try:
            seen = traced(limit)
            work(number)
            sys.settrace(None)
            if out is not None:
                os.write(out, str(seen[0]).encode())
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(pid, 0)[1])

reader, writer = os.pipe()
child(0, -1)
child(1, -1, writer)
lines = int(os.read(reader, 100))
print(json.dumps([child(number, (lines - 60) * (number - 1) // 30) for number in range(2, 32)]))
"""


def test_a_process_that_is_killed_at_any_moment_leaves_nothing_half_written(tmp_path):
    run = start(KILLED, tmp_path)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert json.loads(out) == [9] * 30
    with closing(SegmentStore(tmp_path / "store", LIMIT)) as store:
        store.prune()
        present = [frame for frame in range(96) if taken(store, tmp_path, frame) is not None]
        assert 2 <= len(present) < 10
        for frame in present:
            plan = store.find_plan(key_of(frame))
            assert plan is None or plan.frames == tuple(hashes(frame))
        assert store.take_notes() == ()
        whole = [path for path in files(store) if path.suffix != ".part"]
        assert sum(path.stat().st_size for path in whole) == store.total() < 10_000
        assert add(store, tmp_path, 99) is None
        assert taken(store, tmp_path, 99) == payload_of(99)
