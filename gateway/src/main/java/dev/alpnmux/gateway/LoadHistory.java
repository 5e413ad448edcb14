package dev.alpnmux.gateway;

import java.time.Instant;
import java.util.List;

/** When configurations were loaded, and why the last one could not be. Thread-safe. */
final class LoadHistory {
  private final Instant startedAt = Instant.now();
  private volatile Instant loadedAt = startedAt;
  private volatile List<String> lastError = List.of();

  /** Another configuration serves. */
  void loaded() {
    loadedAt = Instant.now();
    lastError = List.of();
  }

  /** What could be loaded is what serves already. */
  void unchanged() {
    lastError = List.of();
  }

  /** A configuration could not be loaded; the one before serves on. */
  void failed(Throwable why) {
    lastError = String.valueOf(why.getMessage()).lines().toList();
  }

  Instant startedAt() {
    return startedAt;
  }

  Instant loadedAt() {
    return loadedAt;
  }

  /** Why the last attempt failed, line by line; empty when it did not. */
  List<String> lastError() {
    return lastError;
  }
}
