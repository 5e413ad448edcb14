"""Prints the results as tables, and writes them as JSON."""
import datetime
import json
import statistics

from peers import PASSTHROUGH, REFERENCE, TERMINATE

COUNTERS = ("alert_120", "alert_other", "closed", "reset", "accepted")
DETAILS = ("heap_kib", "native_kib", "base_mib", "accepted_ms", "handshake_ms", "launcher_accepted_ms",
           "launcher_handshake_ms", "held", "alone_p50_us", "alone_p99_us", "beside_mb_per_s")


def figure(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def spread(values):
    """median (min–max)"""
    if len(values) == 1:
        return figure(values[0])
    return f"{figure(statistics.median(values))} ({figure(min(values))}–{figure(max(values))})"


def ratios(results, reference):
    """The cost against the reference's in the same repetition."""
    others = {r["repetition"]: r["cost"] for r in reference}
    return [r["cost"] / others[r["repetition"]] for r in results if others.get(r["repetition"])]


def reference_of(name):
    return REFERENCE[PASSTHROUGH if name.endswith("-pass") else TERMINATE]


def row(name, results, of_scenario):
    reference = of_scenario.get(reference_of(name))
    against = spread(ratios(results, reference)) if reference else ""
    median = lambda key: statistics.median(r[key] for r in results)
    remarks = [f"{key} {figure(median(key))}" for key in DETAILS if key in results[0]]
    if sum(results[0].get(key, 0) for key in COUNTERS):
        remarks += [f"{key} {sum(r[key] for r in results)}" for key in COUNTERS if any(r[key] for r in results)]
    if "busy" in results[0]:
        remarks.append(f"busy {100 * median('busy'):.0f} %")
    latency = [figure(median(key)) if results[0].get(key) else "" for key in ("p50_us", "p99_us")]
    failed = sum(r["failed"] for r in results)
    cells = [name, spread([r["cost"] for r in results]), against, *latency, str(failed), ", ".join(remarks)]
    return "| " + " | ".join(cells) + " |"


def show(options, machine, versions, results):
    for scenario, of_scenario in results.items():
        unit = next(iter(of_scenario.values()))[0]["unit"]
        print(f"\n### {scenario}\n")
        print(f"| peer | {unit}, median (min–max) | × nginx | p50 µs | p99 µs | failed | |")
        print("|---|---|---|---|---|---|---|")
        for name, of_peer in of_scenario.items():
            print(row(name, of_peer, of_scenario))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(document(options, machine, versions, results), file, indent=1)


def document(options, machine, versions, results):
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": machine,
        "versions": versions,
        "options": {k: v for k, v in vars(options).items() if k not in ("target", "launcher", "jar", "other_jar")},
        "ratios": {
            scenario: {
                name: {"against": reference_of(name), "paired": ratios(of_peer, of_scenario[reference_of(name)])}
                for name, of_peer in of_scenario.items()
                if reference_of(name) in of_scenario
            }
            for scenario, of_scenario in results.items()
        },
        "results": results,
    }
