package dev.alpnmux.cli.probe.wire;

import static dev.alpnmux.cli.probe.wire.Octets.join;
import static dev.alpnmux.cli.probe.wire.Octets.uint16;
import static dev.alpnmux.cli.probe.wire.Octets.vector16;
import static dev.alpnmux.cli.probe.wire.Octets.vector8;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ClientHello (RFC 8446 §4.1.2), right or wrong: nothing is checked. Immutable, but for its
 * arrays, which nobody changes.
 *
 * @param version {@code legacy_version}
 * @param random 32 octets
 * @param sessionId {@code legacy_session_id} without its length
 * @param cipherSuites without their length
 * @param compressionMethods without their length
 * @param extensions in their order
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Hello(
    int version,
    byte[] random,
    byte[] sessionId,
    byte[] cipherSuites,
    byte[] compressionMethods,
    List<Extension> extensions) {
  private static final int RANDOM_OCTETS = 32;
  private static final int MESSAGE_TYPE = 1;
  private static final byte[] NO_COMPRESSION = new byte[1];
  private static final byte[] TLS13_SUITES = uint16(0x1301, 0x1302, 0x1303);

  /** Those of our time, then some that versions before TLS 1.2 have as well. */
  private static final byte[] TLS12_SUITES =
      uint16(
          0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0x009C, 0x009D, 0xC009, 0xC013, 0x002F);

  /** Returns one as a client of our time sends it: TLS 1.3 or 1.2, this name and these ids. */
  public static Hello of(Optional<String> serverName, List<ApplicationProtocol> ids) {
    return tls12(serverName, ids)
        .withCipherSuites(join(TLS13_SUITES, TLS12_SUITES))
        .with(Extension.versions(ClientHello.TLS_1_3, ClientHello.TLS_1_2))
        .with(Extension.pskModes())
        .with(Extension.keyShares(KeyShare.x25519()));
  }

  /** Returns one that offers TLS 1.2 and no more: the ServerHello tells the chosen id in clear. */
  public static Hello tls12(Optional<String> serverName, List<ApplicationProtocol> ids) {
    List<Extension> extensions = new ArrayList<>();
    serverName.map(Extension::serverName).ifPresent(extensions::add);
    extensions.addAll(Extension.usual());
    if (!ids.isEmpty()) {
      extensions.add(Extension.protocols(ids));
    }
    return new Hello(
        ClientHello.TLS_1_2,
        Octets.random(RANDOM_OCTETS),
        Octets.random(RANDOM_OCTETS),
        TLS12_SUITES,
        NO_COMPRESSION,
        List.copyOf(extensions));
  }

  /** Returns it with this extension in the place of that of the same type, or as the last. */
  public Hello with(Extension extension) {
    List<Extension> changed = new ArrayList<>(extensions);
    int at = indexOf(extension.type());
    if (at < 0) {
      changed.add(extension);
    } else {
      changed.set(at, extension);
    }
    return withExtensions(changed);
  }

  private int indexOf(int type) {
    for (int i = 0; i < extensions.size(); i++) {
      if (extensions.get(i).type() == type) {
        return i;
      }
    }
    return -1;
  }

  /** Returns it with this extension behind all others, also where one of the type is there. */
  public Hello withAnother(Extension extension) {
    List<Extension> more = new ArrayList<>(extensions);
    more.add(extension);
    return withExtensions(more);
  }

  /** Returns it without the extension of this type. */
  public Hello without(int type) {
    return withExtensions(extensions.stream().filter(e -> e.type() != type).toList());
  }

  /** Returns it with exactly these extensions. */
  public Hello withExtensions(List<Extension> others) {
    return new Hello(
        version, random, sessionId, cipherSuites, compressionMethods, List.copyOf(others));
  }

  /** Returns it with another {@code legacy_version}. */
  public Hello withVersion(int other) {
    return new Hello(other, random, sessionId, cipherSuites, compressionMethods, extensions);
  }

  /** Returns it with another session id. */
  public Hello withSessionId(byte... other) {
    return new Hello(version, random, other, cipherSuites, compressionMethods, extensions);
  }

  /** Returns it with other cipher suites. */
  public Hello withCipherSuites(byte... other) {
    return new Hello(version, random, sessionId, other, compressionMethods, extensions);
  }

  /** Returns it with other compression methods. */
  public Hello withCompressionMethods(byte... other) {
    return new Hello(version, random, sessionId, cipherSuites, other, extensions);
  }

  /** Returns the handshake message. */
  public byte[] message() {
    return message(body());
  }

  /** Returns a ClientHello with this body. */
  public static byte[] message(byte... body) {
    return join(new byte[] {MESSAGE_TYPE, (byte) (body.length >> 16)}, vector16(body));
  }

  /** Returns what the message holds behind its length. */
  public byte[] body() {
    return body(extensionsOctets());
  }

  /** Returns what the message holds when these octets are its extensions. */
  public byte[] body(byte... ofExtensions) {
    return join(bodyBeforeExtensions(), vector16(ofExtensions));
  }

  /** Returns what the body holds before the length of its extensions. */
  public byte[] bodyBeforeExtensions() {
    return join(
        uint16(version),
        random,
        vector8(sessionId),
        vector16(cipherSuites),
        vector8(compressionMethods));
  }

  /** Returns the extensions one behind the other. */
  public byte[] extensionsOctets() {
    return join(extensions.stream().map(Extension::octets).toArray(byte[][]::new));
  }

  /** Returns the message in as few records as it needs. */
  public byte[] records() {
    return Records.of(message());
  }
}
