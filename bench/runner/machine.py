"""What the machine says of processes: CPU time, memory, versions."""
import os
import re
import resource
import subprocess
import time

PROXY_CPU, LOAD_CPU = 0, 1


def tree(root):
    """The process and all below it."""
    found = [root]
    for pid in found:
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children") as children:
                    found += [int(child) for child in children.read().split()]
        except OSError:
            pass  # it has just ended
    return found


def cpu_seconds(roots):
    """User and system time of these processes and all below them.

    From the CPU clock of each process, which counts nanoseconds; /proc/PID/stat counts ticks of 10 ms.
    Its number is what clock_getcpuclockid(3) computes: the complement of the pid, and 2 for CPUCLOCK_SCHED.
    """
    return sum(time.clock_gettime(~pid << 3 | 2) for root in roots for pid in tree(root))


def pss_kib(roots):
    """Memory of these processes and all below them; a page shared by n of them counts 1/n each."""
    total = 0
    for root in roots:
        for pid in tree(root):
            with open(f"/proc/{pid}/smaps_rollup") as rollup:
                total += int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M)[1])
    return total


def heap_used_kib(jcmd, pid):
    """What is in use of the JVM's heap after a full collection."""
    subprocess.run([jcmd, str(pid), "GC.run"], check=True, capture_output=True)
    info = subprocess.run([jcmd, str(pid), "GC.heap_info"], check=True, capture_output=True, text=True).stdout
    # SerialGC has two lines: "def new generation total 9K, used 5K", "tenured generation total 9K, used 5K"
    heap = info.split("Metaspace")[0]
    return sum(int(used) for used in re.findall(r"total \d+K, used (\d+)K", heap))


def lift_file_limit():
    """Raises the limit of open files as far as allowed, and returns it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def pinned(cpu, command):
    return ["taskset", "-c", str(cpu), *command]


def first_version(command):
    """The first line with a version number that the command prints."""
    done = subprocess.run(command, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    return next((line.strip() for line in lines if re.search(r"\d\.\d", line)), "unknown")[:100]


def describe():
    with open("/proc/cpuinfo") as cpuinfo:
        model = re.search(r"model name\s*:\s*(.*)", cpuinfo.read())
    return {
        "processor": model[1] if model else os.uname().machine,
        "cores": os.cpu_count(),
        "kernel": os.uname().release,
        "file_limit": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        "openssl_of_load": first_version(["openssl", "version"]),
    }
