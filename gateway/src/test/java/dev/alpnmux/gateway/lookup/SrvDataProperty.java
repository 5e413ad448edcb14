package dev.alpnmux.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.ServerName;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class SrvDataProperty {
  /** Pointers that lead to themselves, lengths beyond the end: nothing throws, nothing hangs. */
  @Property
  void whateverIsReadIsAHostThatCanBeConnected(@ForAll @Size(max = 300) byte[] data) {
    SrvData.read(Unpooled.wrappedBuffer(data))
        .flatMap(SrvData.Read::record)
        .ifPresent(
            record ->
                assertThat(ServerName.parse(record.host()).map(ServerName::value))
                    .isEqualTo(Optional.of(record.host())));
  }

  @Property
  void aNameOfAnyBytesDoesNoHarm(@ForAll @Size(max = 40) byte[] name) {
    byte[] data = new byte[6 + name.length];
    data[5] = 1;
    System.arraycopy(name, 0, data, 6, name.length);

    SrvData.read(Unpooled.wrappedBuffer(data))
        .flatMap(SrvData.Read::record)
        .ifPresent(record -> assertThat(record.port()).isEqualTo(1));
  }
}
