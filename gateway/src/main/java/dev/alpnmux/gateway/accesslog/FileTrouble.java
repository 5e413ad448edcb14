package dev.alpnmux.gateway.accesslog;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words why a file cannot be written, and what to do. */
final class FileTrouble {
  private FileTrouble() {}

  /** Returns the reason and the remedy. */
  static String of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such folder; make it";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to write it as this user; change its owner or the folder's";
    }
    String reason = reason(e);
    return reason
        + (reason.contains("space")
            ? "; make room on its disk"
            : "; mend that, or name another file in \"accessLog\"");
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
