"""Fifty components in one apply, beside the bare sequential time of the requests that it sends."""
import http.client
import statistics

import emulators
from command_line import CommandLine
from recording_proxy import RecordingProxy
from server_project import PLAIN_SERVER

COUNT = 50


def write_project(directory):
    """One server, and fifty components that deploy it."""
    source = directory / "server"
    source.mkdir(parents=True)
    (source / "server.js").write_text(PLAIN_SERVER)
    (source / "package.json").write_text('{"name": "many", "main": "server.js"}')
    lines = ["project: many", "components:"]
    for number in range(COUNT):
        lines += [f"  api-{number}:", "    kind: rest", "    source: ./server", "    entry: server.js"]
    lines += ["environments:", "  development: { provider: aws, region: us-east-1 }", ""]
    (directory / "provision.yaml").write_text("\n".join(lines))


def reset(port):
    """Empties the server."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/moto-api/reset")
    assert connection.getresponse().status == 200
    connection.close()


def measure(table, folder, binary, rounds, run, replay):
    """Adds the row to the table.

    `run` runs a command and gives its time and memory, `replay` sends recorded requests one after the other and gives their time.
    """
    moto = emulators.start_moto(folder)
    proxy = RecordingProxy(moto.port)
    try:
        arguments = ["apply", "--env", "development", "--yes"]
        directory = folder / "many-recorded" / "project"
        write_project(directory)
        run([binary, *arguments], cwd=directory, env=CommandLine(directory, proxy.url, passphrase=None).environment)
        recorded = proxy.entries
        applies, bare = [], []
        for number in range(rounds):
            reset(moto.port)
            bare.append(replay(moto.port, recorded, {}))
            reset(moto.port)
            directory = folder / f"many-{number}" / "project"
            write_project(directory)
            environment = CommandLine(directory, moto.url, passphrase=None).environment
            applies.append(run([binary, *arguments], cwd=directory, env=environment))
        time, memory = (statistics.median(values) for values in zip(*applies))
        sequential = statistics.median(bare)
        table.add(
            f"{COUNT} components in one `apply` on moto, {len(recorded)} requests", time, "ms",
            f"the same requests bare, one after the other: {sequential:.4g} ms; memory {memory:.3g} MB", 1.5 * sequential)
    finally:
        proxy.stop()
        moto.stop()
