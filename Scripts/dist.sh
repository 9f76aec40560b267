#!/usr/bin/env bash
# Makes the Debian package and the relocatable archive of a binary, each with its SHA-256. Same binary, same bytes:
# times are SOURCE_DATE_EPOCH (else the last commit's), names are sorted, the owner is 0:0.
#   Scripts/dist.sh BINARY OUTPUT_DIRECTORY
set -euo pipefail
if [ $# -ne 2 ]; then
  echo "usage: $0 BINARY OUTPUT_DIRECTORY" >&2
  exit 64
fi
cd "$(dirname "$0")/.."
binary=$(realpath "$1")
mkdir -p "$2"
output=$(realpath "$2")
export LC_ALL=C TZ=UTC
umask 022
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

version=$("$binary" --version)
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

archive() { # archive DIRECTORY FILE NAMES...: a gzipped tar without anything of this machine or moment
  local directory=$1 file=$2
  shift 2
  tar --create --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u+rwX,go+rX,go-w --directory "$directory" "$@" | gzip -9n >"$file"
}
checksum() { (cd "$output" && sha256sum "$1" >"$1.sha256"); }

# --- Debian package (deb(5)): debian-binary, control.tar.gz, data.tar.gz in an ar archive.
root="$work/deb"
Scripts/stage.sh "$binary" "$root/usr"
install -D -m 644 LICENSE "$root/usr/share/doc/semantest-provision/copyright"
mkdir -p "$work/control"
size=$(find "$root" -type f -printf '%s\n' | awk '{ total += int(($1 + 1023) / 1024) } END { print total }')
cat >"$work/control/control" <<END
Package: semantest-provision
Version: $version
Architecture: $architecture
Maintainer: Semantest <semantest@example.invalid>
Installed-Size: $size
Depends: libc6 (>= 2.36), libcurl4 (>= 7.80), libssl3, libstdc++6, libgcc-s1, ca-certificates
Section: admin
Priority: optional
Description: packages Node.js servers and runs them on AWS Lambda
 One executable without plugins, Node or Docker. Its state is Pulumi's own.
END
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$work/control/md5sums"
archive "$work/control" "$work/control.tar.gz" ./control ./md5sums
archive "$root" "$work/data.tar.gz" ./usr
printf '2.0\n' >"$work/debian-binary"
package="semantest-provision_${version}_${architecture}.deb"
rm -f "$output/$package"
(cd "$work" && ar rcD "$output/$package" debian-binary control.tar.gz data.tar.gz)
checksum "$package"

# --- Relocatable archive: the program finds lib/ beside bin/ by its rpath ($ORIGIN/../lib), for libcurl and all that it needs.
name="semantest-provision-$version-linux-$(uname -m)"
tree="$work/tar/$name"
Scripts/stage.sh "$binary" "$tree"
mkdir -p "$tree/lib"
libcurl=$(ldconfig -p | awk '$1 == "libcurl.so.4" { print $NF; exit }')
[ -n "$libcurl" ] || { echo "libcurl.so.4 is not installed: apt-get install libcurl4" >&2; exit 1; }
# glibc is the one thing that a root must have; its parts only fit each other.
glibc='^(ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libutil|libnss_.*|libanl|libmvec)\.so'
{ echo "libcurl.so.4 $libcurl"; ldd "$libcurl" "$binary" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }'; } |
  sort -u | while read -r soname path; do
    [[ $soname =~ $glibc ]] && continue
    install -m 644 "$(realpath "$path")" "$tree/lib/$soname"
    # A library's own search path would win over the program's; its own directory is lib/ as well.
    if readelf -d "$tree/lib/$soname" | grep RUNPATH | grep -qv '\[$ORIGIN\]'; then
      echo "$soname has a search path of its own" >&2
      exit 1
    fi
    owner=$(dpkg-query -S "$(realpath "$path")" "$path" 2>/dev/null | head -1 | cut -d: -f1 || true)
    [ -z "$owner" ] || install -D -m 644 "/usr/share/doc/$owner/copyright" \
      "$tree/share/doc/semantest-provision/licenses/$owner"
  done
archive "$work/tar" "$output/$name.tar.gz" "$name"
checksum "$name.tar.gz"
ls -l "$output"
