#!/usr/bin/env bash
# Starts what `make dist` made in bare roots: the archive where there is only glibc, the package in a minimal Debian that apt
# completes with what it depends on. Needs root and Debian's packages.
#   Scripts/dist-check.sh DIRECTORY        DEBIAN_ROOT names a minimal Debian that is there already, which is copied
set -euo pipefail
directory=$(realpath "${1:-dist}")
if ! command -v debootstrap >/dev/null; then
  echo "skipped: debootstrap is not installed (apt-get install debootstrap)"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "skipped: bare roots can only be made by root"
  exit 0
fi
(cd "$directory" && sha256sum --check --quiet ./*.sha256)
package=$(ls "$directory"/*.deb)
archive=$(ls "$directory"/*.tar.gz)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

work=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  for mounted in "$work"/*/proc; do
    if mountpoint -q "$mounted"; then umount "$mounted"; fi
  done
  rm -rf "$work"
}
trap cleanup EXIT
step() { printf '\n== %s\n' "$*"; }

# A server on loopback that answers anything: roots share this machine's network.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
(cd "$work" && mkdir empty && exec python3 -m http.server --bind 127.0.0.1 --directory empty "$port" >/dev/null 2>&1) &
server=$!

# check ROOT PROGRAM: the program starts, opens libcurl only when asked, and speaks HTTP with it.
check() {
  local root=$1 program=$2
  mkdir -p "$root/work" "$root/proc"
  # The loader asks /proc where the program lies; where mounting is not allowed, the variable tells it.
  mountpoint -q "$root/proc" || mount -t proc proc "$root/proc" 2>/dev/null || true
  local origin=$(dirname "$program")
  cat >"$root/work/provision.yaml" <<END
project: shop
components: { rest-api: { kind: rest, source: . } }
environments: { development: { provider: aws, region: us-east-1 } }
END
  local run=(env -i "LD_ORIGIN_PATH=$origin" PATH=/usr/sbin:/usr/bin:/sbin:/bin "AWS_ENDPOINT_URL=http://127.0.0.1:$port" AWS_EC2_METADATA_DISABLED=true HOME=/ chroot "$root" "$program")
  "${run[@]}" --version
  "${run[@]}" doctor --config /work/provision.yaml >"$work/doctor" || true
  cat "$work/doctor"
  grep -q '^ok      libcurl ' "$work/doctor"
  grep -q '^ok      host ' "$work/doctor"
}

step "a minimal Debian"
if [ -n "${DEBIAN_ROOT:-}" ]; then
  cp -a "$DEBIAN_ROOT" "$work/debian"
else
  debootstrap --variant=minbase bookworm "$work/debian" "$mirror" >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
fi

step "the archive where there is only glibc"
bare="$work/bare"
mkdir -p "$bare/opt" "$bare/tmp"
# libc6 as Debian ships it, and nothing else; /lib and /lib64 are links into /usr as there.
for link in bin lib lib64 sbin; do
  mkdir -p "$bare/usr/$link"
  ln -s "usr/$link" "$bare/$link"
done
chroot "$work/debian" dpkg-query -L libc6 | while read -r file; do
  [ -d "$work/debian$file" ] && continue
  mkdir -p "$bare$(dirname "$file")"
  cp -a "$work/debian$file" "$bare$file"
done
tar -xzf "$archive" -C "$bare/opt" --strip-components=1 --one-top-level=semantest
check "$bare" /opt/semantest/bin/semantest-provision
check "$bare" /opt/semantest/bin/semantest-iac

step "the package in a minimal Debian"
cp "$package" "$work/debian/tmp/package.deb"
cp /etc/resolv.conf "$work/debian/etc/resolv.conf" 2>/dev/null || true
for file in /etc/apt/apt.conf.d/*; do
  if grep -qi proxy "$file" 2>/dev/null; then cp "$file" "$work/debian/etc/apt/apt.conf.d/"; fi
done
chroot "$work/debian" apt-get install -y --no-install-recommends /tmp/package.deb >"$work/log" 2>&1 ||
  { tail -20 "$work/log"; exit 1; }
chroot "$work/debian" dpkg --verify semantest-provision
check "$work/debian" /usr/bin/semantest-provision
check "$work/debian" /usr/bin/semantest-iac
step "both start"
