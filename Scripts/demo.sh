#!/usr/bin/env bash
# Deploys examples/rest-api to an emulated AWS on loopback, uses it, shows that nothing is left to do, destroys it.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n\033[1m%s\033[0m\n' "$*"; }

step "Building semantest-provision"
swift build --product semantest-provision
provision="$(swift build --show-bin-path)/semantest-provision"

step "Starting an emulated AWS (ministack) on loopback"
work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
env -u AWS_PROFILE GATEWAY_PORT="$port" BIND_HOST=127.0.0.1 MINISTACK_HOST=localhost MINISTACK_REGION=us-east-1 \
  LAMBDA_EXECUTOR=local SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 DOCKER_HOST=unix:///nonexistent.sock \
  MINISTACK_AUTOCREATE_AWS_MANAGED=1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \
  NODE_OPTIONS="--require $PWD/Tests/Bridges/guard.cjs" \
  .venv-lab/bin/ministack >"$work/ministack.log" 2>&1 &
emulator=$!
cleanup() {
  kill "$emulator" 2>/dev/null || true
  wait "$emulator" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
ready=
for _ in $(seq 1 100); do
  if curl -s -o /dev/null "http://127.0.0.1:$port/"; then ready=yes; break; fi
  kill -0 "$emulator" 2>/dev/null || break
  sleep 0.1
done
[ -n "$ready" ] || { echo "ministack did not start:"; cat "$work/ministack.log"; exit 1; }

# The example is copied, so that the demo leaves no state in the checkout.
cp -r examples/rest-api "$work/rest-api"
cd "$work/rest-api"
export AWS_ENDPOINT_URL="http://127.0.0.1:$port" AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
unset AWS_PROFILE AWS_SESSION_TOKEN

step "semantest-provision apply --env development --yes"
"$provision" apply --env development --yes
url=$("$provision" outputs url --env development)

step "curl $url"
for _ in $(seq 1 50); do
  if answer=$(curl -sf "$url"); then break; fi
  sleep 0.2
done
echo "${answer:?the server did not answer at $url}"

step "semantest-provision plan --env development"
"$provision" plan --env development --detailed-exitcode

step "The state is Pulumi's own checkpoint"
find "$PWD/.pulumi/stacks" -name '*.json'

step "semantest-provision destroy --env development --yes"
"$provision" destroy --env development --yes
if curl -sf -o /dev/null "$url"; then
  echo "the server still answers"
  exit 1
fi
step "Done: deployed, answered, unchanged, destroyed. Nothing is left running."
