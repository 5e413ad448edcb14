package dev.alpnmux.cli.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files and folders that only their owner may use. They are born that way: nobody else can open one
 * in the moment before a change of permissions.
 */
public final class PrivateFiles {
  private static final boolean HAS_PERMISSIONS =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFiles() {}

  /** Creates the folder, and those above it, as far as they are missing. */
  public static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, permissions("rwx------"));
  }

  /**
   * Writes a file for its owner only.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one already; it stays as it is
   */
  public static void create(Path file, String content) throws IOException {
    Files.createFile(file, permissions("rw-------"));
    Files.writeString(file, content);
  }

  /** Puts a whole file in the place of another, if any: a reader sees the old or the new one. */
  static void replace(Path file, String content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(folder, ".new-", ".pem", permissions("rw-------"));
    try {
      Files.write(fresh, content.getBytes(StandardCharsets.US_ASCII));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return HAS_PERMISSIONS
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
