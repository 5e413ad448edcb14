package dev.alpnmux.gateway.tls;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file that holds the secrets, which gateways may share. It is replaced as a whole, so that who
 * reads it sees the old or the new one. Every method blocks on file access.
 */
final class MasterSecretsFile {
  private static final Set<PosixFilePermission> OWNER_ONLY = Set.of(OWNER_READ, OWNER_WRITE);
  private static final String ANEW = "; remove it, and a new one is made";

  /** What is longer was not written by a gateway, and is not read into memory. */
  private static final int BYTES_MAX = 4096;

  private final Path file;

  MasterSecretsFile(Path file) {
    this.file = file;
  }

  /** Finds out whether the secrets can be read, or made; changes nothing. */
  void check() throws MasterSecretsException {
    read();
    Path folder = folder();
    if (!Files.isDirectory(folder)) {
      throw new MasterSecretsException(file + ": there is no folder " + folder + " to make it in");
    }
    if (!Files.isWritable(folder)) {
      throw new MasterSecretsException(
          file + ": no permission to write into its folder " + folder + " as this user");
    }
  }

  /** Returns the secrets, or nothing when there is no file. */
  Optional<List<MasterSecret>> read() throws MasterSecretsException {
    try {
      if (isPosix() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new MasterSecretsException(
            file
                + ": others than its owner have permissions on it; run chmod 600 on it"
                + orAnew());
      }
      return Optional.of(MasterSecretsText.read(text()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new MasterSecretsException(file + ": " + reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new MasterSecretsException(file + ": it is damaged: " + e.getMessage() + ANEW, e);
    }
  }

  private static String orAnew() {
    return ", or remove it if somebody may have read it, and a new one is made";
  }

  private String text() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX + 1);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
    }
  }

  private String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission to read it as this user";
    }
    return Files.isDirectory(file) ? "this is a directory" : "cannot be read: " + e.getMessage();
  }

  /** Replaces the file. */
  void write(List<MasterSecret> secrets) throws MasterSecretsException {
    try {
      // Where a link leads elsewhere, that file is the shared one.
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path fresh = Files.createTempFile(target.getParent(), ".ticket-keys", ".new", ownerOnly());
      try {
        fill(fresh, MasterSecretsText.write(secrets));
        Files.move(
            fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new MasterSecretsException(file + ": cannot be written: " + e, e);
    }
  }

  private static void fill(Path fresh, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      // Else a crash may leave an empty file under the name: the rename can reach the disk first.
      channel.force(true);
    }
  }

  private FileAttribute<?>[] ownerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private Path folder() {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }
}
