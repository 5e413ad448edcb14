package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The service {@code daytime} (RFC 867): says the time in one line and ends; what the client sends
 * is dropped. The form of the line is free; this is the first one that the RFC shows, in UTC.
 */
final class DaytimeSink implements Sink {
  private static final DateTimeFormatter LINE =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, yyyy HH:mm:ss-'UTC'\r\n", Locale.ENGLISH);

  private final Sink toClient;

  private DaytimeSink(Sink toClient) {
    this.toClient = toClient;
  }

  /** Says the time, ends the client's stream, and returns what takes the client's bytes. */
  static Sink answering(Sink toClient) {
    String line = ZonedDateTime.now(ZoneOffset.UTC).format(LINE);
    toClient.write(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII));
    toClient.end(true, () -> {});
    return new DaytimeSink(toClient);
  }

  @Override
  public void write(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public long unsentBytes() {
    return toClient.unsentBytes();
  }

  /** The stream to the client has ended already. */
  @Override
  public void end(boolean isClean, Runnable whenEnded) {
    whenEnded.run();
  }
}
