package dev.alpnmux.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The ALPN ids of the IANA registry, and well-known ones that are not in it. A copy: {@link #asOf}
 * says of which day, and an id that is not here may have been registered since. Read when it is
 * first asked. Thread-safe.
 */
public final class ProtocolRegistry {
  private static final String FILE = "alpn-ids.tsv";

  private final Map<ApplicationProtocol, KnownProtocol> protocols = new LinkedHashMap<>();
  private String asOf = "";
  private String source = "";

  /** Nobody who does not ask pays for reading it. */
  private static final class Holder {
    static final ProtocolRegistry REGISTRY = read();
  }

  private ProtocolRegistry() {}

  /** Returns what is known of an id, compared octet by octet. */
  public static Optional<KnownProtocol> find(ApplicationProtocol id) {
    return Optional.ofNullable(Holder.REGISTRY.protocols.get(id));
  }

  /** Returns all of them: those of IANA in its order, then the others. */
  public static Collection<KnownProtocol> all() {
    return Collections.unmodifiableCollection(Holder.REGISTRY.protocols.values());
  }

  /** Returns the day of the copy, such as {@code 2025-05-15}. */
  public static String asOf() {
    return Holder.REGISTRY.asOf;
  }

  /** Returns whence the copy is. */
  public static String source() {
    return Holder.REGISTRY.source;
  }

  private static ProtocolRegistry read() {
    try (InputStream in = ProtocolRegistry.class.getResourceAsStream(FILE)) {
      InputStream file = Objects.requireNonNull(in, FILE);
      return of(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProtocolRegistry of(BufferedReader lines) {
    ProtocolRegistry registry = new ProtocolRegistry();
    List<String> rows = lines.lines().toList();
    rows.stream().filter(line -> line.startsWith("#")).forEach(registry::head);
    // The first line below the head has the names of the columns.
    rows.stream().filter(line -> !line.startsWith("#")).skip(1).forEach(registry::add);
    return registry;
  }

  private void head(String line) {
    String[] parts = line.substring(1).strip().split(": ", 2);
    if (parts[0].equals("asOf")) {
      asOf = parts[1];
    } else if (parts[0].equals("source")) {
      source = parts[1];
    }
  }

  private void add(String line) {
    KnownProtocol protocol = protocol(line.split("\t", -1));
    protocols.put(protocol.id(), protocol);
  }

  /** The second column is the first one in hexadecimal, for people. */
  private static KnownProtocol protocol(String[] columns) {
    return new KnownProtocol(
        ApplicationProtocol.parse(columns[0]),
        columns[2],
        columns[3],
        carriage(columns[4]),
        isYes(columns[5]),
        isYes(columns[6]),
        status(columns[7]),
        columns[8]);
  }

  private static KnownProtocol.Carriage carriage(String written) {
    return switch (written) {
      case "tls" -> KnownProtocol.Carriage.TLS;
      case "dtls" -> KnownProtocol.Carriage.DTLS;
      case "tls/dtls" -> KnownProtocol.Carriage.TLS_OR_DTLS;
      case "quic" -> KnownProtocol.Carriage.QUIC;
      case "any" -> KnownProtocol.Carriage.ANY;
      case "clear" -> KnownProtocol.Carriage.CLEAR;
      default -> throw new IllegalStateException("no transport of the registry: " + written);
    };
  }

  private static KnownProtocol.Status status(String written) {
    return switch (written) {
      case "registered" -> KnownProtocol.Status.REGISTERED;
      case "reserved" -> KnownProtocol.Status.RESERVED;
      case "historic" -> KnownProtocol.Status.HISTORIC;
      case "private" -> KnownProtocol.Status.PRIVATE;
      default -> throw new IllegalStateException("no status of the registry: " + written);
    };
  }

  private static boolean isYes(String written) {
    return switch (written) {
      case "y" -> true;
      case "n" -> false;
      default -> throw new IllegalStateException("neither y nor n: " + written);
    };
  }
}
