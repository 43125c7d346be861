#!/usr/bin/env bash
# From a fresh Debian 12 to images on disk: installs what is missing, builds, probes a directory,
# decides and makes five small images. Running it again changes nothing.
set -euo pipefail

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
diskwright=$root/node-probe/bin/diskwright
images=$root/deploy/examples/quickstart.yaml

# shellcheck source=lib/prerequisites.sh
. "$root/deploy/lib/prerequisites.sh"

usage() {
  cat <<TEXT
Usage: quickstart.sh [--dry-run] [DIR]

Installs what is missing (Maven, qemu-utils, a JDK 25) with apt-get, as root or through sudo, builds
Diskwright, probes DIR (default /var/lib/diskwright, made with mode 0700 if it is missing), decides
how the five images of deploy/examples/quickstart.yaml (960 MiB in all) are best made there, makes
and verifies them, and says where they are. A second run changes nothing. Formats and mounts
nothing; files already in DIR are not touched.

  --dry-run   say what would be installed, build, probe and decide, but install and make nothing
  --install   install what is missing, and stop
  --help      show this

Examples:
  deploy/quickstart.sh
  deploy/quickstart.sh /mnt/ssd/images
  deploy/quickstart.sh --dry-run /mnt/ssd/images
TEXT
}

step() { printf '\n== %s\n' "$*"; }
misused() {
  printf 'error: %s; see quickstart.sh --help\n' "$*" >&2
  exit 2
}

dry='' install='' directory=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit ;;
    --dry-run) dry=yes ;;
    --install) install=yes ;;
    -*) misused "unknown option $1" ;;
    *)
      [ -z "$directory" ] || misused "one directory at most"
      directory=$1
      ;;
  esac
  shift
done
directory=${directory:-/var/lib/diskwright}

missing() {
  local what=()
  command -v mvn >/dev/null || what+=(Maven)
  command -v qemu-img >/dev/null || what+=(qemu-img)
  find_jdk >/dev/null || what+=("a JDK 25")
  local IFS=,
  echo "${what[*]}"
}

step "What is needed"
lacking=$(missing)
if [ -z "$lacking" ]; then
  echo "Maven, qemu-img and a JDK 25 are here."
elif [ -n "$dry" ]; then
  echo "Would install: ${lacking//,/, }."
  echo "Nothing can be built before that, so this is all a dry run can say now."
  exit
elif [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then
  sudo "$root/deploy/quickstart.sh" --install
else
  ensure_programs mvn=maven qemu-img=qemu-utils perl=perl-base
  ensure_jdk
fi
[ -z "$install" ] || exit 0

step "This host"
"$diskwright" selftest

step "What $directory can do"
if [ -d "$directory" ]; then
  "$diskwright" probe "$directory"
else
  echo "It is missing and will be made. The directory above it:"
  "$diskwright" probe "$(dirname -- "$directory")"
fi

step "How the images are made there, and why"
"$diskwright" plan -f "$images" --target "$directory"
if [ -n "$dry" ]; then
  echo "(dry run: nothing was made)"
  exit
fi

step "The images, verified on disk"
"$diskwright" apply -f "$images" --target "$directory"

cat <<TEXT

What next (with $root/node-probe/bin on the PATH):
  diskwright explain -f $images --target $directory
  diskwright verify --target $directory
  diskwright delete quickstart-fast quickstart-small quickstart-snapshots quickstart-vmware quickstart-patent --target $directory
TEXT
