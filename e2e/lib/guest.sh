# The guest that tests boot from an image, with QEMU to run it, as a container image. Sourced, not run.

# guest_image OUT.tar: diskwright/guest:test, whose entry is QEMU; /guest has the kernel and the
# initial RAM disk. It is made of the guest of the device lab, with another /init.
guest_image() {
  local out=$1 lab work
  lab=$("$root/e2e/lab/build")
  [ -n "$(find "$out" -newer "$root/e2e/lib/guest-init" -newer "$lab/vmlinux" 2>/dev/null)" ] && return
  ensure_programs mmdebstrap=mmdebstrap cpio=cpio
  work=$(mktemp -d)
  mkdir -p "$work/init" "$work/guest"
  install -m 755 "$root/e2e/lib/guest-init" "$work/init/init"
  # A later archive's files are put over those of the one before.
  (cat "$lab/initrd" && cd "$work/init" && echo init | cpio -o -H newc -R 0:0 --quiet) >"$work/guest/initrd"
  cp "$lab/vmlinux" "$work/guest/vmlinux"
  debian_image "$out" diskwright/guest:test trixie base-files,libc6,qemu-system-x86,seabios "copy-in $work/guest /"
  rm -rf "$work"
}
