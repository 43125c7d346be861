#!/usr/bin/env bash
# Installs what the tests need, then runs every tier through mvn verify. See --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../deploy/lib/prerequisites.sh
. "$root/deploy/lib/prerequisites.sh"

usage() {
  cat <<'EOT'
usage: e2e/run.sh [--help] [MAVEN-ARGUMENT...]

Runs every test there is: unit tests, the quality gate, the tests on loop-mounted
file systems, and those against a real kube-apiserver, as "mvn verify" from the
parent pom. Arguments go to Maven, such as: -Pquick (without the gate),
-pl crds -am (one module), -Dit.test=ManifestsIT (one integration test).

As root on Debian it first installs what is missing, with apt-get. It builds etcd
and kube-apiserver with e2e/tools/build.sh, and Helm with e2e/tools/helm.sh, once,
outside the tree; without Go the tests that need them are skipped and say so. So
it is with the Redfish emulator of e2e/tools/sushy.sh, Python and PyPI. Loop
devices need root; without it those tests are skipped and say so.

With CI=true nothing may be skipped for such a reason: what is missing is a failure.
The exit code is 0 only when everything passed. The whole output is also kept in
target/verify.log.
EOT
}

case "${1:-}" in
  -h | --help)
    usage
    exit 0
    ;;
esac

cd "$root"
ensure_programs mvn=maven qemu-img=qemu-utils qemu-storage-daemon=qemu-system-common mkfs.ext4=e2fsprogs mkfs.xfs=xfsprogs mkfs.btrfs=btrfs-progs \
  losetup=mount flock=util-linux strace=strace git=git lvm=lvm2 mksquashfs=squashfs-tools mkfs.erofs=erofs-utils \
  bindfs=bindfs mkfs.ntfs=ntfs-3g python3=python3 perl=perl-base promtool=prometheus lua5.1=lua5.1
ensure_jdk
ensure_venv || [ "${CI:-}" != true ] || exit 1

[ "${CI:-}" != true ] || export DISKWRIGHT_REQUIRE_ALL=1
if [ -z "${DISKWRIGHT_TOOLS:-}" ]; then
  if ensure_go; then
    DISKWRIGHT_TOOLS=$(e2e/tools/build.sh)
    export DISKWRIGHT_TOOLS
  elif [ "${CI:-}" = true ]; then
    exit 1
  fi
fi

mkdir -p target
log=target/verify.log
status=0
mvn -B -ntp verify "$@" </dev/null 2>&1 | tee "$log" || status=$?

plain() { sed 's/\x1b\[[0-9;]*m//g' "$log"; }
echo
echo "The runner's closing line of each module, and what was skipped for want of something:"
plain | grep -E '^\[[A-Z]+\] Tests run: .*Skipped: [0-9]+$' || echo "no test was run"
plain | grep -E '^skipped: because ' | sort | uniq -c || true
[ $status = 0 ] && echo "All passed." || echo "Failed: Maven ended with $status; see above, or $root/$log."
exit $status
