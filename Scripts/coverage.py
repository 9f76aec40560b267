#!/usr/bin/env python3
"""Checks the line coverage of every library target against a floor.

usage: coverage.py EXPORT.json TARGETS FLOOR

EXPORT.json is what `llvm-cov export -summary-only` printed, TARGETS the names of the library targets, comma separated.
A target that the report does not hold counts as 0 %: a target that no test links is missing from it.
"""
import json
import sys


def main() -> int:
    export, targets, floor = sys.argv[1], sys.argv[2].split(","), float(sys.argv[3])
    lines = {target: [0, 0] for target in targets}
    with open(export, encoding="utf-8") as file:
        data = json.load(file)["data"][0]
    for entry in data["files"]:
        parts = entry["filename"].split("/Sources/")
        target = parts[-1].split("/")[0] if len(parts) > 1 else ""
        if target in lines:
            summary = entry["summary"]["lines"]
            lines[target][0] += summary["covered"]
            lines[target][1] += summary["count"]
    failed = False
    for target in sorted(targets):
        covered, count = lines[target]
        percent = 100 * covered / count if count else 0.0
        verdict = "ok" if percent >= floor else f"BELOW {floor:g} %"
        failed = failed or percent < floor
        print(f"{target:28} {covered:6} of {count:6} lines  {percent:5.1f} %  {verdict}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
