package dev.alpnmux.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stood in some files when they were looked at, as digests: equal when every file is the same
 * and holds the same. A file that cannot be read counts as another content.
 */
public record FileDigests(Map<Path, String> byPath) {
  /** No file at all. */
  public static final FileDigests NONE = new FileDigests(Map.of());

  private static final String UNREADABLE = "unreadable";

  public FileDigests {
    byPath = Map.copyOf(byPath);
  }

  /** Looks at the same files once more. Blocks on file access. */
  public FileDigests now() {
    Map<Path, String> current = new TreeMap<>();
    byPath.keySet().forEach(file -> current.put(file, digest(file)));
    return new FileDigests(current);
  }

  /** Returns the digest of what stands in a file. Blocks on file access. */
  static String digest(Path file) {
    if (!Files.isRegularFile(file)) {
      return UNREADABLE;
    }
    try {
      return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
