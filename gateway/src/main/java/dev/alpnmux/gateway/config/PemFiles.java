package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.gateway.tls.RevocationListReader;
import dev.alpnmux.gateway.tls.ServerCertificate;
import dev.alpnmux.gateway.tls.ServerCertificateException;
import dev.alpnmux.gateway.tls.ServerCertificateReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the files of certificates, keys and revocation lists that a configuration names. What
 * cannot be read is a problem of the value that names it.
 */
final class PemFiles {
  private final Path config;
  private final Path folder;
  private final ValueReader values;
  private final Map<Path, String> digests = new HashMap<>();

  /**
   * @param config the configuration file; relative paths are relative to its folder
   */
  PemFiles(Path config, ValueReader values) {
    this.config = config;
    this.folder = config.resolveSibling("");
    this.values = values;
  }

  private record Chain(Path file, List<X509Certificate> certificates) {}

  private record Key(Path file, PrivateKey key) {}

  /** Reads the pair that an object names by {@code certificate} and {@code privateKey}. */
  Optional<ServerCertificate> pair(Section section) {
    Optional<Chain> chain = section.requiredText("certificate", this::chain);
    Optional<Key> key = section.requiredText("privateKey", this::key);
    if (chain.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return section.text("privateKey", name -> pair(chain.get(), key.get()));
  }

  /** Reads all certificates of a list of files. */
  List<X509Certificate> authorities(List<JsonValue> files) {
    List<X509Certificate> authorities = new ArrayList<>();
    for (JsonValue file : files) {
      values.text(file, this::chain).ifPresent(chain -> authorities.addAll(chain.certificates()));
    }
    return authorities;
  }

  /** Reads all revocation lists of a file. */
  List<RevocationList> revocationLists(JsonValue file) {
    return values.text(file, this::lists).orElse(List.of());
  }

  private List<RevocationList> lists(String name) {
    try {
      return RevocationListReader.read(path(name));
    } catch (ServerCertificateException e) {
      throw unusable(e);
    }
  }

  private Chain chain(String name) {
    Path file = path(name);
    try {
      return new Chain(file, ServerCertificateReader.chain(file));
    } catch (ServerCertificateException e) {
      throw unusable(e);
    }
  }

  private Key key(String name) {
    Path file = path(name);
    try {
      return new Key(file, ServerCertificateReader.key(file));
    } catch (ServerCertificateException e) {
      throw unusable(e);
    }
  }

  private static ServerCertificate pair(Chain chain, Key key) {
    try {
      return ServerCertificateReader.pair(
          chain.file(), chain.certificates(), key.file(), key.key());
    } catch (ServerCertificateException e) {
      throw unusable(e);
    }
  }

  /** Returns what the configuration is read from. */
  ConfigSource source(String text) {
    return new ConfigSource(config, text, digests());
  }

  /** Returns what stood in the files that were named so far. */
  FileDigests digests() {
    return new FileDigests(digests);
  }

  /**
   * Returns the path of a file that is read now: a change of it is a change of the configuration.
   */
  Path path(String name) {
    Path file = resolve(name);
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      // Reading it might never end.
      throw new IllegalArgumentException(
          file + ": this is a device or a pipe; name a file, whose content can be read again");
    }
    // Before it is read: what changes from here on is seen as a change.
    digests.computeIfAbsent(file, FileDigests::digest);
    return file;
  }

  /** Returns the path that a configuration names. */
  Path resolve(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("expected the path of a file but found an empty string");
    }
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + e.getReason(), e);
    }
  }

  private static IllegalArgumentException unusable(ServerCertificateException e) {
    return new IllegalArgumentException(e.getMessage(), e);
  }
}
