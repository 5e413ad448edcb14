#!/usr/bin/env python3
"""Writes the vectors that no usual client sends: broken, hostile, or at the edge of the format."""
import sys

sys.dont_write_bytecode = True
import vectors  # noqa: E402

SNI = b"gw.example.com"
ALPN, SERVER_NAME, VERSIONS, KEY_SHARE, UNKNOWN = 16, 0, 43, 51, 0x1234
ENCRYPTED_CLIENT_HELLO = 0xFE0D
HANDSHAKE, ALERT, APPLICATION_DATA = 22, 21, 23


# Which requirement of SPEC.md each one shows.
REQUIREMENTS = {name: tuple(ids.split()) for ids, names in {
    "AMX-HEL-1":
        "pq-generated pq-two-records one-byte-records header-over-records",
    "AMX-HEL-2":
        "declared-64kib records-over-bound",
    "AMX-HEL-4":
        "http-request http2-preface ssh-banner sslv2-hello tcpmux-request proxy-header "
        "alert-first data-first other-major-version",
    "AMX-HEL-5":
        "trailing-in-record two-messages-in-a-record server-hello-first empty-record-first "
        "empty-record-between long-record interrupted-by-alert interrupted-by-data",
    "AMX-HEL-6":
        "lying-session-id long-session-id odd-cipher-suites no-cipher-suites "
        "lying-cipher-suites no-compression-methods lying-extensions-long "
        "lying-extensions-short lying-extension cut-extension-header odd-versions "
        "no-versions trailing-in-versions trailing-behind-extensions empty-message",
    "AMX-HEL-7":
        "duplicate-alpn-extension duplicate-server-name-extension "
        "duplicate-unknown-extension",
    "AMX-HEL-8":
        "lying-alpn-list-long lying-alpn-list-short lying-alpn-id empty-alpn-id "
        "empty-alpn-list empty-alpn-extension trailing-in-alpn",
    "AMX-HEL-9":
        "lying-server-name-list lying-server-name short-server-name two-server-names "
        "empty-server-name-list empty-server-name-extension other-server-name-type "
        "trailing-in-server-name",
    "AMX-HEL-10 AMX-HEL-13":
        "ech-outer",
    "AMX-HEL-10 AMX-SEL-8":
        "grease",
    "AMX-HEL-11":
        "no-extensions empty-extensions draft-version",
    "AMX-HEL-11 AMX-HEL-12":
        "versions-without-12-and-13",
    "AMX-HEL-12":
        "ssl30-only tls10-only tls11-only",
    "AMX-ID-1 AMX-ID-2":
        "odd-ids",
    "AMX-ID-2":
        "longest-id",
    "AMX-SNI-2":
        "empty-server-name address-as-server-name",
}.items() for name in names.split()}


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
    return extension(SERVER_NAME, v16(b"".join(b"\0" + v16(n) for n in names or [SNI])))


def alpn(*ids):
    return extension(ALPN, v16(b"".join(v8(i) for i in ids or [b"echo"])))


def versions(*numbers):
    return extension(VERSIONS, v8(b"".join(u16(n) for n in numbers or [0x0304, 0x0303])))


def message(*extensions, version=0x0303, session=v8(filler(32)), suites=v16(b"\x13\x01\xc0\x2f"),
            compression=v8(b"\0"), lie=0, kind=1, behind=b"", without_extensions=False, outer=0):
    """A ClientHello; each part can be given with its length, and "lie" changes the outer ones."""
    block = b"" if without_extensions else v16(b"".join(extensions), lie)
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


GOOD = (server_name(), alpn(), versions())


def complete(name, says, payload, records=None):
    sni, ids, numbers = vectors.fields_of(payload)
    vectors.write(name, "complete", f"generated, {says}", records or record(payload),
                  REQUIREMENTS[name], sni=sni, alpn=ids, versions=numbers)


def bad(name, says, octets, expect="malformed_hello", alert="50"):
    vectors.write(name, expect, f"generated, {says}", octets, REQUIREMENTS[name], alert=alert)


def hello(*extensions, **parts):
    return record(message(*extensions, **parts))


def old_version(name, says, number):
    vectors.write(name, "tls_version", f"generated, {says}", hello(*GOOD[:2], version=number),
                  REQUIREMENTS[name], alert="70", sni=SNI, alpn=[b"echo"], versions=[number])


grease = extension(0x2A2A, b""), extension(0xDADA, b"\0")
share = extension(KEY_SHARE, v16(u16(0x11EC) + v16(filler(1216)) + u16(29) + v16(filler(32))))
large = message(*GOOD, share)
complete("pq-generated", "a key share X25519MLKEM768", large)
complete("pq-two-records", "a post-quantum hello cut over two records", large, cut(large, 700))
complete("one-byte-records", "every byte in a record of its own", message(*GOOD),
         cut(message(*GOOD), *[1] * len(message(*GOOD))))
complete("header-over-records", "the message header cut over two records", message(*GOOD),
         cut(message(*GOOD), 2))
complete("grease", "GREASE ids, versions and extensions (RFC 8701)",
         message(grease[0], server_name(), alpn(b"\x0a\x0a", b"jj", b"echo", b"\xfa\xfa"),
                 versions(0x1A1A, 0x0304), grease[1]))
complete("no-extensions", "TLS 1.2 without any extension", message(without_extensions=True))
complete("empty-extensions", "TLS 1.2 with an empty list of extensions", message())
complete("draft-version", "a legacy version beyond TLS 1.2 counts as 1.2",
         message(server_name(), alpn(), versions(0x0303), version=0x0305))
complete("ech-outer", "an encrypted ClientHello inside: the outer one counts",
         message(*GOOD, extension(ENCRYPTED_CLIENT_HELLO, b"\0" + u16(1) + u16(1) + u8(7)
                                  + v16(filler(32)) + v16(filler(144)))))
complete("longest-id", "an ALPN id of 255 octets", message(server_name(), alpn(b"x" * 255, b"y")))
complete("odd-ids", "ids with NUL, comma, blank, percent, upper case and octets beyond ASCII",
         message(server_name(), alpn(b"echo\0", b"a,b", b"a b", b"%41", b"ECHO", b"\xff\x80")))
complete("empty-server-name", "a server name of no octets: well-formed for the reader",
         message(server_name(b""), alpn(), versions()))
complete("address-as-server-name", "an IP literal as the server name",
         message(server_name(b"192.0.2.7"), alpn(), versions()))

for name, twice in ("alpn", alpn()), ("server-name", server_name()), \
        ("unknown", extension(UNKNOWN, b"x")):
    bad(f"duplicate-{name}-extension", "47 also when both are equal",
        hello(*GOOD, extension(UNKNOWN, b"x"), twice), "duplicate_extension", "47")

bad("lying-session-id", "its length points behind the message",
    record(u8(1) + b"\0\0\x23" + u16(0x0303) + filler(32) + u8(32)))
bad("long-session-id", "33 octets where 32 are allowed", hello(*GOOD, session=v8(filler(33))))
bad("odd-cipher-suites", "a length that is no multiple of two",
    hello(*GOOD, suites=v16(b"\x13\x01\xc0")))
bad("no-cipher-suites", "an empty list", hello(*GOOD, suites=v16(b"")))
bad("lying-cipher-suites", "a length behind the message", hello(*GOOD, suites=u16(0xFFFE)))
bad("no-compression-methods", "an empty list", hello(*GOOD, compression=v8(b"")))
bad("lying-extensions-long", "the list claims one octet more", hello(*GOOD, lie=1))
bad("lying-extensions-short", "the list claims one octet less", hello(*GOOD, lie=-1))
bad("lying-extension", "the last one claims one octet more",
    hello(*GOOD, extension(UNKNOWN, b"x", lie=1)))
bad("cut-extension-header", "three octets where a type and a length stand",
    hello(*GOOD, b"\x12\x34\0"))
bad("lying-alpn-list-long", "the list claims one octet more",
    hello(server_name(), extension(ALPN, v16(v8(b"echo"), lie=1)), versions()))
bad("lying-alpn-list-short", "the list claims one octet less",
    hello(server_name(), extension(ALPN, v16(v8(b"echo"), lie=-1)), versions()))
bad("lying-alpn-id", "the last id claims one octet more",
    hello(server_name(), extension(ALPN, v16(v8(b"echo", lie=1))), versions()))
bad("empty-alpn-id", "an empty id behind a good one", hello(server_name(), alpn(b"echo", b"")))
bad("empty-alpn-list", "a list without an id", hello(server_name(), extension(ALPN, v16(b""))))
bad("empty-alpn-extension", "not even a list", hello(server_name(), extension(ALPN, b"")))
bad("trailing-in-alpn", "one octet behind the list",
    hello(server_name(), extension(ALPN, v16(v8(b"echo")) + b"x")))
bad("lying-server-name-list", "the list claims one octet more",
    hello(extension(SERVER_NAME, v16(b"\0" + v16(SNI), lie=1)), alpn()))
bad("lying-server-name", "the name claims one octet more",
    hello(extension(SERVER_NAME, v16(b"\0" + v16(SNI, lie=1))), alpn()))
bad("short-server-name", "the name claims one octet less",
    hello(extension(SERVER_NAME, v16(b"\0" + v16(SNI, lie=-1))), alpn()))
bad("two-server-names", "two names in one list (RFC 6066 section 3)",
    hello(server_name(SNI, b"other.example.com"), alpn()))
bad("empty-server-name-list", "a list without a name",
    hello(extension(SERVER_NAME, v16(b"")), alpn()))
bad("empty-server-name-extension", "as only a server may send it",
    hello(extension(SERVER_NAME, b"")))
bad("other-server-name-type", "a name type that nobody knows",
    hello(extension(SERVER_NAME, v16(b"\1" + v16(SNI))), alpn()))
bad("trailing-in-server-name", "one octet behind the list",
    hello(extension(SERVER_NAME, v16(b"\0" + v16(SNI)) + b"x"), alpn()))
bad("odd-versions", "a length that is no multiple of two",
    hello(*GOOD[:2], extension(VERSIONS, v8(b"\3\4\3"))))
bad("no-versions", "an empty list", hello(*GOOD[:2], extension(VERSIONS, v8(b""))))
bad("trailing-in-versions", "one octet behind the list",
    hello(*GOOD[:2], extension(VERSIONS, v8(b"\3\4") + b"x")))
bad("trailing-behind-extensions", "one octet at the end of the message", hello(*GOOD, behind=b"x"))
bad("empty-message", "a ClientHello of no octets", record(b"\1\0\0\0"))
bad("trailing-in-record", "the message claims one octet less than its record holds",
    hello(*GOOD, outer=-1))
bad("two-messages-in-a-record", "another handshake message behind the ClientHello",
    record(message(*GOOD) + message(*GOOD)))
bad("server-hello-first", "a handshake message of another type", hello(*GOOD, kind=2))
bad("empty-record-first", "a handshake record without payload", record(b"") + hello(*GOOD))
bad("empty-record-between", "an empty handshake record inside the hello",
    record(message(*GOOD)[:50]) + record(b"") + record(message(*GOOD)[50:]))
bad("long-record", "a record of 16,385 octets, of which nothing has come",
    record(b"", length=16385))
bad("interrupted-by-alert", "an alert record inside the hello",
    record(message(*GOOD)[:50]) + record(b"\1\0", ALERT) + record(message(*GOOD)[50:]))
bad("interrupted-by-data", "an application data record inside the hello",
    record(message(*GOOD)[:50]) + record(b"x", APPLICATION_DATA) + record(message(*GOOD)[50:]))
bad("declared-64kib", "a message length of 65,536, of which nothing has come",
    record(b"\1\1\0\0" + filler(60)), "hello_too_large")
bad("records-over-bound", "the header of a second record makes 32,778 octets of them",
    record(b"\1\0\x7f\xf0" + filler(16380)) + record(b"", length=16384), "hello_too_large")

old_version("ssl30-only", "SSL 3.0 at the most", 0x0300)
old_version("tls10-only", "TLS 1.0 at the most", 0x0301)
old_version("tls11-only", "TLS 1.1 at the most", 0x0302)
vectors.write("versions-without-12-and-13", "tls_version",
              "generated, the extension counts, not the legacy version",
              hello(*GOOD[:2], versions(0x7F1C, 0x0302)),
              REQUIREMENTS["versions-without-12-and-13"], alert="70", sni=SNI, alpn=[b"echo"],
              versions=[0x7F1C, 0x0302])

for name, octets in {
    "http-request": b"GET / HTTP/1.1\r\nHost: gw.example.com\r\n\r\n",
    "http2-preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "ssh-banner": b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n",
    "sslv2-hello": b"\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10" + filler(37),
    "tcpmux-request": b"echo\r\n",
    "proxy-header": b"PROXY TCP4 192.0.2.1 192.0.2.2 5000 8443\r\n",
    "alert-first": record(b"\1\0", ALERT),
    "data-first": record(filler(40), APPLICATION_DATA),
    "other-major-version": b"\x16\x02\x00\x00\x04\1\0\0\0",
}.items():
    bad(name, "no TLS handshake record", octets, "not_tls", "close")
