"""Runs the sets and compares. Started by e2e/lab/run, whose --help says how it is used."""

import argparse
import concurrent.futures
import os
import shutil
import sys
import tempfile

import java
import truth
from devices import SETS
from machine import Machine

LIMIT = 900  # seconds for one set; a quiet machine needs a fifth of it
LONG = 2400  # the same for a set that is run on demand
AT_ONCE = 2  # more of them make each so slow that what is timed in it fails
LONGEST_FIRST = ["events", "layers", "basic", "network"]
ON_DEMAND = ["volumes", "costs"]  # costs is a measurement, and not compared


def arguments():
    parser = argparse.ArgumentParser(prog="e2e/lab/run", add_help=False)
    for name in ("image", "jdk", "project"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--set", action="append", choices=SETS, dest="sets")
    parser.add_argument("--case", action="append", dest="cases")
    parser.add_argument("--keep")
    parser.add_argument("--shell", action="store_true")
    parser.add_argument("--capture", action="store_true")
    args = parser.parse_args()
    args.cases = args.cases or ["*"]
    return args


def lay_in(args, work):
    """What the guest sees at /lab/in."""
    lab = f"{args.project}/e2e/lab"
    cache = os.path.dirname(args.image)
    runtime = java.runtime(cache, args.jdk)
    application = java.application(cache, args.jdk, runtime, args.project)
    os.makedirs(f"{work}/in")
    shutil.copytree(f"{lab}/guest", f"{work}/in/guest")
    shutil.copytree(runtime, f"{work}/in/java", symlinks=True)
    shutil.copytree(application, f"{work}/in/app")
    with open(f"{work}/in/java.options", "w", encoding="utf-8") as file:
        file.write("\n".join(["-XX:AOTMode=on", "-XX:AOTCache=/lab/in/app/classes.aot", *java.options(application, "/lab/in/app")]))


def one_set(args, name, directory):
    work = f"{directory}/{name}"
    os.makedirs(work)
    os.symlink(f"{directory}/in", f"{work}/in")
    machine = Machine(args.image, work, name, ",".join(args.cases), args.shell, args.capture)
    code = machine.run(LONG if name in ON_DEMAND else LIMIT)
    return machine, code


def report(args, name, machine, code):
    """Prints what failed in one set; returns how many expectations passed and failed."""
    marks = " ".join(f"{mark} {seconds:.1f} s" for mark, seconds in machine.marks.items())
    print(f"{name}: {marks}", file=sys.stderr)
    if code is None:
        print(machine.console()[-4000:], file=sys.stderr)
        with open(f"{machine.work}/qemu.log", encoding="utf-8") as log:
            print(log.read()[-2000:], file=sys.stderr)
    expectations = truth.read(f"{args.project}/e2e/lab/truth/{name}.ini", args.cases)
    passed, failures = truth.compare(expectations, machine.out, name)
    if code != 0:
        failures.append(f"{name}: the guest did not come to its end (see its console and stdout with --keep)")
    for case in machine.read("unprepared").split():
        failures.append(f"{case}: could not be prepared; the guest's standard output says which step failed")
    for failure in failures:
        print(f"{name} {failure}")
    return passed, len(failures)


def main():
    args = arguments()
    names = args.sets or LONGEST_FIRST
    with tempfile.TemporaryDirectory(prefix="diskwright-lab.") as directory:
        lay_in(args, directory)
        if args.shell:
            one_set(args, names[0], directory)
            return 0
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            runs = {name: pool.submit(one_set, args, name, directory) for name in [*LONGEST_FIRST, *ON_DEMAND] if name in names}
            results = {name: runs[name].result() for name in names}
        counts = [report(args, name, *result) for name, result in results.items()]
        if args.keep:
            for name in names:
                kept = f"{args.keep}/{name}"
                shutil.copytree(f"{directory}/{name}/out", kept, dirs_exist_ok=True)
                for log in ("console", "qemu.log"):
                    shutil.copy(f"{directory}/{name}/{log}", kept)
    passed = sum(count[0] for count in counts)
    failed = sum(count[1] for count in counts)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
