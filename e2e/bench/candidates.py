"""Which ways of making an image are measured, spelled as the planner spells them."""


def candidates(kind, every):
    """(format, options) measured on a kind, with the option names the planner uses.

    Unless `every`, the rarer cluster sizes are left to ext4, and fewer options go with the hint
    or nocow: the run stays short.
    """
    files = [{}]
    if kind.startswith("xfs"):
        files = [{"extent_size_hint": "0"}, {"extent_size_hint": "1048576"}]
    elif kind in ("btrfs", "btrfs-compress"):  # without copy-on-write, nocow changes nothing
        files = [{"nocow": "off"}, {"nocow": "on"}]
    for file in files:
        plain = file == files[0]
        hinted = file.get("extent_size_hint", "0") != "0"
        thin = ("off", "metadata")
        # A file that is allocated up front gains nothing from the hint.
        modes = thin if hinted else (*thin, "falloc", "full")
        for mode in modes:
            if mode != "metadata":
                yield "raw", {**file, "preallocation": mode}
                yield "raw", {**file, "encrypt.format": "luks", "preallocation": mode}
        some = modes if every or plain else thin if hinted else (*thin, "falloc")
        for cluster, subclusters, chosen in (
                ("65536", "off", some),
                ("131072", "on", modes if every else some[:3] if plain else thin),
                ("16384", "off", modes if every else thin if kind == "ext4" else ()),
                ("2097152", "off", modes if every else thin if kind == "ext4" else ())):
            if hinted and not every and cluster != "65536":
                continue
            for mode in chosen:
                first = (cluster, mode) == ("65536", "off") and (plain or every)
                for lazy in ("off", "on") if first else ("off",):
                    yield "qcow2", {**file, "cluster_size": cluster, "extended_l2": subclusters,
                                    "lazy_refcounts": lazy, "preallocation": mode}
        # Encrypted, all sizes: among few ways that are nearly alike, noise would be all there is.
        for cluster, chosen in (
                ("65536", modes if every else (*thin, "falloc") if plain else some[1:]),
                ("16384", modes if every else thin if plain else ()),
                ("2097152", modes if every else thin if plain else ())):
            for mode in chosen:
                yield "qcow2", {**file, "cluster_size": cluster, "encrypt.format": "luks",
                                "extended_l2": "off", "lazy_refcounts": "off", "preallocation": mode}
    yield "qed", {"preallocation": "off"}
    yield "vmdk", {"preallocation": "off", "subformat": "monolithicSparse"}
    yield "vdi", {"preallocation": "off", "static": "off"}
    yield "vdi", {"preallocation": "falloc", "static": "on"}
    for fmt in ("vhdx", "vpc"):
        yield fmt, {"preallocation": "off", "subformat": "dynamic"}
        yield fmt, {"preallocation": "falloc", "subformat": "fixed"}


def encrypted(options):
    return "encrypt.format" in options


def anchor(fmt, options):
    """One of the two ways that others are measured beside, when they are measured later."""
    return not encrypted(options) and options.get("nocow") != "on" \
        and options.get("extent_size_hint", "0") == "0" \
        and ((fmt, options["preallocation"]) == ("raw", "off")
             or (fmt, options["preallocation"], options.get("cluster_size"))
             == ("qcow2", "metadata", "65536"))


def spell(options):
    return ";".join(f"{key}={options[key]}" for key in sorted(options))
