# File systems that another machine serves, here the guest itself; and one in user space. Sourced by main.

cases="server nfs42 nfs3 cifs fuse"

. "$here/sets/nfs.sh"

case_server() {
  mkdir -p /srv/share
  mkfs.xfs -q -f -K "$(disk LABSERVER)" && mount "$(disk LABSERVER)" /srv/share || return
  mkdir /srv/share/{nfs42,nfs3,cifs,fuse}
  chmod 777 /srv/share{,/*}
}

case_nfs42() { nfs nfs42 vers=4.2; }
case_nfs3() { nfs nfs3 vers=3,nolock; }

case_cifs() {
  modprobe ksmbd && modprobe cifs || return
  mkdir -p /etc/ksmbd /m/cifs
  printf '[global]\n\tmap to guest = never\n[share]\n\tpath = /srv/share/cifs\n\tread only = no\n' >/etc/ksmbd/ksmbd.conf
  cp /etc/ksmbd/ksmbd.conf /etc/ksmbd/smb.conf
  ksmbd.adduser -a lab -p secret -i /etc/ksmbd/users.db >/dev/null &&
    timeout 60 ksmbd.mountd -c /etc/ksmbd/smb.conf -u /etc/ksmbd/users.db || return
  until_true 60 timeout 60 mount -t cifs -o user=lab,password=secret,vers=3.1.1 //127.0.0.1/share /m/cifs || return
  target cifs /m/cifs
}

case_fuse() {
  mkdir -p /m/fuse
  timeout 60 bindfs /srv/share/fuse /m/fuse || return
  target fuse /m/fuse
}
