"""The programs side by side: their configurations, and how they start and stop.

Every program does the same: it takes TLS 1.3 with the ids echo, sink and source on one port, and
relays to a plain upstream per service (terminate), or relays the TLS bytes by the id in the
ClientHello (passthrough). One worker, on one core. hitch and stunnel cannot choose by the id: they
get a port per service.
"""
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import time

from machine import LOAD_CPU, PROXY_CPU, first_version, pinned, tree

STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so"  # part of nginx itself on other systems
SERVICES = ("echo", "sink", "source")
TERMINATE, PASSTHROUGH = "terminate", "passthrough"


class Ports:
    """Ports that were free a moment ago. The upstreams of passthrough services drop the hello."""

    def __init__(self):
        self.sockets = []

    def take(self):
        # All are held until the last one is drawn, so no two are the same.
        free = socket.socket()
        free.bind(("127.0.0.1", 0))
        self.sockets.append(free)
        return free.getsockname()[1]

    def release(self):
        for free in self.sockets:
            free.close()


class Upstreams:
    """One process that plays all of them. Addresses are in the form of alpnmux and nginx: 127.0.0.1:PORT or unix:PATH."""

    def __init__(self, target, directory, use_unix):
        ports = Ports()
        self.of = {
            mode: {
                s: f"unix:{directory}/{mode}-{s}.sock" if use_unix else f"127.0.0.1:{ports.take()}" for s in SERVICES
            }
            for mode in (TERMINATE, PASSTHROUGH)
        }
        ports.release()
        specs = [
            f"{service}{'+hello' if mode == PASSTHROUGH else ''}@{address.partition(':')[2]}"
            for mode, addresses in self.of.items()
            for service, address in addresses.items()
        ]
        command = pinned(LOAD_CPU, [f"{target}/upstream", *specs])
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the upstreams did not start")
        if use_unix:  # hitch gives its rights up
            os.chmod(directory, 0o711)
            for path in glob.glob(f"{directory}/*.sock"):
                os.chmod(path, 0o666)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Proxy:
    """One program under test: `files` are written before `commands` are started."""

    is_jvm = False
    ignores_ids = False

    def __init__(self, name, mode, directory, upstreams, settings):
        self.name, self.mode, self.directory = name, mode, directory
        self.upstreams = upstreams.of[mode]
        self.processes = []
        # Sockets, not pairs; programs reserve memory for them.
        self.connections_max = 2 * max(settings.held, settings.idle) + 2000
        ports = Ports()
        first = ports.take()
        self.ports = {s: ports.take() if self.ignores_ids else first for s in SERVICES}
        ports.release()

    def commands(self):
        raise NotImplementedError

    def environment(self):
        return os.environ

    def version(self):
        return first_version([*self.program, "-v"])

    def write(self, name, text):
        path = f"{self.directory}/{self.name}-{name}"
        with open(path, "w") as file:
            file.write(text)
        return path

    def pids(self):
        return [process.pid for process in self.processes]

    def launch(self, cpu=PROXY_CPU):
        with open(f"{self.directory}/{self.name}.log", "a") as log:
            for command in self.commands():
                command = command if cpu is None else pinned(cpu, command)
                self.processes.append(
                    subprocess.Popen(
                        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment()
                    )
                )

    def start(self):
        self.launch()
        for port in self.ports.values():
            self.await_port(port)

    def await_port(self, port, seconds=60, pause=0.05):
        deadline = time.monotonic() + seconds
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                if time.monotonic() > deadline or any(p.poll() is not None for p in self.processes):
                    self.stop()
                    raise RuntimeError(f"{self.name} did not start: see {self.directory}/{self.name}.log")
                time.sleep(pause)

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                for pid in tree(process.pid):
                    os.kill(pid, signal.SIGKILL)
                process.wait()
        self.processes = []


class Nginx(Proxy):
    program, package = ["nginx"], "nginx"
    buffer = ""

    def commands(self):
        key = "$ssl_alpn_protocol" if self.mode == TERMINATE else "$ssl_preread_alpn_protocols"
        upstreams = "".join(f" {s} {address};" for s, address in self.upstreams.items())
        how = "ssl_preread on;"
        if self.mode == TERMINATE:
            how = f"""ssl_certificate {self.directory}/cert.pem; ssl_certificate_key {self.directory}/key.pem;
    ssl_protocols TLSv1.3; ssl_alpn {" ".join(SERVICES)};"""
        listen = "ssl backlog=4096" if self.mode == TERMINATE else "backlog=4096"
        load = f"load_module {STREAM_MODULE};" if os.path.exists(STREAM_MODULE) else ""
        user = "user root;" if os.geteuid() == 0 else ""
        config = self.write("nginx.conf", f"""{load}{user}
worker_processes 1; daemon off; pid {self.directory}/{self.name}.pid;
error_log {self.directory}/{self.name}-error.log error;
events {{ worker_connections {self.connections_max}; }}
stream {{
  map {key} $chosen {{ {upstreams} }}
  server {{
    listen 127.0.0.1:{self.ports["echo"]} {listen};
    {how}
    tcp_nodelay on; proxy_timeout 1h; {self.buffer}
    proxy_pass $chosen;
  }}
}}
""")
        return [["nginx", "-c", config, "-p", self.directory, "-e", f"{self.directory}/{self.name}-error.log"]]


class NginxBigBuffers(Nginx):
    buffer = "proxy_buffer_size 256k;"


class Haproxy(Proxy):
    program, package = ["haproxy"], "haproxy"

    def commands(self):
        if self.mode == TERMINATE:
            bind = f"ssl crt {self.directory}/both.pem alpn {','.join(SERVICES)} ssl-min-ver TLSv1.3"
            choose = "tcp-request content reject unless { ssl_fc_alpn -m found }\n  use_backend %[ssl_fc_alpn]"
        else:
            bind = ""
            choose = "tcp-request inspect-delay 5s\n  tcp-request content accept if { req.ssl_hello_type 1 }\n"
            choose += "\n".join(f"  use_backend {s} if {{ req.ssl_alpn -m str {s} }}" for s in SERVICES)
        upstreams = "\n".join(
            f"backend {s}\n  server s {address.replace('unix:', 'unix@')}" for s, address in self.upstreams.items()
        )
        config = self.write("haproxy.cfg", f"""global
  nbthread 1
  maxconn {self.connections_max // 2}
  log /dev/null local0
defaults
  mode tcp
  backlog 4096
  timeout connect 10s
  timeout client 1h
  timeout server 1h
frontend bench
  bind 127.0.0.1:{self.ports["echo"]} {bind}
  {choose}
{upstreams}
""")
        return [["haproxy", "-db", "-f", config]]


class Hitch(Proxy):
    program, package = ["hitch"], "hitch"
    ignores_ids = True

    def version(self):
        return first_version(["hitch", "--version"])

    def commands(self):
        user = 'user = "_hitch"\ngroup = "_hitch"' if os.geteuid() == 0 else ""
        return [["hitch", "--config=" + self.write(f"{s}.conf", f"""frontend = "[127.0.0.1]:{self.ports[s]}"
backend = "{self.upstreams[s].replace('127.0.0.1:', '[127.0.0.1]:').replace('unix:', '')}"
pem-file = "{self.directory}/both.pem"
workers = 1
daemon = off
{user}
tls-protos = TLSv1.3
alpn-protos = "{",".join(SERVICES)}"
backlog = 4096
log-level = 0
ocsp-dir = ""
""")] for s in SERVICES]


class Stunnel(Proxy):
    program, package = ["stunnel4"], "stunnel4"
    ignores_ids = True

    def version(self):
        return first_version(["stunnel4", "-version"])

    def commands(self):
        services = "\n".join(
            f"[{s}]\naccept = 127.0.0.1:{self.ports[s]}\nconnect = {self.upstreams[s].removeprefix('unix:')}" for s in SERVICES
        )
        return [["stunnel4", self.write("stunnel.conf", f"""foreground = yes
pid =
syslog = no
debug = 3
output = {self.directory}/{self.name}-stunnel.log
cert = {self.directory}/cert.pem
key = {self.directory}/key.pem
sslVersionMin = TLSv1.3
socket = l:TCP_NODELAY=1
socket = r:TCP_NODELAY=1
TIMEOUTidle = 3600
{services}
""")]]


class Alpnmux(Proxy):
    """The runnable jar. `settings` are the options of the command line; `data_path` and `jar` may differ from peer to peer."""

    is_jvm = True

    def __init__(self, name, mode, directory, upstreams, settings, data_path=None, jar=None):
        super().__init__(name, mode, directory, upstreams, settings)
        self.settings = settings
        self.data_path = data_path or settings.data_path
        self.jar = jar or settings.jar
        self.program = [settings.java]
        self.more_jvm_options = []
        self.through_launcher = False

    def version(self):
        jvm = subprocess.run([self.settings.java, "-version"], capture_output=True, text=True).stderr.splitlines()
        return f"{first_version([self.settings.java, '-jar', self.jar, '--version'])}, {jvm[1].strip()}"

    def config(self):
        config = {
            "listeners": [{"name": "bench", "address": f"127.0.0.1:{self.ports['echo']}"}],
            "eventLoops": 1,
            "services": {s: {"upstreams": [address]} for s, address in self.upstreams.items()},
        }
        if self.mode == PASSTHROUGH:
            for service in config["services"].values():
                service["mode"] = "passthrough"
        else:
            config["certificates"] = [{"certificate": "cert.pem", "privateKey": "key.pem"}]
        if self.data_path:
            config["dataPath"] = self.data_path
        return {**config, **self.settings.config_extra}

    def environment(self):
        home = os.path.dirname(os.path.dirname(os.path.realpath(self.settings.java)))
        options = " ".join([*self.settings.jvm_options, *self.more_jvm_options])
        return {**os.environ, "JAVA_HOME": home, "ALPNMUX_JAVA_OPTS": options}

    def commands(self):
        config = self.write("gateway.json", json.dumps(self.config(), indent=2))
        # nginx writes nothing per connection here, so neither does the gateway.
        serve = ["serve", "--config", config, "--log-level", "warn"]
        if self.through_launcher:
            return [[self.settings.launcher, *serve]]
        jvm = [self.settings.java, *self.settings.jvm_options, *self.more_jvm_options]
        return [[*jvm, "-jar", self.jar, *serve]]

    def jcmd(self):
        return os.path.join(os.path.dirname(os.path.realpath(self.settings.java)), "jcmd")


NATIVE = {
    "nginx": (Nginx, TERMINATE),
    "haproxy": (Haproxy, TERMINATE),
    "hitch": (Hitch, TERMINATE),
    "stunnel": (Stunnel, TERMINATE),
    "nginx-256k": (NginxBigBuffers, TERMINATE),
    "nginx-pass": (Nginx, PASSTHROUGH),
    "haproxy-pass": (Haproxy, PASSTHROUGH),
    "nginx-256k-pass": (NginxBigBuffers, PASSTHROUGH),
}
# name: data path, whether it runs the jar of --other-jar
GATEWAYS = {
    "alpnmux": (None, False),
    "alpnmux-portable": ("portable", False),
    "alpnmux-linux": ("linux", False),
    "alpnmux-other": (None, True),
}
NAMES = [*NATIVE, *GATEWAYS, *(f"{name}-pass" for name in GATEWAYS)]
DEFAULT = ["nginx", "haproxy", "hitch", "stunnel", "alpnmux", "nginx-pass", "haproxy-pass", "alpnmux-pass"]
REFERENCE = {TERMINATE: "nginx", PASSTHROUGH: "nginx-pass"}


def missing_package(name):
    """The Debian package that this peer lacks, or nothing."""
    if name not in NATIVE:
        return None
    kind = NATIVE[name][0]
    if not shutil.which(kind.program[0]):
        return kind.package
    if kind.program == ["nginx"] and not os.path.exists(STREAM_MODULE):
        about = subprocess.run(["nginx", "-V"], capture_output=True, text=True).stderr.split()
        return None if "--with-stream" in about else "libnginx-mod-stream"
    return None


def make(name, directory, upstreams, settings):
    if name in NATIVE:
        kind, mode = NATIVE[name]
        return kind(name, mode, directory, upstreams, settings)
    mode = PASSTHROUGH if name.endswith("-pass") else TERMINATE
    data_path, is_other = GATEWAYS[name.removesuffix("-pass")]
    jar = settings.other_jar if is_other else None
    return Alpnmux(name, mode, directory, upstreams, settings, data_path, jar)
