package dev.alpnmux.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * By what a file is known to be another one, or to have other contents, without reading it.
 *
 * @param identity what the file system tells files apart by; it changes when a link leads elsewhere
 */
record FileStamp(FileTime modified, long size, Optional<Object> identity) {
  /** Returns the stamp of a file, or of the one that it links to; nothing if it is not there. */
  static Optional<FileStamp> of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new FileStamp(
              found.lastModifiedTime(), found.size(), Optional.ofNullable(found.fileKey())));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
