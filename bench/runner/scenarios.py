"""What is measured, one function per scenario: it takes a Bench and a proxy, and returns a dict.

`cost` and `unit` are in every result: proxy CPU per unit of work, or memory per connection, or a
time. The rest is what the generator printed.
"""
import contextlib
import json
import os
import socket
import ssl
import subprocess
import time

from machine import LOAD_CPU, cpu_seconds, heap_used_kib, pinned, pss_kib
from peers import PASSTHROUGH, TERMINATE

MIB = 1 << 20
# passthrough connections cost a fraction of the terminated ones: more of them for the same time
MORE = {TERMINATE: 1, PASSTHROUGH: 4}


class Bench:
    """The load: runs the generator against one proxy."""

    def __init__(self, target, settings):
        self.generator = f"{target}/generator"
        self.settings = settings

    def scaled(self, count):
        return max(1, int(count * self.settings.scale))

    def command(self, proxy, mode, service, options):
        flags = [] if proxy.mode == TERMINATE else ["--hello"]
        given = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        return pinned(LOAD_CPU, [self.generator, mode, f"--port={proxy.ports[service]}", *flags, *given])

    def generate(self, proxy, mode, service="echo", flags=(), **options):
        done = subprocess.run(
            [*self.command(proxy, mode, service, options), *flags], capture_output=True, text=True, check=False
        )
        return self.result(proxy, done.returncode, done.stdout, done.stderr)

    @staticmethod
    def result(proxy, status, output, errors):
        if status != 0 or not output:
            raise RuntimeError(f"generator against {proxy.name}: status {status}: {errors.strip()}")
        result = json.loads(output.splitlines()[-1])
        if not result["ok"]:
            raise RuntimeError(f"generator against {proxy.name}: nothing went well: {errors.strip()}")
        if not result["complete"]:
            raise RuntimeError(f"generator against {proxy.name}: not done at its deadline: {result}")
        if result["unacknowledged"] and not proxy.ignores_ids:
            raise RuntimeError(f"{proxy.name} did not acknowledge the id: {result}")
        return result

    def spend(self, proxy, unit, units, mode, service="echo", flags=(), **options):
        """Runs the generator and divides the proxy's CPU time by what `units` makes of the result."""
        before = cpu_seconds(proxy.pids())
        result = self.generate(proxy, mode, service, flags, **options)
        # Closing the last connections belongs to the work.
        time.sleep(0.1)
        spent = cpu_seconds(proxy.pids()) - before
        result.update(cpu_seconds=spent, busy=spent / result["seconds"], unit=unit)
        result["cost"] = spent / units(result)
        return result

    @contextlib.contextmanager
    def held(self, proxy, connections):
        """Holds idle connections, each of which has echoed once. Yields how many are open, and failed."""
        process = subprocess.Popen(
            self.command(proxy, "idle", "echo", {"connections": connections, "at_once": 16, "deadline": 1800}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            words = process.stdout.readline().split()
            if len(words) != 4:
                raise RuntimeError(f"generator against {proxy.name}: {process.stderr.read()}")
            yield int(words[1]), int(words[3])
        finally:
            process.communicate()

    def make_ready(self, proxy):
        """Starts and warms up what is not running: some scenarios leave it stopped."""
        if not proxy.processes:
            proxy.start()
            self.warm_up(proxy)

    def warm_up(self, proxy):
        """A JVM compiles what it does often; what is not warm here is measured cold."""
        connections = self.settings.warm_up if proxy.is_jvm else 200
        share = connections / 30000
        self.generate(proxy, "connect", connections=connections)
        if proxy.mode == TERMINATE:
            self.generate(proxy, "connect", flags=["--resume"], connections=max(1, connections // 4))
        self.generate(proxy, "refuse", alpn="no-such-service", connections=max(1, connections // 2))
        self.generate(proxy, "request", seconds=max(0.2, 6 * share))
        for way, service in (("up", "sink"), ("down", "source")):
            self.generate(proxy, "bulk", service, way=way, at_once=4, octets=int(16 + 496 * share) * MIB)


def micros(result):
    return result["ok"] / 1e6


def gigabytes(result):
    return result["bytes"] / 1e9


def connect(bench, proxy):
    return bench.spend(
        proxy, "µs/connection", micros, "connect", connections=bench.scaled(4000 * MORE[proxy.mode])
    )


def resume(bench, proxy):
    return bench.spend(
        proxy, "µs/connection", micros, "connect", flags=["--resume"], connections=bench.scaled(4000)
    )


def request(bench, proxy):
    """The clock starts when the generator says that its connections stand: handshakes are not in it."""
    command = bench.command(proxy, "request", "echo", {"seconds": 2.5 * bench.settings.scale})
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        before = cpu_seconds(proxy.pids())
        output, errors = process.communicate()
    spent = cpu_seconds(proxy.pids()) - before
    result = bench.result(proxy, process.returncode, output, errors)
    result.update(cpu_seconds=spent, busy=spent / result["seconds"], unit="µs/request", cost=spent / micros(result))
    return result


def bulk(way, service):
    def scenario(bench, proxy):
        return bench.spend(
            proxy, "s/GB", gigabytes, "bulk", service, way=way, at_once=4, octets=bench.scaled(192 * MIB)
        )

    return scenario


def refuse(bench, proxy):
    return bench.spend(
        proxy,
        "µs/refusal",
        micros,
        "refuse",
        alpn="no-such-service",
        connections=bench.scaled(3000 * MORE[proxy.mode]),
    )


def idle(bench, proxy):
    """Memory that a held connection adds, from a fresh process: see README, "Idle memory"."""
    proxy.stop()
    proxy.more_jvm_options = ["-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"]
    try:
        proxy.start()
        # Few at once: memory that the allocator keeps from the warm-up would hide what is measured.
        warm_up = bench.settings.warm_up if proxy.is_jvm else 200
        bench.generate(proxy, "connect", connections=warm_up, at_once=8)
        heap_before, pss_before = memory(proxy)
        with bench.held(proxy, bench.settings.idle) as (opened, failed):
            heap, pss = memory(proxy)
    finally:
        proxy.stop()
        proxy.more_jvm_options = []
    return {
        "ok": opened,
        "failed": failed,
        "unit": "KiB/connection",
        "cost": (pss - pss_before + heap - heap_before) / opened,
        "heap_kib": (heap - heap_before) / opened,
        "native_kib": (pss - pss_before) / opened,
        "base_mib": pss_before / 1024,
    }


def memory(proxy):
    """Heap in use after a collection, and PSS. The heap is touched whole at the start, so PSS is the rest's growth."""
    time.sleep(0.3)
    heap = heap_used_kib(proxy.jcmd(), proxy.pids()[0]) if proxy.is_jvm else 0
    return heap, pss_kib(proxy.pids())


def start(bench, proxy):
    """From the start of the process to the first accepted connection, and to the end of its handshake."""
    proxy.stop()
    result = {"ok": 1, "failed": 0, "unit": "ms"}
    try:
        for through_launcher in (False, True) if proxy.is_jvm else (False,):
            proxy.through_launcher = through_launcher
            prefix = "launcher_" if through_launcher else ""
            began = time.monotonic()
            # Not pinned: the gateway starts as it does for a user.
            proxy.launch(cpu=None)
            proxy.await_port(proxy.ports["echo"], pause=0.001)
            result[prefix + "accepted_ms"] = (time.monotonic() - began) * 1000
            if proxy.mode == TERMINATE:
                handshake(proxy.ports["echo"])
                result[prefix + "handshake_ms"] = (time.monotonic() - began) * 1000
            proxy.stop()
    finally:
        proxy.through_launcher = False
        proxy.stop()
    result["cost"] = result["accepted_ms"]
    return result


def handshake(port):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["echo"])
    with socket.create_connection(("127.0.0.1", port)) as plain:
        with context.wrap_socket(plain, server_hostname="bench.test"):
            pass


def p99_ratio(alone, beside, unit, **more):
    return {
        "ok": beside["ok"],
        "failed": alone["failed"] + beside["failed"],
        "unit": unit,
        "cost": beside["p99_us"] / max(1, alone["p99_us"]),
        "alone_p50_us": alone["p50_us"],
        "alone_p99_us": alone["p99_us"],
        "p50_us": beside["p50_us"],
        "p99_us": beside["p99_us"],
        **more,
    }


def held(bench, proxy):
    """500 active connections while many idle ones are held, against the 500 alone."""
    seconds = 4 * bench.settings.scale
    active = min(500, bench.settings.held)
    alone = bench.generate(proxy, "request", seconds=seconds, at_once=active)
    with bench.held(proxy, bench.settings.held) as (opened, failed):
        beside = bench.generate(proxy, "request", seconds=seconds, at_once=active)
    result = p99_ratio(alone, beside, "× p99 alone", held=opened)
    result["failed"] += failed
    return result


def fair(way, service):
    """Requests beside one bulk flow through the same event loop, against the requests alone."""

    def scenario(bench, proxy):
        seconds = 2 * bench.settings.scale
        requests = bench.settings.fair_requests
        alone = bench.generate(proxy, "request", seconds=seconds, at_once=requests)
        beside = bench.generate(
            proxy,
            "request",
            seconds=seconds,
            at_once=requests,
            beside=way,
            beside_port=proxy.ports[service],
            octets=64 * MIB,
        )
        flow = beside["beside_bytes"] / 1e6 / beside["seconds"]
        return p99_ratio(alone, beside, "× p99 alone", beside_mb_per_s=flow)

    return scenario


# The last two work on fresh processes, and leave them stopped.
SCENARIOS = {
    "connect": connect,
    "resume": resume,
    "request": request,
    "up": bulk("up", "sink"),
    "down": bulk("down", "source"),
    "refuse": refuse,
    "held": held,
    "fair-up": fair("up", "sink"),
    "fair-down": fair("down", "source"),
    "idle": idle,
    "start": start,
}
FRESH = {"idle", "start"}
DEFAULT = ["connect", "resume", "request", "up", "down", "refuse"]
# What makes no sense, or what a program cannot do.
TERMINATE_ONLY = {"resume", "idle", "held"}
NEEDS_IDS = {"refuse"}


def applies(name, proxy):
    if name in TERMINATE_ONLY and proxy.mode != TERMINATE:
        return False
    return not (name in NEEDS_IDS and proxy.ignores_ids)
