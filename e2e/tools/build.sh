#!/usr/bin/env bash
# Builds etcd, kubectl and the parts of Kubernetes from the Go modules named in go.mod. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
minimum=1.25 # the go line of go.mod

usage() {
  cat <<EOT
usage: e2e/tools/build.sh [--help]

Builds etcd, kubectl, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet
and kube-proxy, at the versions that go.mod and go.sum beside this script pin, and the
pause program beside it, into

  \${DISKWRIGHT_CACHE:-\$HOME/.cache/diskwright}/tools/<digest of these and the flags>/

and prints that directory on standard output; progress goes to standard error.
When the directory is there already, nothing is built. Several runs at once wait
for each other, and the directory appears only when it is complete.

Needs Go $minimum or newer, or any Go from 1.21 on that may fetch a newer one by itself
(GOTOOLCHAIN=auto, through the Go module proxy), and 4 GB of disk the first time.
The first build takes about twelve minutes on two cores, a repeated one seconds.
Remove the tools directory to free its space (about 510 MB for each digest).
EOT
}

say() { echo "e2e/tools/build.sh: $*" >&2; }

die() {
  say "$*"
  exit 1
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "") ;;
  *) usage >&2; exit 2 ;;
esac

# True when version $1 is at least version $2, both as 1.26 or 1.26.8.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

howto="install Go $minimum or newer from https://go.dev/dl/, or any Go from 1.21 on, such as golang-go of Debian's bookworm-backports (Debian 12 itself has 1.19), which fetches the newer one by itself"

check_go() {
  command -v go >/dev/null || die "Go was not found: $howto."
  local have
  have=$(cd / && GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed -n 's/^go\([0-9][0-9.]*\).*/\1/p')
  if [ -z "$have" ] || ! at_least "$have" 1.21; then
    die "Go ${have:-of an unknown version} at $(command -v go) is too old: $howto."
  fi
  at_least "$have" "$minimum" && return
  say "Go $have is older than $minimum: it fetches a newer one through the module proxy"
  export GOTOOLCHAIN=auto
}

version() { sed -n "s|^[[:space:]]*$1 v\([0-9.]*\).*|\1|p" "$here/go.mod" | head -n 1; }

kubernetes=$(version k8s.io/kubernetes)
stamp=k8s.io/component-base/version
minor=${kubernetes#*.}
ldflags="-s -w -X $stamp.gitVersion=v$kubernetes -X $stamp.gitMajor=${kubernetes%%.*} -X $stamp.gitMinor=${minor%%.*}"
flags=(-trimpath "-ldflags=$ldflags")

digest=$({ cat "$here/go.mod" "$here/go.sum" "$here/pause/pause.go"; printf '%s ' "${flags[@]}"; uname -sm; } | sha256sum | cut -c1-64)
tools=${DISKWRIGHT_CACHE:-$HOME/.cache/diskwright}/tools
done_dir=$tools/$digest

if [ ! -d "$done_dir" ]; then
  check_go
  mkdir -p "$tools"
  exec 9>"$tools/.lock"
  flock --nonblock 9 || { say "waiting for another build to end"; flock 9; }
fi
if [ ! -d "$done_dir" ]; then # still not there, now that the lock is ours
  rm -rf "$tools"/.build.* # of a run that was killed; the lock is ours, so no other run has one
  temporary=$(mktemp -d "$tools/.build.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  export GOFLAGS=-mod=readonly CGO_ENABLED=0
  cd "$here"
  say "building Kubernetes $kubernetes (log lines below are Go's own)"
  go build "${flags[@]}" -o "$temporary/" k8s.io/kubernetes/cmd/kube{ctl,let,-apiserver,-controller-manager,-proxy,-scheduler} >&2
  say "building etcd $(version go.etcd.io/etcd/server/v3)"
  go build "${flags[@]}" -o "$temporary/etcd" go.etcd.io/etcd/server/v3 >&2 # the package is named server
  go build "${flags[@]}" -o "$temporary/" ./pause >&2
  "$temporary/kube-apiserver" --version >&2
  chmod 755 "$temporary"
  mv -T "$temporary" "$done_dir"
  trap - EXIT
fi
echo "$done_dir"
