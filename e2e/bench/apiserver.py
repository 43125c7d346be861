"""A real kube-apiserver with its own etcd on loopback, and what its audit log says."""

import json
import os
import secrets
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

class Refused(Exception):
    """It cannot be measured here; the message says why and what to do."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ApiServer:
    """Both processes, their files below `home`. A context manager."""

    WRITES = frozenset(("create", "update", "patch", "delete", "deletecollection"))

    def __init__(self, tools, home):
        self.tools, self.home = Path(tools), Path(home)
        self.processes = []
        self.url = f"https://127.0.0.1:{free_port()}"
        self.token = secrets.token_hex(16)
        self.certificate = self.home / "certs/apiserver.crt"
        self.audit_file = self.home / "audit.log"

    def __enter__(self):
        try:
            self._start()
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *unused):
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def kubectl(self, *arguments, stdin=None):
        """What kubectl prints, with every right."""
        command = [self.tools / "kubectl", f"--kubeconfig={self.kubeconfig('admin', self.token)}",
                   f"--cache-dir={self.home / 'kubectl'}", *arguments]
        done = subprocess.run(command, input=stdin, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            raise Refused(f"kubectl {' '.join(map(str, arguments))}: {done.stderr.strip()}")
        return done.stdout

    def kubeconfig(self, name, token):
        """The path of a kubeconfig for that token."""
        path = self.home / f"{name}.kubeconfig"
        cluster = {"server": self.url, "certificate-authority": str(self.certificate)}
        config = {
            "apiVersion": "v1", "kind": "Config", "current-context": "bench",
            "clusters": [{"name": "bench", "cluster": cluster}],
            "users": [{"name": name, "user": {"token": token}}],
            "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": name}}],
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(config), encoding="utf-8")
        return path

    def requests(self, user):
        """Requests by the user whose name ends so, oldest first."""
        text = self.audit_file.read_text(encoding="utf-8")
        events = map(json.loads, text[:text.rfind("\n") + 1].splitlines())
        return [e for e in events if e["user"]["username"].endswith(user)]

    def writes(self, user):
        """Those for a change."""
        return [e for e in self.requests(user) if e["verb"] in self.WRITES]

    def _start(self):
        clients, peers = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        self._run("etcd", f"--data-dir={self.home / 'etcd'}", "--name=bench", "--unsafe-no-fsync",
                  f"--listen-client-urls={clients}", f"--advertise-client-urls={clients}",
                  f"--listen-peer-urls={peers}", f"--initial-advertise-peer-urls={peers}",
                  f"--initial-cluster=bench={peers}", "--log-level=warn")
        key, public = self.home / "sa.key", self.home / "sa.pub"
        for command in (["genrsa", "-out", key], ["rsa", "-in", key, "-pubout", "-out", public]):
            subprocess.run(["openssl", *command], check=True, capture_output=True)
        tokens, policy = self.home / "tokens.csv", self.home / "audit-policy.yaml"
        tokens.write_text(f'{self.token},admin,admin,"system:masters"\n', encoding="utf-8")
        policy.write_text("apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\n"
                          "rules:\n- level: Metadata\n", encoding="utf-8")
        self._run("kube-apiserver", f"--etcd-servers={clients}", "--bind-address=127.0.0.1",
                  "--advertise-address=127.0.0.1", f"--secure-port={self.url.rsplit(':', 1)[1]}",
                  f"--cert-dir={self.home / 'certs'}", "--endpoint-reconciler-type=none",
                  "--service-cluster-ip-range=10.96.0.0/24", "--authorization-mode=RBAC",
                  f"--token-auth-file={tokens}",
                  "--service-account-issuer=https://kubernetes.default.svc",
                  f"--service-account-key-file={public}",
                  f"--service-account-signing-key-file={key}",
                  f"--audit-policy-file={policy}", f"--audit-log-path={self.audit_file}")
        self._await()

    def _run(self, program, *arguments):
        with open(self.home / f"{program}.log", "ab") as log:
            self.processes.append(subprocess.Popen(
                [self.tools / program, *arguments], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log))

    def _await(self):
        limit = time.monotonic() + 90
        while time.monotonic() < limit and all(p.poll() is None for p in self.processes):
            try:
                context = ssl.create_default_context(cafile=self.certificate)
                asked = urllib.request.Request(
                    f"{self.url}/readyz", headers={"Authorization": f"Bearer {self.token}"})
                with urllib.request.urlopen(asked, context=context, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError, ssl.SSLError):
                pass
            time.sleep(0.2)
        tail = "".join((self.home / f"{p}.log").read_text(encoding="utf-8")[-2000:]
                       for p in ("etcd", "kube-apiserver") if os.path.exists(self.home / f"{p}.log"))
        raise Refused(f"the API server did not start:\n{tail}")
