# Writes container images as "docker save" does. Sourced, after prerequisites.sh; not run.

# pack_image OUT.tar REFERENCE LAYER.tar [ENTRYPOINT]: one layer, and a program without arguments.
pack_image() {
  local work sum config=''
  work=$(mktemp -d "$1.XXXXXX")
  sum=$(sha256sum "$3" | cut -d' ' -f1)
  ln "$3" "$work/layer.tar"
  [ -z "${4:-}" ] || config="\"Entrypoint\":[\"$4\"]"
  printf '{"architecture":"%s","os":"linux","config":{%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(dpkg --print-architecture)" "$config" "$sum" >"$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$2" >"$work/manifest.json"
  tar -C "$work" --owner=0 --group=0 --mtime=@1 -cf "$work/image.tar" manifest.json config.json layer.tar
  mv "$work/image.tar" "$1"
  rm -rf "$work"
}

# The place this machine takes packages of Debian from, by the label of what is there.
mirror() { apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" "Label: $1" 2>/dev/null | sed -n 1p; }

debian_sources() { # SUITE
  local main security
  main=$(mirror Debian)
  security=$(mirror Debian-Security)
  echo "deb ${main:-http://deb.debian.org/debian} $1 main"
  echo "deb ${main:-http://deb.debian.org/debian} $1-updates main"
  echo "deb ${security:-http://security.debian.org/debian-security} $1-security main"
}

# debian_image OUT.tar REFERENCE SUITE PACKAGES [HOOK...]: a file system of these packages, without
# what needs a shell, and with three users. Hooks run after the packages are unpacked: a shell command, or one of those of mmdebstrap.
debian_image() {
  local out=$1 reference=$2 suite=$3 packages=$4 hook hooks=()
  shift 4
  for hook in "$@"; do hooks+=("--extract-hook=$hook"); done
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || install_packages debian-archive-keyring
  debian_sources "$suite" | SOURCE_DATE_EPOCH=1 mmdebstrap --quiet --variant=extract --include="$packages" \
    --extract-hook='cd "$1" && rm -rf boot etc/apt/sources.list* etc/dpkg etc/debconf.conf usr/share/{bash-completion,debconf,info,locale,lintian,man,perl5} \
      && find usr/share/doc -type f ! -name copyright -delete && find usr/share/doc -type d -empty -delete' \
    --extract-hook='printf "%s\n" root:x:0:0:root:/root:/sbin/nologin nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin \
      diskwright:x:65532:65532:Diskwright:/tmp:/sbin/nologin >"$1/etc/passwd"' \
    --extract-hook='printf "%s\n" root:x:0: nogroup:x:65534: diskwright:x:65532: >"$1/etc/group"' \
    ${hooks[@]+"${hooks[@]}"} "$suite" "$out.layer.tar" -
  pack_image "$out" "$reference" "$out.layer.tar"
  rm -f "$out.layer.tar"
}
