package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.IoReason;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigProblem;
import dev.alpnmux.gateway.config.FileDigests;
import dev.alpnmux.gateway.config.JsonDocument;
import dev.alpnmux.gateway.config.JsonSyntaxException;
import dev.alpnmux.gateway.config.JsonValue;
import dev.alpnmux.gateway.config.Keys;
import dev.alpnmux.gateway.config.Problems;
import dev.alpnmux.gateway.config.Section;
import dev.alpnmux.gateway.config.ValueReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the file of {@code --file}, in the words of the gateway's configuration: all of it, or
 * every problem in it. Of the gateway it needs nothing that listens.
 */
final class ForwardsFile {
  static final Keys KEYS = Keys.of("$schema", "forwards");
  static final Keys FORWARD = Keys.of("service", "listen");

  private final Path folder;
  private final Problems problems;
  private final ValueReader values;
  private final Map<String, Integer> lines = new HashMap<>();

  private ForwardsFile(Path file) {
    this.folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    this.problems = new Problems(file.toString());
    this.values = new ValueReader(problems);
  }

  /**
   * Reads the file; blocks on that.
   *
   * @throws ConfigException with all problems when there is one
   */
  static List<Forwarding> read(Path file) throws ConfigException {
    try {
      return read(Files.readString(file), file);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "the text is not UTF-8");
    } catch (IOException e) {
      throw unreadable(file, IoReason.of(e));
    }
  }

  private static ConfigException unreadable(Path file, String reason) {
    return new ConfigException(List.of(new ConfigProblem(file.toString(), 1, "", reason)));
  }

  /**
   * Reads the text of a file.
   *
   * @throws ConfigException with all problems when there is one
   */
  static List<Forwarding> read(String text, Path file) throws ConfigException {
    ForwardsFile reader = new ForwardsFile(file);
    List<Forwarding> forwards = reader.forwards(reader.document(text, file));
    reader.problems.throwIfAny(FileDigests.NONE);
    return forwards;
  }

  private JsonValue document(String text, Path file) throws ConfigException {
    try {
      return JsonDocument.read(text, problems);
    } catch (JsonSyntaxException e) {
      throw new ConfigException(List.of(e.problem(file)));
    }
  }

  private List<Forwarding> forwards(JsonValue document) {
    List<Forwarding> forwards = new ArrayList<>();
    values.section(document, KEYS).ifPresent(section -> read(section, forwards));
    return forwards;
  }

  /** None at all is fine: the last one may be taken out for a while. */
  private void read(Section document, List<Forwarding> forwards) {
    document.text("$schema", name -> name);
    if (document.require("forwards").orElse(null) instanceof JsonValue.Sequence list) {
      list.elements().stream()
          .flatMap(element -> values.section(element, FORWARD).stream())
          .flatMap(element -> forward(element).stream())
          .forEach(forwards::add);
    } else if (document.has("forwards")) {
      document.fault("forwards", "expected a list");
    }
  }

  private Optional<Forwarding> forward(Section element) {
    Optional<String> service =
        element.requiredText("service", id -> Forwarding.toAnyPort(id).service());
    Optional<LocalAddress> listen =
        element.requiredText("listen", text -> LocalAddress.parse(text).within(folder));
    Optional<Forwarding> forward =
        service.flatMap(id -> listen.map(address -> new Forwarding(id, address)));
    forward.ifPresent(read -> requireNew(read, element));
    return forward;
  }

  /** Two services may each have any free port. */
  private void requireNew(Forwarding forward, Section element) {
    LocalAddress address = forward.address();
    String taken = address.isAnyPort() ? forward.service() + ' ' + address : address.toString();
    Integer earlier = lines.putIfAbsent(taken, element.line());
    if (earlier != null) {
      element.fault("listen", taken + " stands in line " + earlier + " too");
    }
  }
}
