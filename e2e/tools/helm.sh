#!/usr/bin/env bash
# Builds helm from the Go module helm.sh/helm/v4. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<EOT
usage: e2e/tools/helm.sh [--help]

Builds helm, at the version that helm/go.mod and helm/go.sum beside this script
pin, into

  \${DISKWRIGHT_CACHE:-\$HOME/.cache/diskwright}/helm/<digest of both and of the flags>/

and prints that directory on standard output; progress goes to standard error.
When the directory is there already, nothing is built. Several runs at once wait
for each other, and the directory appears only when it is complete.

Needs what e2e/tools/build.sh needs. It is a module of its own, because Helm and
the API server ask for different versions of the same libraries.
EOT
}

say() { echo "e2e/tools/helm.sh: $*" >&2; }

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "") ;;
  *) usage >&2; exit 2 ;;
esac

module=helm.sh/helm/v4
version=$(sed -n "s|^[[:space:]]*$module \(v[0-9.]*\).*|\1|p" "$here/helm/go.mod" | head -n 1)
stamp=$module/internal/version
flags=(-trimpath "-ldflags=-s -w -X $stamp.version=$version")

digest=$({ cat "$here/helm/go.mod" "$here/helm/go.sum"; printf '%s ' "${flags[@]}"; uname -sm; } | sha256sum | cut -c1-64)
all=${DISKWRIGHT_CACHE:-$HOME/.cache/diskwright}/helm
done_dir=$all/$digest

if [ ! -d "$done_dir" ]; then
  command -v go >/dev/null || { say "Go was not found: e2e/tools/build.sh --help says which is needed."; exit 1; }
  mkdir -p "$all"
  exec 9>"$all/.lock"
  flock --nonblock 9 || { say "waiting for another build to end"; flock 9; }
fi
if [ ! -d "$done_dir" ]; then # still not there, now that the lock is ours
  rm -rf "$all"/.build.* # of a run that was killed; the lock is ours, so no other run has one
  temporary=$(mktemp -d "$all/.build.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  export GOFLAGS=-mod=readonly CGO_ENABLED=0 GOTOOLCHAIN=auto
  say "building helm $version (log lines below are Go's own)"
  (cd "$here/helm" && go build "${flags[@]}" -o "$temporary/helm" "$module/cmd/helm") >&2
  "$temporary/helm" version >&2
  chmod 755 "$temporary"
  mv -T "$temporary" "$done_dir"
  trap - EXIT
fi
echo "$done_dir"
