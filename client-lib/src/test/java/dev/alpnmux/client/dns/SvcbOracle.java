package dev.alpnmux.client.dns;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A second reading of service binding records, to compare with (RFC 9460 §2.2, §7, §8). */
final class SvcbOracle {
  private static final Set<Integer> UNDERSTOOD = Set.of(1, 2, 3, 4, 6);

  private SvcbOracle() {}

  /** Returns the record, if it is understood; nothing if it is malformed. */
  static Optional<List<SvcbRecord>> read(byte[] data) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(data));
      int priority = in.readUnsignedShort();
      String target = target(in);
      Map<Integer, byte[]> values = priority == 0 ? Map.of() : values(in);
      boolean isUnderstood = demandsAreMet(values);
      SvcbRecord record =
          new SvcbRecord(
              priority, target, protocols(values), isDefault(values), port(values), hints(values));
      return Optional.of(isUnderstood ? List.of(record) : List.of());
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  private static String target(DataInputStream in) throws IOException {
    StringBuilder target = new StringBuilder();
    for (int length = in.readUnsignedByte(); length > 0; length = in.readUnsignedByte()) {
      String label = new String(octets(in, length), StandardCharsets.ISO_8859_1);
      require(length < 64);
      target.append(label.replaceAll("[.\\\\]", "\\\\$0")).append('.');
    }
    return target.substring(0, Math.max(0, target.length() - 1));
  }

  private static Map<Integer, byte[]> values(DataInputStream in) throws IOException {
    Map<Integer, byte[]> values = new LinkedHashMap<>();
    for (int last = -1; in.available() > 0; ) {
      int key = in.readUnsignedShort();
      values.put(key, octets(in, in.readUnsignedShort()));
      require(key > last);
      last = key;
    }
    return values;
  }

  private static boolean demandsAreMet(Map<Integer, byte[]> values) throws IOException {
    List<Integer> demanded = new ArrayList<>();
    byte[] mandatory = values.getOrDefault(0, new byte[0]);
    require(mandatory.length % 2 == 0 && (mandatory.length > 0 || !values.containsKey(0)));
    for (int at = 0; at < mandatory.length; at += 2) {
      demanded.add((mandatory[at] & 0xFF) << 8 | mandatory[at + 1] & 0xFF);
    }
    require(demanded.stream().sorted().distinct().toList().equals(demanded));
    require(values.keySet().containsAll(demanded) && !demanded.contains(0));
    return UNDERSTOOD.containsAll(demanded);
  }

  private static Optional<List<String>> protocols(Map<Integer, byte[]> values) throws IOException {
    byte[] list = values.get(1);
    if (list == null) {
      return Optional.empty();
    }
    List<String> protocols = new ArrayList<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(list));
    do {
      byte[] id = octets(in, in.readUnsignedByte());
      require(id.length > 0);
      protocols.add(new String(id, StandardCharsets.ISO_8859_1));
    } while (in.available() > 0);
    return Optional.of(protocols);
  }

  private static boolean isDefault(Map<Integer, byte[]> values) throws IOException {
    byte[] value = values.get(2);
    require(value == null || value.length == 0);
    return value == null;
  }

  private static OptionalInt port(Map<Integer, byte[]> values) throws IOException {
    byte[] value = values.get(3);
    require(value == null || value.length == 2);
    return value == null
        ? OptionalInt.empty()
        : OptionalInt.of((value[0] & 0xFF) << 8 | value[1] & 0xFF);
  }

  private static List<InetAddress> hints(Map<Integer, byte[]> values) throws IOException {
    List<InetAddress> hints = new ArrayList<>(addresses(values.get(4), 4));
    hints.addAll(addresses(values.get(6), 16));
    return hints;
  }

  private static List<InetAddress> addresses(byte @Nullable [] value, int length)
      throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    require(value == null || value.length > 0 && value.length % length == 0);
    for (int at = 0; value != null && at < value.length; at += length) {
      addresses.add(InetAddress.getByAddress(Arrays.copyOfRange(value, at, at + length)));
    }
    return addresses;
  }

  private static byte[] octets(DataInputStream in, int length) throws IOException {
    byte[] octets = in.readNBytes(length);
    require(octets.length == length);
    return octets;
  }

  private static void require(boolean isRight) throws IOException {
    if (!isRight) {
      throw new IOException("malformed record");
    }
  }
}
