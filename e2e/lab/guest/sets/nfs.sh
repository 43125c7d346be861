# The guest's own NFS server, of /srv/share. Sourced by sets.

serve_nfs() {
  [ ! -e /run/nfs-served ] || return 0
  modprobe nfsd && mount -t nfsd nfsd /proc/fs/nfsd || return
  mount -t rpc_pipefs rpc /var/lib/nfs/rpc_pipefs 2>/dev/null
  echo 10 >/proc/fs/nfsd/nfsv4gracetime
  echo 10 >/proc/fs/nfsd/nfsv4leasetime
  echo '/srv/share *(rw,sync,no_root_squash,no_subtree_check,fsid=1,insecure)' >/etc/exports
  rpcbind -w && exportfs -ra && rpc.statd --no-notify && rpc.nfsd 2 && rpc.mountd || return
  echo Y >/proc/fs/nfsd/v4_end_grace # no client of before can come back
  touch /run/nfs-served
}

nfs() {
  serve_nfs || { die "the NFS server did not start"; return 1; }
  mkdir -p "/m/$1"
  # Each with a superblock of its own: else the second mount gets the options of the first.
  timeout 60 mount -t nfs -o "$2,nosharecache" "127.0.0.1:/srv/share/$1" "/m/$1" || { die "mount -o $2"; return 1; }
  target "$1" "/m/$1"
}
