package dev.alpnmux.gateway.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** A count of bytes with their hash: what was sent and what arrived are equal, or not. */
public record Bytes(long count, String sha256) {
  private static final int CHUNK = 64 * 1024;

  /** Sends so many bytes that look random, the same ones for one seed, and flushes. */
  public static Bytes send(OutputStream output, int count, long seed) throws IOException {
    MessageDigest digest = newDigest();
    Random random = new Random(seed);
    byte[] chunk = new byte[CHUNK];
    for (int left = count; left > 0; left -= CHUNK) {
      random.nextBytes(chunk);
      int length = Math.min(left, CHUNK);
      digest.update(chunk, 0, length);
      output.write(chunk, 0, length);
    }
    output.flush();
    return new Bytes(count, HexFormat.of().formatHex(digest.digest()));
  }

  /** Returns what {@link #send} sends. */
  public static Bytes of(int count, long seed) {
    try {
      return send(OutputStream.nullOutputStream(), count, seed);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads until the end of the stream. */
  public static Bytes receiveAll(InputStream input) throws IOException {
    return receive(input, Long.MAX_VALUE);
  }

  /** Reads exactly so many bytes. */
  public static Bytes receiveExactly(InputStream input, int count) throws IOException {
    Bytes received = receive(input, count);
    if (received.count < count) {
      throw new EOFException("ended after " + received.count + " of " + count + " bytes");
    }
    return received;
  }

  private static Bytes receive(InputStream input, long max) throws IOException {
    MessageDigest digest = newDigest();
    byte[] chunk = new byte[CHUNK];
    long count = 0;
    while (count < max) {
      int length = input.read(chunk, 0, (int) Math.min(CHUNK, max - count));
      if (length < 0) {
        break;
      }
      digest.update(chunk, 0, length);
      count += length;
    }
    return new Bytes(count, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
