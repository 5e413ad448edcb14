"""Runs alpnmux and other gateways side by side on this machine, and compares what they cost."""
import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

import machine
import peers
import report
import scenarios

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(os.path.dirname(HERE))


def names(known):
    def parse(text):
        chosen = list(known) if text == "all" else text.split(",")
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f"unknown: {name}; known: {', '.join(known)}")
        return chosen

    return parse


def parse_options():
    parser = argparse.ArgumentParser(
        prog="bench/run", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--peers", type=names(peers.NAMES), help=f"of {', '.join(peers.NAMES)}; without it, those installed")
    add("--scenarios", type=names(scenarios.SCENARIOS), default=scenarios.DEFAULT,
        help=f"of {', '.join(scenarios.SCENARIOS)}, or all")
    add("--reps", type=int, default=5, help="repetitions")
    add("--scale", type=float, default=1.0, help="factor of the amount of work")
    add("--warm-up", type=int, default=30000, help="connections that warm a JVM up")
    add("--java", default=shutil.which("java"), help="the JVM of alpnmux")
    add("--jvm-options", type=shlex.split, default=["-XX:+ExitOnOutOfMemoryError"],
        help="in one argument, given with = because it begins with -")
    add("--jar", help="the gateway's jar; without it, the one that ./alpnmux builds")
    add("--other-jar", help="the jar of the peers alpnmux-other and alpnmux-other-pass")
    add("--data-path", choices=["auto", "portable", "linux"], help="dataPath in the configuration of alpnmux")
    add("--config-extra", type=json.loads, default={}, help="JSON object: more keys of that configuration")
    add("--idle", type=int, default=4000, help="connections of the scenario idle")
    add("--held", type=int, default=8000, help="connections of the scenario held")
    add("--unix", action="store_true",
        help="upstreams on unix sockets: one TCP port takes 28,000 connections from one address")
    add("--fair-requests", type=int, default=32, help="request connections of the scenarios fair-*")
    add("--json", metavar="FILE", help="writes every single result there")
    add("--quick", action="store_true", help="every scenario in its shortest form: shows that they work")
    add("--keep", action="store_true", help="leaves the configurations and logs in bench/target")
    add("--target", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        make_quick(options)
    return options


def make_quick(options):
    options.reps, options.scale, options.warm_up = 1, 0.02, 50
    options.idle, options.held = 500, 50
    options.scenarios = list(scenarios.SCENARIOS)


def prepare(options, directory):
    """Makes the certificate, and takes a copy of the jar: a build may replace it meanwhile."""
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = ["-subj", "/CN=bench.test", "-addext", "subjectAltName=DNS:bench.test", "-days", "30"]
    files = ["-keyout", f"{directory}/key.pem", "-out", f"{directory}/cert.pem"]
    subprocess.run([*request, *names, *files], check=True, capture_output=True)
    with open(f"{directory}/both.pem", "w") as both:
        for part in ("key.pem", "cert.pem"):
            with open(f"{directory}/{part}") as file:
                both.write(file.read())
    options.launcher = f"{REPOSITORY}/alpnmux"
    if not options.jar or "start" in options.scenarios:
        # Builds what is out of date; "start" would time that otherwise.
        subprocess.run([options.launcher, "--version"], check=True, stdout=subprocess.DEVNULL)
    if not options.jar:
        options.jar = f"{REPOSITORY}/cli/target/alpnmux.jar"
    options.jar = shutil.copy(options.jar, f"{directory}/alpnmux.jar")
    if options.other_jar:
        options.other_jar = shutil.copy(options.other_jar, f"{directory}/alpnmux-other.jar")


def check_file_limit(options):
    """A held connection takes two descriptors of the program in the middle."""
    limit = machine.lift_file_limit()
    needed = 2 * (options.held + 500) + 200
    if "held" in options.scenarios and needed > limit:
        raise Missing(
            f"{options.held} held connections need {needed} open files, the limit is {limit}",
            "raise it (ulimit -n), or give a smaller --held",
        )


class Missing(Exception):
    """What this run needs and the machine lacks; the second argument is the way out."""


def say(text):
    print(f"# {text}", file=sys.stderr, flush=True)


def start(options, bench, directory, upstreams, running):
    """Starts and warms up what is installed, and adds it to `running`."""
    for name in options.peers or peers.DEFAULT:
        package = peers.missing_package(name)
        if package and options.peers:
            raise Missing(f"{name} is not installed", f"Debian: apt install {package}")
        if package:
            say(f"{name}: left out, it is not installed (Debian: apt install {package})")
            continue
        proxy = peers.make(name, directory, upstreams, options)
        running.append(proxy)
        say(f"{name}: {proxy.version()}")
        bench.make_ready(proxy)


def measure(options, bench, running, results):
    for repetition in range(options.reps):
        for scenario in options.scenarios:
            # The order changes, so that none always comes after the same one.
            for proxy in running if repetition % 2 == 0 else reversed(running):
                if not scenarios.applies(scenario, proxy):
                    continue
                if scenario not in scenarios.FRESH:
                    bench.make_ready(proxy)
                result = scenarios.SCENARIOS[scenario](bench, proxy)
                result.update(repetition=repetition, load_average=os.getloadavg()[0])
                results.setdefault(scenario, {}).setdefault(proxy.name, []).append(result)
                cost = f"{report.figure(result['cost'])} {result['unit']}"
                say(f"{repetition + 1}/{options.reps} {scenario} {proxy.name}: {cost}, load {os.getloadavg()[0]:.1f}")


def run(options, directory):
    """Returns the exit status: what was measured until something failed is shown in any case."""
    prepare(options, directory)
    bench = scenarios.Bench(options.target, options)
    upstreams = peers.Upstreams(options.target, directory, options.unix)
    running, results, status = [], {}, 0
    try:
        start(options, bench, directory, upstreams, running)
        measure(options, bench, running, results)
    except (RuntimeError, OSError, KeyboardInterrupt) as failure:
        say(f"stopped: {failure!r}; configurations and logs are in {directory}")
        options.keep, status = True, 1
    finally:
        for proxy in running:
            proxy.stop()
        upstreams.stop()
    versions = {proxy.name: proxy.version() for proxy in running}
    report.show(options, machine.describe(), versions, results)
    return status


def main():
    options = parse_options()
    directory = None
    try:
        check_file_limit(options)
        directory = tempfile.mkdtemp(prefix="run-", dir=options.target)
        return run(options, directory)
    except Missing as missing:
        print("bench: error: {}\nbench: hint: {}".format(*missing.args), file=sys.stderr)
        return 69
    finally:
        if directory and not options.keep:
            shutil.rmtree(directory)


if __name__ == "__main__":
    sys.exit(main())
