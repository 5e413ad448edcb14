package dev.alpnmux.spec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes the bytes of ClientHellos for tests: the same calls give the same bytes. Without any call
 * it offers TLS 1.3 and 1.2, and neither a server name nor a protocol. Nothing is checked, so that
 * a hello may also be wrong.
 */
public final class HelloBuilder {
  private static final int X25519_MLKEM768 = 0x11EC;
  private static final int X25519_MLKEM768_LENGTH = 1216;
  private static final int RECORD_PAYLOAD_MAX = 1 << 14;

  private final List<byte[]> extensions = new ArrayList<>();
  private int legacyVersion = ClientHello.TLS_1_2;
  private List<Integer> versions = List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2);
  private List<Integer> cipherSuites = List.of(0x1301, 0x1302, 0xC02B, 0xC02F);

  private HelloBuilder() {}

  /** Returns a builder with nothing but versions and cipher suites in it. */
  public static HelloBuilder hello() {
    return new HelloBuilder();
  }

  /** Returns the usual hello: this server name, and these ALPN ids in written form. */
  public static HelloBuilder hello(String serverName, String... protocols) {
    return hello().serverName(serverName).protocols(protocols);
  }

  /** Adds a server name extension with these octets, one {@code char} each. */
  public HelloBuilder serverName(String octets) {
    byte[] name = vector16(octets.getBytes(StandardCharsets.ISO_8859_1));
    return extension(0, vector16(join(new byte[] {0}, name)));
  }

  /** Adds an ALPN extension with these ids in written form, in this order. */
  public HelloBuilder protocols(String... written) {
    return protocols(Stream.of(written).map(ApplicationProtocol::parse).toList());
  }

  /** Adds an ALPN extension with these ids, in this order. */
  public HelloBuilder protocols(List<ApplicationProtocol> protocols) {
    byte[][] ids = protocols.stream().map(id -> vector8(id.bytes())).toArray(byte[][]::new);
    return extension(16, vector16(join(ids)));
  }

  /** Sets the supported_versions extension; none leaves it out, as a client of TLS 1.2 does. */
  public HelloBuilder versions(Integer... numbers) {
    versions = List.of(numbers);
    return this;
  }

  /** Sets the version in the body of the hello, {@code 0x0303} unless set. */
  public HelloBuilder legacyVersion(int number) {
    legacyVersion = number;
    return this;
  }

  /** Sets the cipher suites. */
  public HelloBuilder cipherSuites(List<Integer> numbers) {
    cipherSuites = List.copyOf(numbers);
    return this;
  }

  /** Adds a signature_algorithms extension. */
  public HelloBuilder signatureSchemes(List<Integer> numbers) {
    return extension(13, vector16(uint16s(numbers)));
  }

  /** Adds an empty GREASE extension (RFC 8701), as browsers do. */
  public HelloBuilder grease() {
    return extension(0x5A5A);
  }

  /** Adds a post-quantum key share: the hello grows beyond one TCP segment. */
  public HelloBuilder postQuantum() {
    byte[] share = vector16(randomBytes(X25519_MLKEM768_LENGTH));
    return extension(51, vector16(join(uint16(X25519_MLKEM768), share)));
  }

  /** Adds an extension as it stands, also one that is already there. */
  public HelloBuilder extension(int type, byte... body) {
    extensions.add(join(uint16(type), vector16(body)));
    return this;
  }

  /** Returns the handshake message without a record around it. */
  public byte[] message() {
    List<byte[]> all = new ArrayList<>(extensions);
    if (!versions.isEmpty()) {
      all.add(join(uint16(43), vector16(vector8(uint16s(versions)))));
    }
    byte[] body =
        join(
            uint16(legacyVersion),
            randomBytes(32),
            vector8(new byte[32]),
            vector16(uint16s(cipherSuites)),
            vector8(new byte[1]),
            vector16(join(all.toArray(byte[][]::new))));
    return join(new byte[] {1, (byte) (body.length >> 16)}, uint16(body.length), body);
  }

  /** Returns the message in one record, or in as few as it needs. */
  public byte[] record() {
    return records(RECORD_PAYLOAD_MAX);
  }

  /** Returns the message in records of these payload lengths; the last length repeats. */
  public byte[] records(int... lengths) {
    return records(message(), lengths);
  }

  /** Returns any handshake message in records of these payload lengths; the last one repeats. */
  public static byte[] records(byte[] message, int... lengths) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    int from = 0;
    for (int i = 0; from < message.length; i++) {
      int length = lengths[Math.min(i, lengths.length - 1)];
      int end = Math.min(from + length, message.length);
      records.writeBytes(record(22, Arrays.copyOfRange(message, from, end)));
      from = end;
    }
    return records.toByteArray();
  }

  /** Returns one TLS record of this content type. */
  public static byte[] record(int contentType, byte... payload) {
    return join(new byte[] {(byte) contentType, 3, 1}, vector16(payload));
  }

  /** Returns the parts between these ascending positions: what arrives segment by segment. */
  public static List<byte[]> segments(byte[] bytes, int... cuts) {
    List<byte[]> segments = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      segments.add(Arrays.copyOfRange(bytes, from, cut));
      from = cut;
    }
    segments.add(Arrays.copyOfRange(bytes, from, bytes.length));
    return segments;
  }

  /** Returns all parts in one array. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Returns these octets with two length bytes in front. */
  public static byte[] vector16(byte... octets) {
    return join(uint16(octets.length), octets);
  }

  /** Returns these octets with one length byte in front. */
  public static byte[] vector8(byte... octets) {
    return join(new byte[] {(byte) octets.length}, octets);
  }

  private static byte[] uint16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private static byte[] uint16s(List<Integer> values) {
    return join(values.stream().map(HelloBuilder::uint16).toArray(byte[][]::new));
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
