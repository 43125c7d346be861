# Writes container images as "docker save" does. Sourced, not run.

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
