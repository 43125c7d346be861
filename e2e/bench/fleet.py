"""Objects of a fleet, written to an API server by many connections at once, and its nodes played."""

import concurrent.futures
import copy
import http.client
import json
import ssl
import threading
import time
import urllib.parse

GROUP = "/apis/diskwright.io/v1alpha1"
NAMESPACE = "default"
IMAGES = f"{GROUP}/namespaces/{NAMESPACE}/vmdiskimages"
ORDERS = f"{GROUP}/namespaces/{NAMESPACE}/diskallocations"
MERGE = "application/merge-patch+json"


class Failed(Exception):
    """The API server refused; the message is its own."""


class Api:
    """Requests with every right; a connection for each thread."""

    def __init__(self, server):
        self.context = ssl.create_default_context(cafile=server.certificate)
        self.host = urllib.parse.urlsplit(server.url).netloc
        self.headers = {"Authorization": f"Bearer {server.token}", "Accept": "application/json"}
        self.own = threading.local()

    def call(self, method, path, body=None, kind="application/json"):
        text = None if body is None else json.dumps(body)
        for attempt in range(3):
            connection = getattr(self.own, "connection", None)
            if connection is None:
                connection = http.client.HTTPSConnection(self.host, context=self.context, timeout=60)
                self.own.connection = connection
            try:
                connection.request(method, path, text, {**self.headers, "Content-Type": kind})
                answer = connection.getresponse()
                data = answer.read()
                break
            except (OSError, http.client.HTTPException):
                self.own.connection = None
                if attempt == 2:
                    raise
        if answer.status >= 300:
            raise Failed(f"{method} {path}: {answer.status} {data[:500].decode(errors='replace')}")
        return json.loads(data)

    def watch(self, path, version, seen, stop):
        """Calls `seen(kind of event, object, time)` until `stop` is set."""
        connection = http.client.HTTPSConnection(self.host, context=self.context, timeout=5)
        connection.request(
            "GET", f"{path}?watch=true&resourceVersion={version}", headers=self.headers)
        answer = connection.getresponse()
        while not stop.is_set():
            try:
                line = answer.readline()
            except TimeoutError:
                continue
            if not line:
                return
            event = json.loads(line)
            seen(event["type"], event["object"], time.monotonic())


def in_parallel(work, items, threads=16):
    """Does `work` for all; the first failure ends it."""
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        for done in concurrent.futures.as_completed([pool.submit(work, i) for i in items]):
            done.result()


def device(template, node, number, free):
    """A device like the one that was probed, on another node."""
    one = copy.deepcopy(template)
    name = f"{node}-{number:08x}"
    one["metadata"] = {"name": name, "labels": {
        "diskwright.io/node": node, "diskwright.io/pool": "fleet"}}
    status = one["status"]
    status["nodeName"] = node
    status["target"] = {"directory": f"/var/lib/images/{number}"}
    status["identity"] = {"filesystemUuid": f"{node}-{number}"}
    status["capacity"] = {"totalBytes": free, "freeBytes": free, "allocatableBytes": free}
    return one


def put_devices(api, devices):
    def put(one):
        api.call("POST", f"{GROUP}/storagedevices", {k: v for k, v in one.items() if k != "status"})
        api.call("PATCH", f"{GROUP}/storagedevices/{one['metadata']['name']}/status",
                 {"status": one["status"]}, MERGE)
    in_parallel(put, devices)


def image(number, size):
    return {"apiVersion": "diskwright.io/v1alpha1", "kind": "VmDiskImage",
            "metadata": {"name": f"image-{number:05d}"}, "spec": {"size": size}}


class Agents:
    """Plays the agents of all nodes: reports every order as carried out, and makes nothing."""

    def __init__(self, api):
        self.api = api
        self.stop = threading.Event()
        self.pool = concurrent.futures.ThreadPoolExecutor(16)
        version = api.call("GET", f"{ORDERS}?limit=1")["metadata"]["resourceVersion"]
        self.thread = threading.Thread(
            target=api.watch, args=(ORDERS, version, self._seen, self.stop), daemon=True)
        self.thread.start()

    def close(self):
        self.stop.set()
        self.thread.join(10)
        self.pool.shutdown()

    def _seen(self, kind, order, _when):
        if kind == "ADDED":
            self.pool.submit(self._report, order)
        elif order["metadata"].get("deletionTimestamp") and order["metadata"].get("finalizers"):
            self.pool.submit(self._release, order)

    def _report(self, order):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.api.call("PATCH", f"{ORDERS}/{order['metadata']['name']}/status", {"status": {
            "observedGeneration": order["metadata"]["generation"],
            "allocation": {
                "allocatedBytes": 4096, "virtualBytes": 1 << 20,
                "path": f"{order['spec']['target']['directory']}/{order['metadata']['name']}/disk",
                "verifiedAt": now, "verifiedBy": "played by the bench"},
            "conditions": [{"type": "Allocated", "status": "True", "reason": "Verified",
                            "message": "played by the bench", "lastTransitionTime": now}],
        }}, MERGE)

    def _release(self, order):
        ours = [f for f in order["metadata"]["finalizers"] if not f.endswith("/allocation")]
        if ours != order["metadata"]["finalizers"]:
            self.api.call("PATCH", f"{ORDERS}/{order['metadata']['name']}",
                          {"metadata": {"finalizers": ours}}, MERGE)


class Progress:
    """When images were decided and when they were ready, by the time a watch told of it."""

    def __init__(self, api):
        self.decided, self.ready, self.ordered = {}, {}, {}
        self.stop = threading.Event()
        self.threads = []
        for path, seen in ((IMAGES, self._image), (ORDERS, self._order)):
            version = api.call("GET", f"{path}?limit=1")["metadata"]["resourceVersion"]
            self.threads.append(threading.Thread(
                target=api.watch, args=(path, version, seen, self.stop), daemon=True))
        for thread in self.threads:
            thread.start()

    def close(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(10)

    def _image(self, _kind, one, when):
        states = {c["type"]: c["status"] for c in one.get("status", {}).get("conditions", [])}
        for condition, times in (("Planned", self.decided), ("Ready", self.ready)):
            if states.get(condition) == "True":
                times.setdefault(one["metadata"]["name"], when)

    def _order(self, kind, one, when):
        if kind == "ADDED":
            self.ordered.setdefault(one["spec"]["image"]["name"], when)
