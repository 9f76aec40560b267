#!/usr/bin/env bash
# Lays the installed files below a prefix: program, second name, completions, man page, licence, guides.
#   Scripts/stage.sh BINARY DIRECTORY        DIRECTORY is DESTDIR and PREFIX together, such as /usr/local
set -euo pipefail
if [ $# -ne 2 ]; then
  echo "usage: $0 BINARY DIRECTORY" >&2
  exit 64
fi
here="$(cd "$(dirname "$0")/.." && pwd)"
binary=$1
to=$2
date=$(date -u -d "@${SOURCE_DATE_EPOCH:-0}" +%Y-%m-%d)

install -d "$to/bin"
install -m 755 "$binary" "$to/bin/semantest-provision"
ln -sfn semantest-provision "$to/bin/semantest-iac"

put() { # put FILE COMMAND...: the command's output as a file of mode 644
  local file=$1
  shift
  install -d "$(dirname "$file")"
  "$@" >"$file"
  chmod 644 "$file"
}
completions="$to/share/bash-completion/completions"
put "$completions/semantest-provision" "$binary" completions bash
ln -sfn semantest-provision "$completions/semantest-iac"
put "$to/share/zsh/vendor-completions/_semantest-provision" "$binary" completions zsh
put "$to/share/fish/vendor_completions.d/semantest-provision.fish" "$binary" completions fish
ln -sfn semantest-provision.fish "$to/share/fish/vendor_completions.d/semantest-iac.fish"

"$binary" --experimental-dump-help |
  python3 "$here/Scripts/make_manual.py" "$("$binary" --version)" "$date" >"$to/manual.tmp"
put "$to/share/man/man1/semantest-provision.1.gz" gzip -9nc "$to/manual.tmp"
rm "$to/manual.tmp"
ln -sfn semantest-provision.1.gz "$to/share/man/man1/semantest-iac.1.gz"

documents="$to/share/doc/semantest-provision"
install -d "$documents/docs"
install -m 644 "$here/LICENSE" "$documents/LICENSE"
install -m 644 "$here/README.md" "$documents/README.md"
install -m 644 "$here"/docs/*.md "$documents/docs/"
