"""Makes ClientHellos octet by octet: the same calls give the same octets, and any part may lie."""
ALPN, SERVER_NAME, VERSIONS, KEY_SHARE = 16, 0, 43, 51
SUPPORTED_GROUPS, SIGNATURE_ALGORITHMS = 10, 13
HANDSHAKE, ALERT, APPLICATION_DATA = 22, 21, 23
X25519 = 29


def u8(value):
    return value.to_bytes(1, "big")


def u16(value):
    return value.to_bytes(2, "big")


def v8(body, lie=0):
    """A vector with one length byte, which may lie by some octets."""
    return u8(len(body) + lie) + body


def v16(body, lie=0):
    return u16(len(body) + lie) + body


def filler(count):
    """Octets that look random and never change."""
    return bytes((37 * i * i + 11 * i + 7) % 251 for i in range(count))


def extension(kind, body, lie=0):
    return u16(kind) + v16(body, lie)


def server_name(*names):
    return extension(SERVER_NAME, v16(b"".join(b"\0" + v16(n) for n in names)))


def alpn(*ids):
    return extension(ALPN, v16(b"".join(v8(i) for i in ids)))


def versions(*numbers):
    return extension(VERSIONS, v8(b"".join(u16(n) for n in numbers or [0x0304, 0x0303])))


def key_share(*shares):
    return extension(KEY_SHARE, v16(b"".join(shares)))


SHARE = u16(X25519) + v16(filler(32))
# Without these a TLS library has reasons of its own to refuse a hello.
USUAL = (extension(SUPPORTED_GROUPS, v16(u16(X25519) + u16(0x0017)))
         + extension(SIGNATURE_ALGORITHMS, v16(u16(0x0403) + u16(0x0804) + u16(0x0401))))


def message(*extensions, usual=USUAL + key_share(SHARE), version=0x0303, session=v8(filler(32)),
            suites=v16(b"\x13\x01\xc0\x2b\xc0\x2f"), compression=v8(b"\0"), lie=0, kind=1, behind=b"",
            without_extensions=False, outer=0):
    """A ClientHello; each part can be given with its length, and "lie" changes the outer ones."""
    block = b"" if without_extensions else v16(usual + b"".join(extensions), lie)
    body = u16(version) + filler(32) + session + suites + compression + block + behind
    return u8(kind) + (len(body) + outer).to_bytes(3, "big") + body


def record(payload, kind=HANDSHAKE, length=None):
    return u8(kind) + b"\x03\x01" + u16(len(payload) if length is None else length) + payload


def cut(payload, *sizes):
    """The payload in records of these sizes, and the rest in a last one."""
    records = b""
    for size in sizes:
        records, payload = records + record(payload[:size]), payload[size:]
    return records + (record(payload) if payload else b"")
