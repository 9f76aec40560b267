#!/usr/bin/env bash
# All checks, in the order in which they fail fastest. Its last line is the total of all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
export LAB_PYTHON="$PWD/.venv-lab/bin/python"
# Tests give their own environment; nothing of the machine's may leak in.
unset AWS_CA_BUNDLE SSL_CERT_FILE CURL_CA_BUNDLE AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID \
  AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN PULUMI_CONFIG_PASSPHRASE PULUMI_CONFIG_PASSPHRASE_FILE || true

section() { printf '\n== %s\n' "$1"; }
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

section "format"
swift format lint --strict --recursive --parallel Sources Tests Package.swift

section "build (warnings are errors, undeclared imports are errors)"
swift build --build-tests --enable-code-coverage --explicit-target-dependency-import-check error

section "unit tests"
if ! swift test --skip-build --disable-xctest --enable-code-coverage \
  --explicit-target-dependency-import-check error >"$log/unit" 2>&1; then
  grep -E '✘|error:|recorded an issue|Test run with' "$log/unit" || tail -50 "$log/unit"
  exit 1
fi
grep -iE 'skip' "$log/unit" | head -20 || true
grep 'Test run with' "$log/unit"
unit=$(sed -nE 's/.*Test run with ([0-9]+) tests.*/\1/p' "$log/unit" | tail -1)

section "coverage"
binary=$(swift build --show-bin-path)
llvm_cov="$(dirname "$(readlink -f "$(command -v swift)")")/llvm-cov"
"$llvm_cov" export -summary-only -instr-profile "$binary/codecov/default.profdata" \
  "$binary/semantest-provisionPackageTests.xctest" >"$log/coverage.json"
targets=$(swift package dump-package | python3 -c '
import json, sys
print(",".join(t["name"] for t in json.load(sys.stdin)["targets"]
               if t["type"] == "regular" and not t["name"].startswith("C")))')
python3 Scripts/coverage.py "$log/coverage.json" "$targets" 80

section "Node bridges"
Tests/Bridges/run.sh | tee "$log/bridges"
bridges=$(grep -oE '[0-9]+ passed' "$log/bridges" | tail -1 | cut -d' ' -f1)

section "emulator end-to-end tests"
SEMANTEST_BINARY="$binary/semantest-provision" "$LAB_PYTHON" -m pytest -q -rs Tests/EndToEnd | tee "$log/e2e"
e2e=$(grep -oE '[0-9]+ passed' "$log/e2e" | tail -1 | cut -d' ' -f1)

echo
echo "unit ${unit:-0}, bridges ${bridges:-0}, end to end ${e2e:-0}"
echo "$((${unit:-0} + ${bridges:-0} + ${e2e:-0})) passed, 0 failed"
