package dev.alpnmux.gateway.lookup;

import dev.alpnmux.gateway.upstream.SrvRecord;
import dev.alpnmux.spec.ServerName;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import java.util.Optional;

/** Reads what an SRV record holds (RFC 2782): two bytes each of priority, weight, port; a name. */
final class SrvData {
  private static final int FIXED_BYTES = 6;
  private static final int POINTER = 0xC0;

  private SrvData() {}

  /** One that was read; without a record it says that the service is not available. */
  record Read(Optional<SrvRecord> record) {}

  /** Returns what it says, or nothing when it cannot be read or connected. */
  static Optional<Read> read(ByteBuf data) {
    if (!endsWithAName(data)) {
      return Optional.empty();
    }
    try {
      int priority = data.readUnsignedShort();
      int weight = data.readUnsignedShort();
      int port = data.readUnsignedShort();
      String target = DefaultDnsRecordDecoder.decodeName(data);
      return target.equals(".")
          ? Optional.of(new Read(Optional.empty()))
          : read(priority, weight, target, port);
    } catch (IndexOutOfBoundsException | DecoderException e) {
      return Optional.empty();
    }
  }

  /** Netty takes what is left for the whole name; RFC 1035 §4.1.4 ends it by 0, or by a pointer. */
  private static boolean endsWithAName(ByteBuf data) {
    int end = data.writerIndex();
    return data.readableBytes() > FIXED_BYTES
        && (data.getByte(end - 1) == 0 || data.getUnsignedByte(end - 2) >= POINTER);
  }

  private static Optional<Read> read(int priority, int weight, String target, int port) {
    String relative = target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
    return ServerName.parse(relative)
        .filter(host -> port > 0)
        .map(host -> new SrvRecord(priority, weight, host.value(), port))
        .map(record -> new Read(Optional.of(record)));
  }
}
