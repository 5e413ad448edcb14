"""Runs alpnmux and other gateways side by side on this machine, and compares what they cost."""
import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback

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
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    add = parser.add_argument
    add("--peers", type=names(peers.NAMES), help=f"of {', '.join(peers.NAMES)} (default: those installed)")
    add("--scenarios", type=names(scenarios.SCENARIOS), default=scenarios.DEFAULT,
        help=f"of {', '.join(scenarios.SCENARIOS)}, or all (default: {','.join(scenarios.DEFAULT)})")
    add("--reps", type=int, default=5, help="repetitions (default: 5)")
    add("--scale", type=float, default=1.0, help="factor of the amount of work (default: 1)")
    add("--warm-up", type=int, default=30000, help="connections that warm a JVM up (default: 30000)")
    add("--java", default=shutil.which("java"), help="the JVM of alpnmux (default: java on the PATH)")
    add("--jvm-options", type=shlex.split, default=["-XX:+ExitOnOutOfMemoryError"], help="in one argument; begin with = when it begins with -")
    add("--jar", help="the gateway's jar (default: the one that ./alpnmux builds)")
    add("--other-jar", help="the jar of the peers alpnmux-other and alpnmux-other-pass")
    add("--data-path", choices=["auto", "portable", "linux"], help="dataPath in the configuration of alpnmux")
    add("--config-extra", type=json.loads, default={}, help="JSON object: more keys of that configuration")
    add("--idle", type=int, default=4000, help="connections of the scenario idle (default: 4000)")
    add("--held", type=int, default=8000, help="connections of the scenario held (default: 8000)")
    add("--unix", action="store_true", help="upstreams on unix sockets: more than 28,000 connections to one port run out of ports")
    add("--fair-requests", type=int, default=32, help="request connections of the scenarios fair-* (default: 32)")
    add("--json", metavar="FILE", help="writes every single result there")
    add("--quick", action="store_true", help="a smoke run of every scenario: shows that they work, measures nothing")
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
    """Lifts the limits, makes the certificate, and takes a copy of the jar: a build may replace it meanwhile."""
    limit = machine.lift_file_limit()
    if "held" in options.scenarios and 2 * (options.held + 500) + 200 > limit:
        sys.exit(f"bench: error: {options.held} connections need {2 * (options.held + 500) + 200} files, the limit is {limit}\n"
                 "bench: hint: raise it with ulimit -n, or give a smaller --held")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
         "-subj", "/CN=bench.test", "-addext", "subjectAltName=DNS:bench.test",
         "-keyout", f"{directory}/key.pem", "-out", f"{directory}/cert.pem"],
        check=True, capture_output=True)
    with open(f"{directory}/both.pem", "w") as both:
        for part in ("key.pem", "cert.pem"):
            with open(f"{directory}/{part}") as file:
                both.write(file.read())
    options.launcher = f"{REPOSITORY}/alpnmux"
    if not options.jar:
        subprocess.run([options.launcher, "--version"], check=True, stdout=subprocess.DEVNULL)
        options.jar = f"{REPOSITORY}/cli/target/alpnmux.jar"
    options.jar = shutil.copy(options.jar, f"{directory}/alpnmux.jar")
    if options.other_jar:
        options.other_jar = shutil.copy(options.other_jar, f"{directory}/alpnmux-other.jar")


class Missing(Exception):
    """Something must be installed first; the second argument says what."""


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
                if scenarios.applies(scenario, proxy):
                    if scenario not in scenarios.FRESH:
                        bench.make_ready(proxy)
                    result = scenarios.SCENARIOS[scenario](bench, proxy)
                    result["repetition"] = repetition
                    results.setdefault(scenario, {}).setdefault(proxy.name, []).append(result)
                    say(f"{repetition + 1}/{options.reps} {scenario} {proxy.name}: {report.figure(result['cost'])} {result['unit']}"
                        f" (load {os.getloadavg()[0]:.1f})")


def main():
    options = parse_options()
    os.makedirs(options.target, exist_ok=True)
    directory = tempfile.mkdtemp(prefix="run-", dir=options.target)
    prepare(options, directory)
    bench = scenarios.Bench(options.target, options)
    upstreams = peers.Upstreams(options.target, directory, options.unix)
    running, results, status = [], {}, 0
    try:
        start(options, bench, directory, upstreams, running)
        measure(options, bench, running, results)
    except Missing as missing:
        print("bench: error: {}\nbench: hint: {}".format(*missing.args), file=sys.stderr)
        return 69
    except (Exception, KeyboardInterrupt):
        traceback.print_exc()
        say(f"stopped; configurations and logs are in {directory}")
        options.keep, status = True, 1
    finally:
        for proxy in running:
            proxy.stop()
        upstreams.stop()
    versions = {proxy.name: proxy.version() for proxy in running}
    report.show(options, machine.describe(), versions, results)
    if not options.keep:
        shutil.rmtree(directory)
    return status


if __name__ == "__main__":
    sys.exit(main())
