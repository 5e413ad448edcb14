package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Feeds bytes to a reader the way a connection does, and watches how it moves in them. */
final class HelloFeed {
  private HelloFeed() {}

  static HelloResult read(byte[] bytes) {
    return new ClientHelloReader(HelloVector.BYTES_MAX).read(ByteBuffer.wrap(bytes));
  }

  /** A reader that needs more has taken all that came; only so is each byte looked at once. */
  static HelloResult readSegments(List<byte[]> segments) {
    ClientHelloReader reader = new ClientHelloReader(HelloVector.BYTES_MAX);
    HelloResult result = new HelloResult.NeedMore();
    for (byte[] segment : segments) {
      ByteBuffer bytes = ByteBuffer.wrap(segment);
      result = reader.read(bytes);
      assertThat(result instanceof HelloResult.NeedMore && bytes.hasRemaining()).isFalse();
    }
    return result;
  }

  static HelloResult oneByOne(byte[] bytes) {
    ClientHelloReader reader = new ClientHelloReader(HelloVector.BYTES_MAX);
    HelloResult result = new HelloResult.NeedMore();
    for (byte octet : bytes) {
      result = reader.read(ByteBuffer.wrap(new byte[] {octet}));
    }
    return result;
  }

  /** Returns the payloads of the records, joined. */
  static byte[] messageOf(byte[] records) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int at = 0; at < records.length; ) {
      int length = (records[at + 3] & 0xFF) << 8 | records[at + 4] & 0xFF;
      message.write(records, at + 5, length);
      at += 5 + length;
    }
    return message.toByteArray();
  }
}
