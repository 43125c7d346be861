"""Prints what e2e/bench/planner measured, beside the targets; exits with 1 when one is missed."""

import json
import sys

TARGETS = {  # name: what it is, the most in milliseconds, if anything is promised
    "decide24": ("one decision over 24 devices of 4 classes", 0.3),
    "decide48000": ("one decision over 48,000 devices in 64 classes, from facts", 20),
    "decideObjects48000": ("the same from StorageDevice objects, as the operator does", None),
}
MEMORY_MIB = 64


def row(name, p50, p99, allocated, target, verdict):
    print(f"{name:60}  {p50:>10}  {p99:>10}  {allocated:>12}  {target:>8}  {verdict:>4}")


def word(kept):
    return "yes" if kept else "NO"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        results = json.load(file)
    missed = False
    row("WHAT", "P50", "P99", "ALLOCATES", "TARGET", "KEPT")
    for result in results:
        what, most = TARGETS[result["benchmark"].rsplit(".", 1)[1]]
        percentiles = result["primaryMetric"]["scorePercentiles"]
        p50 = percentiles["50.0"]
        allocated = next(
            metric["score"]
            for name, metric in result["secondaryMetrics"].items()
            if name.endswith("gc.alloc.rate.norm"))
        kept = most is None or p50 <= most
        missed |= not kept
        row(what, f"{p50:.3f} ms", f"{percentiles['99.0']:.3f} ms", f"{allocated / 1024:,.0f} KiB",
            "" if most is None else f"{most} ms", "" if most is None else word(kept))
    mib = float(sys.argv[2])
    kept = mib <= MEMORY_MIB
    row("memory of the facts of 48,000 devices", f"{mib:.1f} MiB", "", "", f"{MEMORY_MIB} MiB",
        word(kept))
    sys.exit(1 if missed or not kept else 0)


main()
