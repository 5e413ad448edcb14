package dev.alpnmux.cli.outcome;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be used, in words: some exceptions have only the file as their message. */
public final class IoReason {
  private IoReason() {}

  /** Returns one line with the file and the reason. */
  public static String of(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + reason(file);
    }
    return String.valueOf(e.getMessage());
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileAlreadyExistsException ? "it is there already" : "cannot be used";
  }
}
