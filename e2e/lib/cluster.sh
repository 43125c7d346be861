# What the parts of e2e/cluster share: names, processes, files. Sourced, not run.

state=${DISKWRIGHT_CLUSTER_DIR:-/var/lib/diskwright-cluster}
run=$state/run
pki=$state/pki
logs=$state/log
network=diskwright-cluster # the network namespace; all addresses below exist only in there
api_address=10.99.0.1      # not a loopback address: pods reach it through their bridge
storage=$state/storage     # what pools name; each node has one of its own, on a loop device
cgroup=diskwright-cluster

node_address() { echo "10.99.0.1$1"; }

say() { echo "e2e/cluster: $*" >&2; }

die() {
  say "$*"
  exit 1
}

# State and start time of a process; nothing when there is none.
stamp() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f1,20; }

# Prints the pid of a program started here while that very process runs. A zombie does not.
pid_of() { # NAME
  local pid started now
  read -r pid started 2>/dev/null <"$run/$1.pid" || return 1
  now=$(stamp "$pid")
  [ -n "$now" ] && [ "${now%% *}" != Z ] && [ "${now#* }" = "$started" ] && echo "$pid"
}

# start NAME COMMAND...: unless it runs already.
start() {
  local name=$1 now
  shift
  pid_of "$name" >/dev/null && return
  setsid "$@" >>"$logs/$name.log" 2>&1 </dev/null &
  now=$(stamp $!)
  echo "$! ${now#* }" >"$run/$name.pid"
}

# stop NAME [SECONDS]: by SIGTERM, and by SIGKILL after so long.
stop() {
  local pid tries
  if pid=$(pid_of "$1"); then
    kill -TERM "$pid" 2>/dev/null
    for ((tries = ${2:-10} * 10; tries > 0; tries--)); do
      pid_of "$1" >/dev/null || break
      sleep 0.1
    done
    [ $tries -gt 0 ] || kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$run/$1.pid"
}

# wait_for WHAT SECONDS COMMAND...
wait_for() {
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until timeout 5 "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$what did not come; the logs are in $logs"
    sleep 0.1
  done
}

# Writes standard input to a file, and leaves it alone when it says so already: kube-proxy ends
# when its file is written again.
put() { # FILE
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

# In the mount namespace of a node.
on_node() { # NUMBER COMMAND...
  nsenter --mount="$run/mounts/$1" -- "${@:2}"
}

containerd_of() { echo "$run/n$1/containerd.sock"; } # NUMBER
