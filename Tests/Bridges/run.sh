#!/bin/sh
# Prepares and runs the bridge tests with the machine's Node.js (18 or later) and Debian's express and ws, offline.
# The last line is `bridge tests: N passed, M failed`.
set -eu
cd "$(dirname "$0")"
if [ ! -d node_modules/express ] || [ ! -d node_modules/ws ]; then
    ../../Scripts/copy-debian-node-closure.sh node_modules express ws
fi
results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
node --test --test-reporter=tap aws-rest.test.cjs aws-websocket.test.cjs >"$results" 2>&1 || status=$?
if [ "$status" -ne 0 ] || [ -n "${VERBOSE:-}" ]; then cat "$results"; fi
grep -h '^# warm request' "$results" || true
passed=$(sed -n 's/^# pass //p' "$results")
failed=$(sed -n 's/^# fail //p' "$results")
echo "bridge tests: ${passed:-0} passed, ${failed:-1} failed"
exit "$status"
