package dev.alpnmux.client.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A service binding record, SVCB or HTTPS (RFC 9460).
 *
 * @param priority lower ones are tried first; 0 is an alias: ask for {@code target} instead
 * @param target a host name without the final dot
 * @param protocols the ALPN ids that the record lists, one char per octet; nothing if it lists none
 * @param hasDefaultProtocol whether the default protocol of the scheme is served beside them
 * @param hints addresses of the target, for one who cannot look it up
 */
public record SvcbRecord(
    int priority,
    String target,
    Optional<List<String>> protocols,
    boolean hasDefaultProtocol,
    OptionalInt port,
    List<InetAddress> hints) {
  // RFC 9460 §14.3.2
  private static final int MANDATORY = 0;
  private static final int ALPN = 1;
  private static final int NO_DEFAULT_ALPN = 2;
  private static final int PORT = 3;
  private static final int IPV4_HINT = 4;
  private static final int IPV6_HINT = 6;
  private static final Set<Integer> UNDERSTOOD =
      Set.of(ALPN, NO_DEFAULT_ALPN, PORT, IPV4_HINT, IPV6_HINT);

  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int LABEL_MAX = 63;

  /** Returns the record with the name that an empty target stands for (RFC 9460 §2.5). */
  SvcbRecord ownedBy(String owner) {
    String host = target.isEmpty() ? owner : target;
    return new SvcbRecord(priority, host, protocols, hasDefaultProtocol, port, hints);
  }

  /**
   * Whether this is an alias.
   *
   * @return true for priority 0
   */
  public boolean isAlias() {
    return priority == 0;
  }

  /**
   * Reads the data of the records of one answer, without those that demand what nobody here
   * understands (RFC 9460 §8).
   *
   * @return nothing if one of them is malformed: then the whole answer is to be rejected (§2.2)
   */
  static Optional<List<SvcbRecord>> parseAll(List<byte[]> answer) {
    try {
      List<SvcbRecord> records = new ArrayList<>();
      for (byte[] data : answer) {
        parse(ByteBuffer.wrap(data)).ifPresent(records::add);
      }
      return Optional.of(List.copyOf(records));
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<SvcbRecord> parse(ByteBuffer in) {
    int priority = Short.toUnsignedInt(in.getShort());
    String target = name(in);
    if (priority == 0) {
      // RFC 9460 §2.4.2: the parameters of an alias are ignored.
      return Optional.of(of(priority, target, Map.of()));
    }
    Map<Integer, ByteBuffer> parameters = parameters(in);
    boolean isUnderstood = isUnderstood(parameters);
    // Read in any case: a record that is skipped may be malformed, too.
    SvcbRecord record = of(priority, target, parameters);
    return isUnderstood ? Optional.of(record) : Optional.empty();
  }

  private static SvcbRecord of(int priority, String target, Map<Integer, ByteBuffer> parameters) {
    ByteBuffer port = parameters.get(PORT);
    ByteBuffer noDefault = parameters.get(NO_DEFAULT_ALPN);
    // RFC 9460 §7.1.1
    require(noDefault == null || !noDefault.hasRemaining());
    List<InetAddress> hints = new ArrayList<>();
    addAddresses(hints, parameters.get(IPV4_HINT), IPV4_BYTES);
    addAddresses(hints, parameters.get(IPV6_HINT), IPV6_BYTES);
    return new SvcbRecord(
        priority,
        target,
        Optional.ofNullable(parameters.get(ALPN)).map(SvcbRecord::protocols),
        noDefault == null,
        port == null ? OptionalInt.empty() : OptionalInt.of(port(port)),
        List.copyOf(hints));
  }

  /** A name that is not compressed (RFC 9460 §2.2). */
  private static String name(ByteBuffer in) {
    List<String> labels = new ArrayList<>();
    for (int length = octet(in); length > 0; length = octet(in)) {
      require(length <= LABEL_MAX);
      // RFC 1035 §5.1: a dot within a label is written so; no host has such a name.
      labels.add(text(in, length).replace("\\", "\\\\").replace(".", "\\."));
    }
    return String.join(".", labels);
  }

  /** In strictly increasing order of their keys (RFC 9460 §2.2): none twice. */
  private static Map<Integer, ByteBuffer> parameters(ByteBuffer in) {
    TreeMap<Integer, ByteBuffer> parameters = new TreeMap<>();
    while (in.hasRemaining()) {
      int key = Short.toUnsignedInt(in.getShort());
      require(parameters.isEmpty() || key > parameters.lastKey());
      parameters.put(key, part(in, Short.toUnsignedInt(in.getShort())));
    }
    return parameters;
  }

  /** The keys that are demanded are in strictly increasing order too (RFC 9460 §8). */
  private static boolean isUnderstood(Map<Integer, ByteBuffer> parameters) {
    ByteBuffer mandatory = parameters.get(MANDATORY);
    if (mandatory == null) {
      return true;
    }
    require(mandatory.hasRemaining());
    boolean isUnderstood = true;
    int last = MANDATORY;
    while (mandatory.hasRemaining()) {
      int key = Short.toUnsignedInt(mandatory.getShort());
      require(key > last && parameters.containsKey(key));
      isUnderstood &= UNDERSTOOD.contains(key);
      last = key;
    }
    return isUnderstood;
  }

  private static List<String> protocols(ByteBuffer in) {
    require(in.hasRemaining());
    List<String> protocols = new ArrayList<>();
    while (in.hasRemaining()) {
      int length = octet(in);
      require(length > 0);
      protocols.add(text(in, length));
    }
    return List.copyOf(protocols);
  }

  private static int port(ByteBuffer in) {
    require(in.remaining() == Short.BYTES);
    return Short.toUnsignedInt(in.getShort());
  }

  private static void addAddresses(List<InetAddress> to, @Nullable ByteBuffer in, int bytesOfOne) {
    if (in == null) {
      return;
    }
    require(in.hasRemaining() && in.remaining() % bytesOfOne == 0);
    while (in.hasRemaining()) {
      byte[] address = new byte[bytesOfOne];
      in.get(address);
      to.add(address(address));
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  private static int octet(ByteBuffer in) {
    return Byte.toUnsignedInt(in.get());
  }

  private static String text(ByteBuffer in, int length) {
    return StandardCharsets.ISO_8859_1.decode(part(in, length)).toString();
  }

  private static ByteBuffer part(ByteBuffer in, int length) {
    require(length <= in.remaining());
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private static void require(boolean isWellFormed) {
    if (!isWellFormed) {
      throw new IllegalArgumentException("malformed record");
    }
  }
}
