package dev.alpnmux.spec;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Gives bytes to a {@link ProxyHeaderReader}. */
final class ProxyFeed {
  /** The twelve octets that begin every header of version 2. */
  static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private ProxyFeed() {}

  static ProxyResult read(byte[] bytes) {
    return new ProxyHeaderReader().read(ByteBuffer.wrap(bytes));
  }

  static ProxyResult oneByOne(byte[] bytes) {
    ProxyHeaderReader reader = new ProxyHeaderReader();
    ProxyResult result = new ProxyResult.NeedMore();
    for (byte octet : bytes) {
      result = reader.read(ByteBuffer.wrap(new byte[] {octet}));
    }
    return result;
  }

  /** Returns a header of version 2 with these octets behind its signature. */
  static byte[] v2(String hex) {
    return HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""));
  }
}
