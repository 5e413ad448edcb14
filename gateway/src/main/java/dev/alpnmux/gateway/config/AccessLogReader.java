package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.config.AccessLogConfig.Format;
import dev.alpnmux.gateway.config.AccessLogConfig.Rotation;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code accessLog}: an object, or the path of the file alone. */
final class AccessLogReader {
  static final Keys KEYS =
      Keys.of("file", "format", "starts", "refusalsPerSecond", "queue", "rotate");
  static final Keys ROTATE = Keys.of("size", "keep");

  private static final int REFUSALS_USUAL = 100;
  private static final int REFUSALS_MOST = 1_000_000;
  private static final int QUEUE_USUAL = 8192;
  private static final int QUEUE_LEAST = 16;
  private static final int QUEUE_MOST = 1_000_000;

  /** More than what is written at a time. */
  private static final int SIZE_LEAST = 1024 * 1024;

  private static final int SIZE_MOST = 1024 * 1024 * 1024;
  private static final int KEEP_USUAL = 5;
  private static final int KEEP_MOST = 1000;

  private final ValueReader values;
  private final PemFiles files;

  AccessLogReader(ValueReader values, PemFiles files) {
    this.values = values;
    this.files = files;
  }

  Optional<AccessLogConfig> read(Section document) {
    return document.find("accessLog").flatMap(this::read);
  }

  private Optional<AccessLogConfig> read(JsonValue value) {
    if (value instanceof JsonValue.Text) {
      return values.text(value, this::file).map(AccessLogReader::usual);
    }
    return values.section(value, KEYS).flatMap(this::members);
  }

  private static AccessLogConfig usual(Path file) {
    return new AccessLogConfig(
        file, Format.JSON, false, REFUSALS_USUAL, QUEUE_USUAL, Optional.empty());
  }

  private Optional<AccessLogConfig> members(Section section) {
    Optional<Path> file = section.requiredText("file", this::file);
    Format format = section.choice("format", Format.JSON).orElse(Format.JSON);
    boolean starts = section.flag("starts", false);
    int refusals = section.count("refusalsPerSecond", 0, REFUSALS_MOST).orElse(REFUSALS_USUAL);
    int queue = section.count("queue", QUEUE_LEAST, QUEUE_MOST).orElse(QUEUE_USUAL);
    Optional<Rotation> rotation = rotation(section);
    file.filter(path -> rotation.isPresent() && !canBePutAside(path))
        .ifPresent(
            path ->
                section.fault(
                    "rotate",
                    "\"rotate\" is for a file, but "
                        + path
                        + " is a link, a device or a pipe; remove it"));
    return file.map(path -> new AccessLogConfig(path, format, starts, refusals, queue, rotation));
  }

  private static Optional<Rotation> rotation(Section section) {
    Optional<Section> rotate = section.section("rotate", ROTATE);
    int keep = rotate.flatMap(r -> r.count("keep", 1, KEEP_MOST)).orElse(KEEP_USUAL);
    return rotate
        .flatMap(r -> r.requiredText("size", AccessLogReader::size))
        .map(size -> new Rotation(size, keep));
  }

  private static int size(String written) {
    return Quantity.bytes(written, SIZE_LEAST, SIZE_MOST);
  }

  private static boolean canBePutAside(Path file) {
    return Files.notExists(file) || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private Path file(String name) {
    Path file = files.resolve(name);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + ": this is a directory; name a file in it");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(file + ": there is no such folder; make it");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new IllegalArgumentException(
          file + ": no permission to write it as this user; change its owner or the folder's");
    }
    return file;
  }
}
