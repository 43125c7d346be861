"""From single runs to figures: the noise taken out, medians, and the table the planner reads."""

import json
import math
import statistics
from collections import defaultdict
from pathlib import Path

SPEEDS = ("firstWriteIops", "overwriteIops", "randomReadIops", "sequentialWriteMiBps")
SPACES = ("createdBytes", "randomWrittenBytes", "randomAllocatedBytes",
          "sequentialWrittenBytes", "sequentialAllocatedBytes")
TRAITS = ("kind", "inPlace", "clones", "checksums", "compresses", "hints", "blockSize", "medium")
COLUMNS = ("kind", "format", "options", "sizeBytes", *SPEEDS, *SPACES, "createMillis", "spread")


def read_samples(path):
    """(traits by kind, single runs) of a file that e2e/bench/costs --samples wrote."""
    kinds, runs = {}, []
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        try:
            entry = json.loads(line)
            if "traits" in entry:
                kinds[entry["kind"]] = entry["traits"]
            elif all(entry[speed] > 0 for speed in SPEEDS):
                runs.append(entry)
        except (ValueError, KeyError, TypeError) as problem:
            raise RuntimeError(f"{path}:{number}: is no run of e2e/bench/costs: {problem}") from None
    return kinds, runs


def read_all(paths):
    """The same of several files: a kind counts in the first that has runs of it."""
    kinds, runs = {}, []
    for path in paths:
        known, some = read_samples(path)
        runs += [run for run in some if run["kind"] not in kinds]
        # A kind that was begun and not finished does not count.
        kinds |= {run["kind"]: known[run["kind"]] for run in some if run["kind"] not in kinds}
    return kinds, runs


def polish(runs):
    """Takes the pace of each batch out of (candidate, batch, logarithm); candidate -> what is left."""
    pace = {batch: 0.0 for _, batch, _ in runs}
    by_key, by_batch = defaultdict(list), defaultdict(list)
    for key, batch, value in runs:
        by_key[key].append((batch, value))
        by_batch[batch].append((key, value))
    level = {}
    for _ in range(20):
        for key, values in by_key.items():
            level[key] = statistics.median(v - pace[b] for b, v in values)
        for batch, values in by_batch.items():
            pace[batch] = statistics.median(v - level[k] for k, v in values)
        middle = statistics.median(pace.values())
        pace = {b: p - middle for b, p in pace.items()}
    return {key: [math.exp(v - pace[b]) for b, v in values] for key, values in by_key.items()}


def figures(runs):
    """{(kind, format, options): row} from single runs, with the pace of their batches taken out.

    Needs three repeats to tell a batch's pace from a candidate's; with fewer, it is left in.
    """
    grouped = defaultdict(list)
    for run in runs:
        grouped[run["kind"], run["format"], run["options"]].append(run)
    polished = {}
    for speed in SPEEDS:
        logs = [(key, (run["kind"], run["batch"]) if len(all_of) > 2 else 0, math.log(run[speed]))
                for key, all_of in grouped.items() for run in all_of]
        for kind in {key[0] for key in grouped}:
            polished |= {(speed, key): values for key, values in
                         polish([entry for entry in logs if entry[0][0] == kind]).items()}
    rows = {}
    for key, all_of in grouped.items():
        row = dict(zip(("kind", "format", "options"), key)) | {"sizeBytes": all_of[0]["sizeBytes"]}
        spreads = []
        for speed in SPEEDS:
            values = polished[speed, key]
            row[speed] = statistics.median(values)
            spreads.append((max(values) - min(values)) / (2 * row[speed]))
        for space in SPACES:
            row[space] = statistics.median(run[space] for run in all_of)
        row["createMillis"] = statistics.median(run["createMillis"] for run in all_of)
        # What is itself a median of repeats brings their spread along.
        row["spread"] = all_of[0].get("spread", statistics.mean(spreads))
        rows[key] = row
    return rows


def text(kinds, rows, comments=()):
    """The table as the planner reads it."""
    lines = [f"# {comment}" for comment in comments]
    lines.append(",".join(TRAITS))
    for kind, traits in kinds.items():
        lines.append(",".join([kind, *(str(traits[name]) for name in TRAITS[1:])]))
    lines.append(",".join(COLUMNS))
    for row in rows:
        cells = [row["kind"], row["format"], row["options"]]
        cells += [f"{row[name]:.0f}" for name in COLUMNS[3:-2]]
        lines.append(",".join([*cells, f"{row['createMillis']:.1f}", f"{row['spread']:.3f}"]))
    return "\n".join(lines) + "\n"
