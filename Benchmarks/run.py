"""Runs every benchmark and writes Benchmarks/README.md: each figure beside its reference, measured in the same run.

    make bench            (or: .venv-lab/bin/python Benchmarks/run.py [--rounds N] [--binary FILE])
"""
import argparse
import http.client
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=15)
parser.add_argument("--binary", default=str(ROOT / ".build-release/release/semantest-provision"))
parser.add_argument("--signature", default=str(ROOT / ".build-release/release/SignatureBenchmark"))
parser.add_argument("--output", default=str(ROOT / "Benchmarks/README.md"))
options = parser.parse_args()
options.binary, options.signature = (str(pathlib.Path(path).absolute()) for path in (options.binary, options.signature))
os.environ["SEMANTEST_BINARY"] = options.binary

import emulators  # noqa: E402
import many_components  # noqa: E402
import packaging  # noqa: E402
from command_line import TARGET, CommandLine  # noqa: E402
from measuring import Table, run  # noqa: E402
from recording_proxy import RecordingProxy  # noqa: E402
from server_project import Project, copy_closure, has_express  # noqa: E402

median = statistics.median


def series(command, rounds=None, before=None, **more):
    """Medians of wall time and memory."""
    results = []
    for _ in range(rounds or options.rounds):
        if before:
            before()
        results.append(run(command, **more))
    return median(r[0] for r in results), median(r[1] for r in results)


def binary_size(table):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "program"
        shutil.copy(options.binary, copy)
        subprocess.run(["strip", copy], check=True)
        table.add("executable, stripped", copy.stat().st_size / 1e6, "MB", "", 18)


def start_up(table):
    elapsed, memory = series([options.binary, "--version"], options.rounds * 3)
    terraform = shutil.which("terraform")
    if terraform:
        peer = series([terraform, "version"], env={**os.environ, "CHECKPOINT_DISABLE": "1"})
        text = f"`terraform version`: {peer[0]:.3g} ms, {peer[1]:.3g} MB"
    else:
        text = "reference absent (`terraform version`: 47 ms, 56 MB)"
    empty = series(["/bin/true"])[0]
    table.add("`--version`, time", elapsed, "ms", f"{text}; `/bin/true`: {empty:.2g} ms", 8)
    table.add("`--version`, memory", memory, "MB", text, 14)


def send(port, method, path, headers, body):
    """One bare request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        if name not in ("Content-Length", "Connection", "Accept-Encoding", "Expect"):
            connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, text


def replay(port, entries, names):
    """Sends recorded requests in sequence, with the ids that the server gives this time; gives the wall time in ms."""
    elapsed = 0
    for entry in entries:
        path, body = entry.path, entry.body
        for old, new in names.items():
            path, body = path.replace(old, new), body.replace(old.encode(), new.encode())
        began = time.perf_counter()
        status, answer = send(port, entry.method, path, entry.headers, body)
        elapsed += (time.perf_counter() - began) * 1e3
        if (status < 300) != (entry.status < 300):
            raise RuntimeError(f"{entry.operation} answered {status} in the replay: {answer[:300]}")
        for key in ("apiId", "integrationId", "routeId"):
            find = re.compile(f'"{key}": *"([^"]+)"'.encode())
            old, new = find.search(entry.answer), find.search(answer)
            if old and new and old.group(1) != new.group(1):
                names[old.group(1).decode()] = new.group(1).decode()
    return elapsed


def deployments(table, folder):
    moto = emulators.start_moto(folder)
    proxy = RecordingProxy(moto.port)
    try:
        recorded = {}
        recording = Project(folder / "recorded" / "project", "bench")
        command = CommandLine(recording.directory, proxy.url, passphrase=None)
        for verb in ("apply", "destroy"):
            proxy.reset()
            getattr(command, verb)()
            recorded[verb] = proxy.entries
        figures = {name: [] for name in ("apply", "memory", "again", "plan", "destroy", "bare apply", "bare destroy")}
        for number in range(options.rounds + 2):
            project = Project(folder / f"round{number}" / "project", f"bench{number}")
            program = CommandLine(project.directory, moto.url, passphrase=None)

            def perform(verb, *more):
                return run([options.binary, verb, *TARGET, *more], cwd=project.directory, env=program.environment)

            names = {}
            bare_apply = replay(moto.port, recorded["apply"], names)
            bare_destroy = replay(moto.port, recorded["destroy"], names)
            apply, memory = perform("apply", "--yes")
            again, plan = perform("apply", "--yes")[0], perform("plan")[0]
            destroy = perform("destroy", "--yes")[0]
            if number < 2:
                continue  # the server loads its services at the first requests
            for name, value in zip(figures, (apply, memory, again, plan, destroy, bare_apply, bare_destroy)):
                figures[name].append(value)
        medians = {name: median(values) for name, values in figures.items()}
        for verb in ("apply", "destroy"):
            bare, count = medians[f"bare {verb}"], len(recorded[verb])
            peer = {"apply": "19.7 s, 814 MB", "destroy": "15.7 s, 799 MB"}[verb]
            table.add(
                f"one REST `{verb}` on moto, {count} requests", medians[verb], "ms",
                f"the same requests bare, one after the other: {bare:.3g} ms; "
                f"reference absent (Terraform with the AWS provider: {peer})", 2 * bare)
            if verb == "apply":
                table.add("the same, memory", medians["memory"], "MB", "", 35)
        table.add(
            "`apply` with nothing to do", medians["again"], "ms", "reference absent (Terraform: 11.8 s)", 40)
        table.add("`plan` with nothing to do", medians["plan"], "ms", "reference absent (Terraform: 9.4 s)")
    finally:
        proxy.stop()
        moto.stop()


def signatures(table):
    if not pathlib.Path(options.signature).exists():
        print("no signature benchmark: build it with SEMANTEST_BENCHMARKS=1")
        return
    nanoseconds = int(subprocess.run([options.signature], check=True, capture_output=True, text=True).stdout)
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
    auth = SigV4Auth(Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), "lambda", "us-east-1")
    times = []
    for _ in range(500):
        request = AWSRequest(
            "GET", "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/shop-rest-api-development/versions",
            params={"MaxItems": "50"}, headers={"Content-Type": "application/json"})
        began = time.perf_counter()
        auth.add_auth(request)
        times.append((time.perf_counter() - began) * 1e6)
    table.add(
        "one SigV4 signature, key of the day at hand", nanoseconds / 1e3, "µs", f"botocore: {median(times):.3g} µs", 4)


def bridge(table):
    node = shutil.which("node")
    if not node:
        print("no Node.js: the bridge is not measured")
        return
    done = subprocess.run(
        [node, str(ROOT / "Benchmarks/bridge.cjs"), str(options.rounds * 40)], check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout)
    table.add(
        "REST bridge, added to a warm request", figures["bridged"] - figures["direct"], "ms",
        f"straight to the server: {figures['direct']:.3g} ms; through the bridge: {figures['bridged']:.3g} ms", 1.5)


def small_package(table, folder):
    project = Project(folder / "packaged" / "project", "bench")
    source = project.directory / "server"
    if has_express():
        copy_closure(["express"], source / "node_modules")
    target = folder / "package-output"
    files = [path for path in source.rglob("*") if path.is_file()]

    def clean():
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()

    def python_zip():
        began = time.perf_counter()
        with zipfile.ZipFile(target / "python.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                archive.write(path, path.relative_to(source))
        return (time.perf_counter() - began) * 1e3

    environment = emulators.clean_environment()
    ours = series(
        [options.binary, "package", *TARGET, "--output", str(target)], before=clean, cwd=project.directory, env=environment)
    if shutil.which("zip"):
        peer = f"`zip -qr`: {series(['zip', '-qr', str(target / 'zip.zip'), '.'], before=clean, cwd=source)[0]:.3g} ms"
    else:
        peer = "reference absent (`zip` is not installed)"
    times = []
    for _ in range(options.rounds):
        clean()
        times.append(python_zip())
    table.add(
        f"`package` of {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.2g} MB", ours[0], "ms",
        f"{peer}; Python zipfile: {median(times):.3g} ms")


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1)) / 1e6
    with tempfile.NamedTemporaryFile(dir=ROOT) as file:
        times = []
        for _ in range(30):
            file.write(b"x" * 400)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1e3)
    return (
        f"{os.cpu_count()} × {model.group(1) if model else platform.machine()}, {memory:.0f} GB, Linux {platform.release()}; "
        f"one `fdatasync` of an appended line: {median(times):.2g} ms; load average at the start: {os.getloadavg()[0]:.1f}")


def main():
    described, table = machine(), Table()
    with tempfile.TemporaryDirectory(prefix="bench", dir=ROOT) as folder:
        folder = pathlib.Path(folder)
        for name in ["recorded", "packaged", "large", *(f"round{number}" for number in range(options.rounds + 2))]:
            (folder / name).mkdir()
        binary_size(table)
        start_up(table)
        signatures(table)
        bridge(table)
        small_package(table, folder)
        packaging.measure(table, folder / "large", options.binary, max(3, options.rounds // 3))
        deployments(table, folder)
        many_components.measure(table, folder, options.binary, max(3, options.rounds // 3), run, replay)
    pathlib.Path(options.output).write_text(f"""# Benchmarks

Written by `make bench`, which builds the release executable and measures everything again (moto, Node.js and the directory of the state are
on this machine; nothing leaves it). Each figure is the median of {options.rounds} runs or more, taken in turns with its reference. A
reference that is not on this machine is quoted from an earlier measurement and marked as absent.

Machine: {described}.

{table.text()}

`bare` sends the recorded requests of the run in sequence, each on a connection of its own, from Python's `http.client`: the time that the
emulator itself needs. What the program adds is its start, packaging, the lock, two checkpoints, the journal, the records and the events, all
of which are on the disk before it ends.
""")
    if table.failed:
        print(f"{table.failed} target(s) missed")


main()
