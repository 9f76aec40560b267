#!/usr/bin/env bash
# Installs what the build, the tests and the demo need on Debian 12: apt packages, Node and a virtual environment.
# Does nothing that is done already. Needs root or sudo only when an apt package is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(pkg-config libcurl4-openssl-dev libssl-dev zlib1g-dev libyaml-dev libexpat1-dev python3 python3-venv
  node-express node-ws openssl unzip zip p7zip-full libarchive-tools curl ca-certificates)
command -v node >/dev/null || packages+=(nodejs)

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  echo "installing: ${missing[*]}"
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
fi

# The virtual environment is made anew when the pinned packages change.
stamp=.venv-lab/requirements.sha256
wanted=$(sha256sum Tests/requirements.txt | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  echo "making .venv-lab"
  rm -rf .venv-lab
  python3 -m venv .venv-lab
  .venv-lab/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
  # Only read as a zip file, for the names of the official provider's properties: it cannot be imported without pulumi.
  .venv-lab/bin/pip download --quiet --disable-pip-version-check --no-deps -d .venv-lab/wheels pulumi-aws==7.51.1
  echo "$wanted" >"$stamp"
fi
