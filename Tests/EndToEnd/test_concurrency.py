"""Two runs on one stack: one works, the other is refused with the holder's name."""
import getpass
import json
import socket
import threading

import inventory
from command_line import TARGET


def test_the_second_apply_names_the_first(moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    reached, release = threading.Event(), threading.Event()

    # The three resources that need no other are made side by side; only when all are held does the first apply stand still.
    roots = ["CreateApi", "CreateLogGroup", "CreateRole"]
    held = set()

    def hold(entry):
        if entry.is_write:
            held.add(entry.operation)
            if held.issuperset(roots):
                reached.set()
            release.wait(60)

    moto_proxy.before = hold
    first = command.start("apply", *TARGET, "--yes", "--json")
    try:
        assert reached.wait(60), f"the first apply reached the cloud: {held}"
        lock = json.loads(next(project.lock_directory.glob("*.json")).read_text())
        assert lock["pid"] == first.pid and lock["hostname"] == socket.gethostname()
        count = len(moto_proxy.writes)
        second = command.apply(expect=75)
        assert len(moto_proxy.writes) == count
        for word in (lock["username"], lock["hostname"], str(lock["pid"])):
            assert word in second.text, second
    finally:
        release.set()
        output, _ = first.communicate(timeout=60)
    assert first.returncode == 0
    assert json.loads(output.splitlines()[-1])["status"] == "completed"
    moto_proxy.reset()
    assert command.apply().summary["status"] == "unchanged"
    command.destroy()
    assert inventory.everything(moto) == before


def test_ten_at_once_create_one_of_each(moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    before = inventory.everything(moto)
    processes = [command.start("apply", *TARGET, "--yes", "--json") for _ in range(10)]
    for process in processes:
        process.communicate(timeout=120)
    assert {process.returncode for process in processes} <= {0, 75}
    # Two that list each other's lock may both give way (Pulumi's protocol), so that nobody may have won.
    moto_proxy.reset()
    command.apply()
    functions = [thing for thing in inventory.everything(moto) - before if thing.startswith(("function", "api", "role"))]
    assert len(functions) == 3
    command.destroy()
    assert inventory.everything(moto) == before


def test_a_lock_of_someone_else_stops_everything(moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    command.apply()
    moto_proxy.reset()
    lock = project.lock_directory / "0b5c1f5e-5a0e-4d6e-9d0e-0f6c2d1f4a55.json"
    lock.write_text(json.dumps({
        "pid": 4711, "username": "alice", "hostname": "elsewhere.example", "timestamp": "2026-11-22T10:00:00.5Z"}))
    for verb in ("apply", "destroy"):
        result = command.run(verb, *TARGET, "--yes", expect=75)
        for word in ("alice", "elsewhere.example", "2026-11-22"):
            assert word in result.text, result
    assert moto_proxy.entries == []
    lock.unlink()
    command.destroy()


def test_the_lock_of_a_dead_process_here_is_taken_over(moto, moto_proxy, new_project, program):
    project = new_project()
    command = program(project, moto, moto_proxy, passphrase=None)
    ended = command.start("--version")
    ended.communicate()
    project.lock_directory.mkdir(parents=True)
    (project.directory / ".pulumi/meta.yaml").write_text("version: 1\n")
    (project.lock_directory / "0b5c1f5e-5a0e-4d6e-9d0e-0f6c2d1f4a55.json").write_text(json.dumps({
        "pid": ended.pid, "username": getpass.getuser(), "hostname": socket.gethostname(),
        "timestamp": "2026-11-22T10:00:00.5Z"}))
    assert command.apply().summary["status"] == "completed"
    command.destroy()
