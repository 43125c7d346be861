#!/usr/bin/env bash
# Installs sushy-tools, the Redfish emulator of OpenStack, from PyPI. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<EOT
usage: e2e/tools/sushy.sh [--help]

Makes a virtual environment with sushy-tools, at the versions that
sushy-requirements.txt beside this script pins, in

  \${DISKWRIGHT_CACHE:-\$HOME/.cache/diskwright}/sushy/<digest of it and of Python's version>/

and prints that directory on standard output; progress goes to standard error.
When the directory is there already, nothing is done. Several runs at once wait
for each other. Needs Python 3.10 or newer with its module venv (Debian's package
python3-venv), and PyPI or a mirror of it that pip knows.
EOT
}

say() { echo "e2e/tools/sushy.sh: $*" >&2; }

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "") ;;
  *) usage >&2; exit 2 ;;
esac

command -v python3 >/dev/null || { say "Python 3 was not found: install python3-venv (Debian's name)."; exit 1; }
digest=$({ cat "$here/sushy-requirements.txt"; python3 --version; uname -sm; } | sha256sum | cut -c1-64)
all=${DISKWRIGHT_CACHE:-$HOME/.cache/diskwright}/sushy
done_dir=$all/$digest

if [ ! -e "$done_dir/complete" ]; then
  mkdir -p "$all"
  exec 9>"$all/.lock"
  flock --nonblock 9 || { say "waiting for another run to end"; flock 9; }
fi
if [ ! -e "$done_dir/complete" ]; then # still not there, now that the lock is ours
  rm -rf "$done_dir"
  say "installing sushy-tools (log lines below are pip's own)"
  python3 -m venv "$done_dir" >&2 # its scripts name this path, so it cannot be made elsewhere and moved
  "$done_dir/bin/python3" -m pip install -q --disable-pip-version-check --no-input \
    -r "$here/sushy-requirements.txt" >&2
  touch "$done_dir/complete"
fi
echo "$done_dir"
