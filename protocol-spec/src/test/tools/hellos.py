"""Reads ClientHellos, on its own as an oracle, and writes their vectors."""
import vectors

ABOUT = ("The first octets of connections, and what a gateway makes of them. The answer is the same however they are "
         "cut into segments. A hello may have 32,768 octets here.")


def vector(name, title, source, requirements, octets, expect):
    return {"name": name, "title": title, "requirements": list(requirements), "source": source,
            "bytes": octets.hex(), "expect": expect}


def save(entries):
    vectors.save("hellos", "hellos", ABOUT, entries)


def complete(message):
    """What to expect of a whole and proper hello."""
    return {"result": "complete", **readable(*fields_of(message))}


def refused(refusal, alert, message=None):
    """What to expect of one that is refused; with a message, of one that is so for its version."""
    expect = {"result": "refused", "refusal": refusal, "alert": alert}
    return expect if message is None else {**expect, **readable(*fields_of(message))}


def readable(server_name, ids, versions):
    fields = {}
    if server_name is not None:
        fields["serverName"] = vectors.written(server_name)
    if ids is not None:
        fields["protocols"] = [vectors.written(i) for i in ids]
    return {**fields, "versions": [f"{v:04x}" for v in versions]}


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
    """Returns (server name, ids, versions) of a well-formed ClientHello."""
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
    server_name = extensions[0][5:] if 0 in extensions else None
    ids = None
    if 16 in extensions:
        ids, rest = [], extensions[16][2:]
        while rest:
            ids.append(rest[1:1 + rest[0]])
            rest = rest[1 + rest[0]:]
    versions = [int.from_bytes(message[4:6], "big")]
    if 43 in extensions:
        body = extensions[43][1:]
        versions = [int.from_bytes(body[i:i + 2], "big") for i in range(0, len(body), 2)]
    return server_name, ids, versions
