package dev.alpnmux.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One file of {@code hellos/}: the first bytes of a connection, and what they must be taken for.
 * The format stands in {@code hellos/index.txt}.
 *
 * @param name the file's name without its ending
 * @param fields the lines before {@code hex:}
 * @param bytes the bytes on the wire; do not change them
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record HelloVector(String name, Map<String, String> fields, byte[] bytes) {
  /** The bound on a hello that the vectors are made for. */
  public static final int BYTES_MAX = 32 * 1024;

  /** Returns all vectors, in the order of the index. */
  public static Stream<HelloVector> all() {
    return text("index.txt").lines().filter(line -> !line.startsWith("#")).map(HelloVector::read);
  }

  /** Returns the vectors that expect a complete hello of a usable version. */
  public static Stream<HelloVector> complete() {
    return all().filter(HelloVector::isComplete);
  }

  /** Returns the vector of this name. */
  public static HelloVector read(String name) {
    String[] parts = text(name + ".txt").split("hex:\n", 2);
    Map<String, String> fields = new HashMap<>();
    for (String line : parts[0].split("\n", 0)) {
      String[] field = line.split(": ?", 2);
      fields.put(field[0], field[1]);
    }
    return new HelloVector(
        name, Map.copyOf(fields), HexFormat.of().parseHex(parts[1].replace("\n", "")));
  }

  /** {@code complete} or the name of a refusal. */
  public String expect() {
    return Objects.requireNonNull(fields.get("expect"));
  }

  /** Whether these bytes are a hello that a gateway may serve. */
  public boolean isComplete() {
    return expect().equals("complete");
  }

  /** The refusal that is expected; nothing for a complete hello. */
  public Optional<Refusal> refusal() {
    return Stream.of(Refusal.values()).filter(r -> r.toString().equals(expect())).findFirst();
  }

  /** The requirements of the specification that it shows. */
  public List<String> requirements() {
    return List.of(fields.getOrDefault("requirements", "").split(",", 0));
  }

  /** The server name as sent. */
  public Optional<String> serverName() {
    return Optional.ofNullable(fields.get("sni"));
  }

  /** The ids as sent. */
  public Optional<List<ApplicationProtocol>> protocols() {
    return Optional.ofNullable(fields.get("alpn"))
        .map(ids -> Stream.of(ids.split(",", -1)).map(ApplicationProtocol::parse).toList());
  }

  /** The versions as sent. */
  public List<Integer> versions() {
    return Stream.of(Objects.requireNonNull(fields.get("versions")).split(",", -1))
        .map(number -> Integer.parseInt(number, 16))
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }

  private static String text(String file) {
    try (InputStream in = HelloVector.class.getResourceAsStream("/hellos/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
