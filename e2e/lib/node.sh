# The nodes of e2e/cluster: containerd and a kubelet in a mount namespace each. Sourced, not run.

# A mount namespace with storage, a machine-id and a kubelet directory of its own: nothing that is
# mounted for the cluster is seen outside, and it all goes with the last process.
make_mounts() { # NUMBER
  local home=$state/n$1
  on_node "$1" true 2>/dev/null && return
  mountpoint -q "$run/mounts" || {
    mkdir -p "$run/mounts"
    mount --bind "$run/mounts" "$run/mounts"
    mount --make-private "$run/mounts"
  }
  if [ ! -s "$home/storage.img" ]; then
    truncate -s "$storage_size" "$home/storage.new"
    mkfs.xfs -q "$home/storage.new"
    mv "$home/storage.new" "$home/storage.img"
  fi
  [ -s "$home/machine-id" ] || openssl rand -hex 16 >"$home/machine-id"
  touch "$run/mounts/$1"
  local directory
  for directory in /run /var/log /var/lib/cni /var/lib/kubelet; do # where kubelet and containerd leave things
    [ -d $directory ] || { mkdir $directory && echo $directory >>"$state/made"; }
  done
  home=$home storage=$storage unshare --mount="$run/mounts/$1" --propagation private bash -ec '
    shared() { mount --make-private "$1"; mount --make-rshared "$1"; }
    mkdir -p "$storage" "$home/kubelet"
    mount -o loop "$home/storage.img" "$storage" && shared "$storage"
    mkdir -p -m 0700 "$storage/images"
    for directory in /run /var/log /var/lib/cni /var/lib/kubelet; do mount -t tmpfs tmpfs $directory; done
    shared /run # exports are mounted there
    mount --bind "$home/kubelet" "$home/kubelet" && shared "$home/kubelet"
    [ ! -e /etc/machine-id ] || mount --bind "$home/machine-id" /etc/machine-id'
}

# The places of a node's cgroup: one, or by version 1 one for each controller.
cgroups() { # NUMBER
  local directory
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    echo "/sys/fs/cgroup/$cgroup-$1"
  else
    for directory in /sys/fs/cgroup/*/; do
      [ "$(basename "$directory")" = unified ] || echo "$directory$cgroup-$1"
    done
  fi
}

make_cgroups() { # NUMBER; a kubelet does not make its root
  local directory file
  cgroups "$1" | xargs mkdir -p
  [ -d /sys/fs/cgroup/cpuset/$cgroup-$1 ] || return 0
  for file in cpuset.cpus cpuset.mems; do
    cat /sys/fs/cgroup/cpuset/$file >"/sys/fs/cgroup/cpuset/$cgroup-$1/$file"
  done
}

configure_containerd() { # NUMBER
  local home=$state/n$1
  put "$home/cni/10-diskwright.conflist" <<EOT
{"cniVersion": "1.0.0", "name": "diskwright", "plugins": [
  {"type": "bridge", "bridge": "diskwright$1", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$home/addresses", "ranges": [[{"subnet": "10.244.$1.0/24"}]],
            "routes": [{"dst": "0.0.0.0/0"}]}}]}
EOT
  # restrict_oom_score_adj: else no sandbox starts where CAP_SYS_RESOURCE is missing.
  put "$home/containerd.toml" <<EOT
version = 2
root = "$home/containerd"
state = "$run/n$1/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.opt"]
[grpc]
  address = "$(containerd_of "$1")"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "diskwright/pause:1"
  restrict_oom_score_adj = true
  device_ownership_from_security_context = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$home/cni"
EOT
}

configure_kubelet() { # NUMBER
  put "$state/n$1/kubelet.yaml" <<EOT
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $(node_address "$1")
healthzPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/kubelet$1.crt
tlsPrivateKeyFile: $pki/kubelet$1.key
containerRuntimeEndpoint: unix://$(containerd_of "$1")
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup-$1
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: [pods]
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
# No registry holds our images: they must never be collected.
imageGCHighThresholdPercent: 100
imageMinimumGCAge: 8760h
makeIPTablesUtilChains: false
resolvConf: /etc/resolv.conf
syncFrequency: 10s
nodeStatusUpdateFrequency: 5s
serializeImagePulls: false
volumePluginDir: $state/n$1/volume-plugins
podLogsDir: $state/n$1/pod-logs
EOT
}

import_images() { # NUMBER TAR...
  local number=$1 tar mark
  shift
  for tar in "$@"; do
    mark=$state/n$number/imported-$(basename "$tar")
    [ -e "$mark" ] && [ "$mark" -nt "$tar" ] && continue
    on_node "$number" ctr -a "$(containerd_of "$number")" -n k8s.io images import --snapshotter overlayfs "$tar" \
      >>"$logs/import.log" 2>&1 || die "importing $tar failed: $(tail -n 3 "$logs/import.log")"
    touch "$mark"
  done
}

# The image of the pods' pause container, which has the program and nothing else.
pause_image() {
  local work=$state/pause.work
  mkdir -p "$work"
  tar -C "$tools" --owner=0 --group=0 --mtime=@1 -cf "$work/layer.tar" pause
  # containerd wants the full name that docker.io/diskwright/pause:1 abbreviates to.
  pack_image "$state/pause.tar" diskwright/pause:1 "$work/layer.tar" /pause
  rm -rf "$work"
}

start_node() { # NUMBER TAR...
  local number=$1
  shift
  mkdir -p "$state/n$number"/{cni,containerd,pod-logs} "$run/n$number"
  make_mounts "$number"
  make_cgroups "$number"
  configure_containerd "$number"
  configure_kubelet "$number"
  start "containerd$number" nsenter --mount="$run/mounts/$number" -- containerd --config "$state/n$number/containerd.toml"
  wait_for "containerd of node $number" 20 ctr -a "$(containerd_of "$number")" version
  import_images "$number" "$@"
  start "kubelet$number" nsenter --mount="$run/mounts/$number" -- "$tools/kubelet" \
    --config="$state/n$number/kubelet.yaml" --kubeconfig="$pki/node$number.kubeconfig" \
    --root-dir="$state/n$number/kubelet" --cert-dir="$state/n$number/pki" \
    --hostname-override="node$number" --node-ip="$(node_address "$number")"
}

stop_node() { # NUMBER
  local socket id
  socket=$(containerd_of "$1")
  stop "kubelet$1"
  if timeout 5 ctr -a "$socket" version >/dev/null 2>&1; then
    for id in $(timeout 10 ctr -a "$socket" -n k8s.io tasks ls -q); do
      timeout 10 ctr -a "$socket" -n k8s.io tasks kill -a -s SIGKILL "$id" || true
    done 2>/dev/null
    sleep 0.3
    for id in $(timeout 10 ctr -a "$socket" -n k8s.io containers ls -q); do
      timeout 10 ctr -a "$socket" -n k8s.io tasks rm -f "$id" || true
      timeout 10 ctr -a "$socket" -n k8s.io containers rm "$id" || true
    done >/dev/null 2>&1
  fi
  stop "containerd$1"
  [ ! -e "$run/mounts/$1" ] || umount "$run/mounts/$1" 2>/dev/null || true
  local directory
  for directory in $(cgroups "$1"); do
    [ ! -d "$directory" ] || find "$directory" -depth -type d -exec rmdir {} \; 2>/dev/null || true
  done
}
