package dev.alpnmux.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the data of service binding records, octet by octet (RFC 9460 §2.2). */
final class SvcbRecords {
  static final int SVCB = 64;
  static final int HTTPS = 65;

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private SvcbRecords() {}

  static SvcbRecords record(int priority, String target) {
    SvcbRecords record = new SvcbRecords();
    record.number(priority);
    for (String label : target.equals(".") ? new String[0] : target.split("\\.", -1)) {
      record.prefixed(label);
    }
    record.data.write(0);
    return record;
  }

  private void number(int value) {
    data.write(value >> 8);
    data.write(value);
  }

  private void prefixed(String text) {
    data.write(text.length());
    data.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  SvcbRecords with(int key, byte... value) {
    number(key);
    number(value.length);
    data.writeBytes(value);
    return this;
  }

  SvcbRecords mandatory(int key) {
    return with(0, (byte) (key >> 8), (byte) key);
  }

  SvcbRecords alpn(String... ids) {
    SvcbRecords list = new SvcbRecords();
    for (String id : ids) {
      list.prefixed(id);
    }
    return with(1, list.octets());
  }

  SvcbRecords noDefaultAlpn() {
    return with(2);
  }

  SvcbRecords port(int port) {
    return with(3, ByteBuffer.allocate(2).putShort((short) port).array());
  }

  SvcbRecords ipv4Hint(int... octets) {
    byte[] address = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      address[i] = (byte) octets[i];
    }
    return with(4, address);
  }

  byte[] octets() {
    return data.toByteArray();
  }
}
