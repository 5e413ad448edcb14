package dev.alpnmux.gateway.config;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code admin}. */
final class AdminReader {
  static final Keys KEYS = Keys.of("address", "token");

  private static final Set<PosixFilePermission> OWNER_ONLY = Set.of(OWNER_READ, OWNER_WRITE);

  /** Longer than any token with the blanks around it. */
  private static final int TOKEN_BYTES_MAX = 1024;

  private final PemFiles files;

  AdminReader(PemFiles files) {
    this.files = files;
  }

  Optional<AdminConfig> read(Section document, List<ListenerConfig> listeners) {
    Optional<Section> section = document.section("admin", KEYS);
    Optional<AdminToken> token = section.flatMap(s -> s.text("token", this::token));
    Optional<AdminConfig.Address> address =
        section.flatMap(s -> s.requiredText("address", Addresses::admin));
    address.ifPresent(a -> requireOwn(document, a, listeners));
    return address.map(a -> new AdminConfig(a, token));
  }

  private static void requireOwn(
      Section document, AdminConfig.Address address, List<ListenerConfig> listeners) {
    if (!(address instanceof AdminConfig.Address.Port port) || port.binding().port() == 0) {
      return;
    }
    listeners.stream()
        .filter(listener -> listener.address().equals(port.binding()))
        .forEach(
            l -> document.fault("admin", "a listener has the address " + l.address() + " too"));
  }

  private AdminToken token(String name) {
    Path file = files.path(name);
    try {
      if (isPosix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IllegalArgumentException(
            file + ": expected permissions for its owner alone, 0600 or less; run chmod 600 on it");
      }
      if (Files.size(file) > TOKEN_BYTES_MAX) {
        throw new IllegalArgumentException(file + ": it is too large for a token");
      }
      return AdminToken.of(file, Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": " + reason(file, e), e);
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file; make one with (umask 077; openssl rand -hex 32 > "
          + file
          + ")";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to read it as this user";
    }
    return Files.isDirectory(file) ? "this is a directory" : "cannot be read: " + e.getMessage();
  }
}
