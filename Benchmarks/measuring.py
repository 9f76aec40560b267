"""Measures commands, and keeps the rows of the table."""
import dataclasses
import shutil
import statistics
import subprocess
import sys

# A process begins with the peak memory of the one that started it, so a small one must start it and measure.
LAUNCHER = """
import os, sys, time
began = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
sys.stderr.write("\\n%f %f %d %d" % (
    (time.perf_counter() - began) * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss,
    os.waitstatus_to_exitcode(status)))
"""


@dataclasses.dataclass
class Measured:
    """What a run of a command took: wall time and CPU time in ms, peak memory in MB."""

    elapsed: float
    cpu: float
    memory: float


def measured(command, **more):
    """Runs a command and measures it."""
    command = [shutil.which(command[0]) or command[0], *command[1:]]
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", LAUNCHER, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=True, **more)
    elapsed, cpu, memory, status = done.stderr.rsplit("\n", 1)[1].split()
    if status != "0":
        raise RuntimeError(f"{command} ended with {status}: {done.stderr}")
    return Measured(float(elapsed), float(cpu), int(memory) / 1024)


def run(command, **more):
    """Runs a command; gives its wall time in ms and its peak memory in MB."""
    result = measured(command, **more)
    return result.elapsed, result.memory


def middle(results):
    """The medians of several runs."""
    return Measured(*(statistics.median(values) for values in zip(*map(dataclasses.astuple, results))))


class Table:
    """The rows: what was measured, the reference of the same run, and whether the target was met."""

    def __init__(self):
        self.rows, self.failed = [], 0

    def add(self, what, value, unit, reference="", limit=None):
        verdict = ""
        if limit is not None:
            met = value <= limit
            self.failed += not met
            verdict = f"≤ {limit:.4g} {unit}: {'met' if met else '**missed**'}"
        row = (what, f"{value:.4g} {unit}", reference, verdict)
        print(" | ".join(row), flush=True)
        self.rows.append(row)

    def text(self):
        lines = ["| what | measured | reference, same run | target |", "|---|---|---|---|"]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])
