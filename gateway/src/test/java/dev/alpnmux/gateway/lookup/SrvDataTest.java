package dev.alpnmux.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.upstream.SrvRecord;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SrvDataTest {
  private static final byte[] GOOD = data("\0\1\0\2\25\70\2DB\4Test\0");

  @Test
  void aRecordIsRead() {
    assertThat(read(GOOD)).contains(said(Optional.of(new SrvRecord(1, 2, "db.test", 5432))));
  }

  @Test
  void aDotMeansThatThereIsNoSuchService() {
    assertThat(read(data("\0\0\0\0\0\0\0"))).contains(said(Optional.empty()));
  }

  @Test
  void whatCannotBeConnectedIsNoRecord() {
    assertThat(read(data("\0\1\0\2\0\0\2db\4test\0"))).as("port 0").isEmpty();
    assertThat(read(data("\0\1\0\2\25\70\2d \4test\0"))).as("a blank").isEmpty();
    assertThat(read(data("\0\1\0\2\25\70\1" + "1\1" + "2\1" + "3\1" + "4\0"))).as("IP").isEmpty();
  }

  @Test
  void aPartOfARecordIsNone() {
    for (int length = 0; length < GOOD.length; length++) {
      assertThat(read(Arrays.copyOf(GOOD, length))).as("%d bytes", length).isEmpty();
    }
  }

  private static SrvData.Read said(Optional<SrvRecord> record) {
    return new SrvData.Read(record);
  }

  private static Optional<SrvData.Read> read(byte[] data) {
    return SrvData.read(Unpooled.wrappedBuffer(data));
  }

  private static byte[] data(String octets) {
    return octets.getBytes(StandardCharsets.ISO_8859_1);
  }
}
