package dev.alpnmux.gateway.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * What a configuration was read from.
 *
 * @param file the file as the user named it
 * @param text the JSON document; secrets stand in files of their own, never here
 * @param files the certificates, keys and other files that it names, as they were
 */
public record ConfigSource(Path file, String text, FileDigests files) {
  private static final int HASH_DIGITS = 12;

  /** Returns the short name of a file that it names: from its own folder on, where it is below. */
  public String nameOf(String named) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path path = Path.of(named).toAbsolutePath().normalize();
    return folder != null && path.startsWith(folder) ? folder.relativize(path).toString() : named;
  }

  /**
   * Returns a short digest of the text and all files: the same for gateways that are configured in
   * the same way, wherever the files stand.
   */
  public String hash() {
    MessageDigest digest = FileDigests.sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(files.byPath())
        .values()
        .forEach(content -> digest.update(content.getBytes(StandardCharsets.US_ASCII)));
    return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
  }
}
