package dev.alpnmux.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a line for each connection is written, and how.
 *
 * @param file what the lines are appended to
 * @param format how a line looks
 * @param starts whether a connection has a line at its start, too
 * @param refusalsPerSecond how many refusals of one reason have a line in one second
 * @param queue how many lines may wait for the disk
 * @param rotation when the file is put aside, if the gateway does that itself
 */
public record AccessLogConfig(
    Path file,
    Format format,
    boolean starts,
    int refusalsPerSecond,
    int queue,
    Optional<Rotation> rotation) {
  /** How a line looks. */
  public enum Format {
    /** JSON, as {@code access-log-1.json} describes it. */
    JSON,
    /** JSON with the names of the Elastic Common Schema. */
    ECS,
    /** Text for people. */
    TEXT
  }

  /**
   * When a file is put aside.
   *
   * @param bytesMax how large a file may get
   * @param keep how many older ones there may be besides
   */
  public record Rotation(int bytesMax, int keep) {}
}
