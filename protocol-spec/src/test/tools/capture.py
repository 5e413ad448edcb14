#!/usr/bin/env python3
"""Records the ClientHellos of real TLS clients as vectors: capture.py [NAME...]

Each client connects to a recorder on 127.0.0.1, which keeps the first flight and hangs up.
JAVA_25 names the java program of a JDK 25; a client that is not installed is left out, by name.
"""
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import hellos  # noqa: E402

SNI = "gw.example.com"
# What real hellos show: cuts do not matter, nor does what nobody here knows.
REQUIREMENTS = "AMX-HEL-1", "AMX-HEL-10"
TOOLS = pathlib.Path(__file__).resolve().parent
NODE = ("const s=require('tls').connect({host:'127.0.0.1',port:+process.argv[1],"
        f"servername:'{SNI}',ALPNProtocols:process.argv.slice(2)}});s.on('error',()=>{{}})")


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[0]


def words(count, *command):
    return " ".join(output(*command).split()[:count])


def java(program):
    return lambda port: [program, str(TOOLS / "Hello.java"), str(port), SNI, "h2", "http/1.1"]


def java_version(program):
    text = subprocess.run([program, "-version"], capture_output=True, text=True, check=True).stderr
    return text.splitlines()[1].split("(build ")[-1].rstrip(")")


def chromium(port):
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={PROFILE.name}", f"--host-resolver-rules=MAP {SNI} 127.0.0.1"]
    return ["chromium", *flags, f"https://{SNI}:{port}/"]


PROFILE = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
JAVA = shutil.which("java")
JAVA_25 = os.environ.get("JAVA_25", "")


def openssl(*options):
    return lambda port: ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *options]


# name: (program, its version, command, what the title says)
CLIENTS = {
    "openssl-postgresql": ("openssl", lambda: words(2, "openssl", "version"),
                           openssl("-servername", SNI, "-alpn", "postgresql"),
                           "s_client -alpn postgresql"),
    "openssl-two-ids": ("openssl", lambda: words(2, "openssl", "version"),
                        openssl("-servername", SNI, "-alpn", "mqtt,acme-tls/1"),
                        "s_client -alpn mqtt,acme-tls/1"),
    "openssl-tls12-only": ("openssl", lambda: words(2, "openssl", "version"),
                           openssl("-servername", SNI, "-alpn", "echo", "-tls1_2"),
                           "s_client -tls1_2 -alpn echo"),
    "openssl-bare": ("openssl", lambda: words(2, "openssl", "version"),
                     openssl("-noservername"), "s_client -noservername"),
    "gnutls": ("gnutls-cli", lambda: output("gnutls-cli", "--version"),
               lambda port: ["gnutls-cli", "--sni-hostname", SNI, "--insecure", "--alpn", "echo",
                             "-p", str(port), "127.0.0.1"], "--alpn echo"),
    "jdk17": (JAVA, lambda: "JDK " + java_version(JAVA), java(JAVA), "SSLSocket, h2 and http/1.1"),
    "jdk25": (JAVA_25, lambda: "JDK " + java_version(JAVA_25), java(JAVA_25),
              "SSLSocket, h2 and http/1.1"),
    "node20": ("node", lambda: "Node " + output("node", "--version"),
               lambda port: ["node", "-e", NODE, str(port), "h2", "echo"],
               "tls.connect, ALPNProtocols h2 and echo"),
    "curl-h2": ("curl", lambda: words(2, "curl", "--version"),
                lambda port: ["curl", "-sk", "--http2", "--resolve", f"{SNI}:{port}:127.0.0.1",
                              f"https://{SNI}:{port}/"], "--http2"),
    "chromium": ("chromium", lambda: words(2, "chromium", "--version"), chromium,
                 "headless; GREASE and a post-quantum key share"),
}


def record(command):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        client = subprocess.Popen(command(server.getsockname()[1]), stdin=subprocess.PIPE,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(30)
                hello = b""
                while hellos.message_of(hello) is None:
                    hello += connection.recv(65536)
                return hello
        finally:
            client.kill()
            client.communicate()


def python_hello():
    context = ssl.create_default_context()
    context.set_alpn_protocols(["echo", "daytime"])
    sent = ssl.MemoryBIO()
    session = context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname=SNI)
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        return sent.read()
    raise AssertionError("a handshake without a peer ended")


def save(name, source, title, octets):
    expect = hellos.complete(hellos.message_of(octets))
    hellos.save([hellos.vector(name, title, source, REQUIREMENTS, octets, expect)])
    print(f"{name}: {len(octets)} bytes, {source}, {expect}")


def main(names):
    for name, (program, version, command, how) in CLIENTS.items():
        if names and name not in names:
            continue
        if not program or not shutil.which(program):
            print(f"{name}: left out, its program is not installed")
            continue
        save(name, version(), how, record(command))
    if not names or "python311" in names:
        library = " ".join(ssl.OPENSSL_VERSION.split()[:2])
        python = ".".join(map(str, sys.version_info[:3]))
        save("python311", f"Python {python} with {library}", "ssl.MemoryBIO", python_hello())


main(sys.argv[1:])
