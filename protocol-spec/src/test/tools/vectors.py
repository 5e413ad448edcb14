"""Reads and writes hello vectors; the format is described in ../resources/hellos/index.txt."""
import pathlib

HELLOS = pathlib.Path(__file__).resolve().parent.parent / "resources" / "hellos"
ESCAPED = b'%,"\\'


def written(octets):
    """An ALPN id in its written form: printable ASCII, the rest as %XX."""
    return "".join(
        chr(o) if 0x20 < o < 0x7F and o not in ESCAPED else f"%{o:02X}" for o in octets)


def write(name, expect, source, hello, requirements, alert=None, sni=None, alpn=None,
          versions=None):
    lines = [f"expect: {expect}"]
    if alert is not None:
        lines.append(f"alert: {alert}")
    lines.append(f"source: {source}")
    lines.append("requirements: " + ",".join(requirements))
    if sni is not None:
        lines.append(f"sni: {written(sni)}".rstrip())
    if alpn is not None:
        lines.append("alpn: " + ",".join(written(i) for i in alpn))
    if versions is not None:
        lines.append("versions: " + ",".join(f"{v:04x}" for v in versions))
    lines.append("hex:")
    lines += [hello[i:i + 32].hex() for i in range(0, len(hello), 32)]
    (HELLOS / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    index()


def index():
    path = HELLOS / "index.txt"
    comments = [line for line in path.read_text("ascii").splitlines() if line.startswith("#")]
    names = sorted(f.stem for f in HELLOS.glob("*.txt") if f.name != "index.txt")
    path.write_text("\n".join(comments + names) + "\n", encoding="ascii")


def message_of(records):
    """Joins the payloads of handshake records; None while the first message is not whole."""
    message, at = b"", 0
    while at + 5 <= len(records):
        length = int.from_bytes(records[at + 3:at + 5], "big")
        message += records[at + 5:at + 5 + length]
        at += 5 + length
    if len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4], "big"):
        return None
    return message


def fields_of(message):
    """Returns (sni, alpn, versions) of a well-formed ClientHello; an own reading, as an oracle."""
    at = 4 + 2 + 32
    at += 1 + message[at]
    at += 2 + int.from_bytes(message[at:at + 2], "big")
    at += 1 + message[at]
    at += 2
    extensions = {}
    while at < len(message):
        kind, length = (int.from_bytes(message[i:i + 2], "big") for i in (at, at + 2))
        extensions[kind] = message[at + 4:at + 4 + length]
        at += 4 + length
    sni = extensions[0][5:] if 0 in extensions else None
    alpn = None
    if 16 in extensions:
        alpn, rest = [], extensions[16][2:]
        while rest:
            alpn.append(rest[1:1 + rest[0]])
            rest = rest[1 + rest[0]:]
    versions = [int.from_bytes(message[4:6], "big")]
    if 43 in extensions:
        body = extensions[43][1:]
        versions = [int.from_bytes(body[i:i + 2], "big") for i in range(0, len(body), 2)]
    return sni, alpn, versions
