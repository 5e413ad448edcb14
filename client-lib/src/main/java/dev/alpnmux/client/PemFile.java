package dev.alpnmux.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Reads the PEM files that a user names; each failure names the file and says what is wrong. */
final class PemFile {
  /** Makes a value of the text of a file. */
  @FunctionalInterface
  interface Reader<T> {
    T read(String text) throws GeneralSecurityException;
  }

  private PemFile() {}

  static <T> T read(Path file, Reader<T> reader) throws IOException {
    try {
      return reader.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e, e);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": cannot be used: " + e.getMessage(), e);
    }
  }
}
