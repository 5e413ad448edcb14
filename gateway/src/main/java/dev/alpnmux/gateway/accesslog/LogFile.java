package dev.alpnmux.gateway.accesslog;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.alpnmux.gateway.config.AccessLogConfig.Rotation;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The file that lines are appended to. It is opened anew when somebody has moved or removed it, and
 * put aside by itself when it is large enough. A pipe or a device gets line for line, so that what
 * others write there stays between the lines. Blocks on file access. For one thread.
 */
final class LogFile implements Closeable {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  /** Who clients are is nobody's business but the group's. */
  private static final FileAttribute<?> PERMISSIONS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  /** How often it looks whether its file is still where it was. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path path;
  private final Optional<Rotation> rotation;
  private @Nullable FileChannel channel;
  private boolean isRegular;
  private @Nullable Object identity;
  private long lookedNanos;

  private LogFile(Path path, Optional<Rotation> rotation) {
    this.path = path;
    this.rotation = rotation;
  }

  /** Opens the file, which is made if there is none. */
  static LogFile open(Path path, Optional<Rotation> rotation) throws IOException {
    LogFile file = new LogFile(path, rotation);
    file.openChannel();
    return file;
  }

  private FileChannel openChannel() throws IOException {
    isRegular = Files.notExists(path) || Files.isRegularFile(path);
    FileChannel opened = isRegular ? openRegular() : FileChannel.open(path, READ, WRITE);
    channel = opened;
    identity = identity();
    lookedNanos = System.nanoTime();
    return opened;
  }

  private FileChannel openRegular() throws IOException {
    boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes = isPosix ? new FileAttribute<?>[] {PERMISSIONS} : none();
    return FileChannel.open(path, Set.of(CREATE, APPEND), attributes);
  }

  private static FileAttribute<?>[] none() {
    return new FileAttribute<?>[0];
  }

  /** Returns what is the same for one file only; nothing where the system does not say. */
  private @Nullable Object identity() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /**
   * Appends whole lines.
   *
   * @param lines taken from it is what is in the file for good: all of it, or where this throws the
   *     lines that fitted
   */
  void write(ByteBuffer lines) throws IOException {
    FileChannel file = current();
    if (isRegular && isFull(file, lines.remaining())) {
      file = rotate(file);
    }
    int from = lines.position();
    try {
      writeAll(file, lines);
    } catch (IOException e) {
      undo(file, lines, from);
      close();
      throw e;
    }
  }

  private FileChannel current() throws IOException {
    FileChannel open = channel;
    if (open != null && isRegular && System.nanoTime() - lookedNanos > LOOK_NANOS) {
      lookedNanos = System.nanoTime();
      open = isReplaced() ? null : open;
    }
    return open == null ? reopen() : open;
  }

  private boolean isReplaced() {
    try {
      Object now = identity();
      return now != null && !now.equals(identity);
    } catch (IOException e) {
      return true;
    }
  }

  /** Opens what is there under its name now. */
  FileChannel reopen() throws IOException {
    close();
    return openChannel();
  }

  private void writeAll(FileChannel file, ByteBuffer lines) throws IOException {
    int end = lines.limit();
    while (lines.position() < end) {
      lines.limit(isRegular ? end : lineEnd(lines, end));
      try {
        file.write(lines);
      } finally {
        lines.limit(end);
      }
    }
  }

  private static int lineEnd(ByteBuffer lines, int end) {
    int at = lines.position();
    while (at < end - 1 && lines.get(at) != '\n') {
      at++;
    }
    return at + 1;
  }

  /** Half a line would spoil the next one. What cannot be taken back stays, and is gone on with. */
  private void undo(FileChannel file, ByteBuffer lines, int from) {
    int written = lines.position();
    int whole = written;
    while (whole > from && lines.get(whole - 1) != '\n') {
      whole--;
    }
    if (!isRegular || whole == written) {
      return;
    }
    try {
      file.truncate(file.size() - (written - whole));
      lines.position(whole);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "half a line stays at the end of " + path, e);
    }
  }

  private boolean isFull(FileChannel file, int more) throws IOException {
    long size = rotation.isPresent() ? file.size() : 0;
    return size > 0 && size + more > rotation.get().bytesMax();
  }

  /** Two gateways may share the file: then the first one puts it aside, and the other one sees. */
  private FileChannel rotate(FileChannel file) throws IOException {
    if (isReplaced()) {
      return reopen();
    }
    file.close();
    channel = null;
    for (int number = rotation.orElseThrow().keep(); number > 1; number--) {
      if (Files.exists(older(number - 1))) {
        Files.move(older(number - 1), older(number), REPLACE_EXISTING);
      }
    }
    Files.move(path, older(1), REPLACE_EXISTING);
    return openChannel();
  }

  private Path older(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  /** Closes the file. It is opened anew when something is written. */
  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
