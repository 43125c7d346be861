"""The Java that goes into the guest: a runtime of a few modules, our jars, and their class-data cache."""

import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

MODULES = "java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.unsupported"
# Under an emulated processor compiling costs more than it gives, but for the quick compiler and for what
# is called very often.
FLAGS = [
    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:Tier3InvocationThreshold=1000",
    "-XX:Tier3MinInvocationThreshold=500", "-XX:Tier3CompileThreshold=3000", "-XX:Tier3BackEdgeThreshold=100000",
    "-Xms64m", "-Xmx384m", "-Djdk.reflect.useNativeAccessorOnly=true", "-XX:-UsePerfData",
    "-Xlog:disable", "-Xlog:all=error:stderr", "--enable-native-access=ALL-UNNAMED",
]


def tree(cache, name, make):
    """cache/name, made by `make(directory)` when it is not there; it appears only when it is whole."""
    done = f"{cache}/{name}"
    os.makedirs(cache, exist_ok=True)
    with open(f"{cache}/.java-lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(done):
            with tempfile.TemporaryDirectory(dir=cache, prefix=".java.") as work:
                make(f"{work}/made")
                os.rename(f"{work}/made", done)
    return done


def digest(*paths):
    """Of the contents: jars that were built anew from the same sources keep their cache."""
    hash_ = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            hash_.update(file.read())
    return hash_.hexdigest()[:16]


def runtime(cache, jdk):
    def make(directory):
        run([f"{jdk}/bin/jlink", "--add-modules", MODULES, "--strip-debug", "--no-header-files",
             "--no-man-pages", "--output", directory])

    return tree(cache, f"java-{digest(f'{jdk}/release')}", make)


def application(cache, jdk, java, project):
    """A directory with app/*.jar, classes.aot and java.options, for the runtime `java`."""
    target = f"{project}/node-probe/cli/target"
    main = f"{target}/diskwright-cli.jar"
    if not os.path.exists(main):
        sys.exit(f"{main} is missing; build it: mvn -Pquick package -pl node-probe/cli -am -DskipTests")
    sources = sorted(glob.glob(f"{project}/e2e/lab/java/*.java"))
    jars = [main] + sorted(f"{target}/lib/{name}" for name in os.listdir(f"{target}/lib"))

    def make(directory):
        os.makedirs(f"{directory}/app/lib")
        for jar in jars:
            shutil.copy2(jar, f"{directory}/app/lib" if "/lib/" in jar else f"{directory}/app")
        shutil.copytree(f"{target}/native", f"{directory}/native")
        with tempfile.TemporaryDirectory() as classes:
            run([f"{jdk}/bin/javac", "-cp", f"{main}:{target}/lib/*", "-d", classes, *sources])
            run([f"{jdk}/bin/jar", "--create", "--file", f"{directory}/app/probe-loop.jar", "-C", classes, "."])
        train(directory, java)

    return tree(cache, f"app-{digest(f'{java}/release', __file__, *sources, *jars)}", make)


def options(directory, at):
    """What java is started with, when `directory` is seen as `at`."""
    return FLAGS + [
        f"-Djna.boot.library.path={at}/native/com/sun/jna/linux-x86-64",
        "-cp", f"{at}/app/diskwright-cli.jar:{at}/app/probe-loop.jar",
    ]


def train(directory, java):
    """Remembers the classes that a probe loads: reading them from jars is slow under emulation."""
    with tempfile.TemporaryDirectory() as work:
        os.mkdir(f"{work}/pool")
        requests = "".join(f"{work}/{n}\tprobe\t{work}/pool\t-o\tjson\n" for n in range(3))
        loop = [f"{java}/bin/java", f"-XX:AOTCacheOutput={directory}/classes.aot", *options(directory, directory)]
        process = subprocess.Popen(
            [*loop, "ProbeLoop"], stdin=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # Java's own account of the cache
        process.stdin.write(requests)
        process.stdin.flush()
        wait_for([f"{work}/{n}.rc" for n in range(3)], process)
        process.stdin.close()
        process.wait(120)
    if not os.path.exists(f"{directory}/classes.aot"):
        sys.exit("java made no class-data cache; run e2e/lab/run again, and see java.py when it stays so")


def wait_for(paths, process):
    while process.poll() is None and not all(os.path.exists(path) for path in paths):
        time.sleep(0.1)


def run(command):
    subprocess.run(command, check=True, stdout=sys.stderr)
