package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ApplicationProtocolProperty {
  @Property
  void theWrittenFormReadsBackToTheSameOctets(@ForAll @Size(min = 1, max = 255) byte[] octets) {
    ApplicationProtocol protocol = ApplicationProtocol.of(octets);
    assertThat(protocol.bytes()).isEqualTo(octets);
    assertThat(ApplicationProtocol.parse(protocol.toString())).isEqualTo(protocol);
  }

  @Property
  void theWrittenFormIsPrintableAndNeedsNoQuoting(@ForAll @Size(min = 1, max = 255) byte[] octets) {
    assertThat(ApplicationProtocol.of(octets).toString()).matches("[!-~&&[^,\"\\\\]]+");
  }

  @Property
  void anyTextIsReadOrRefusedForAReason(@ForAll String text) {
    try {
      ApplicationProtocol protocol = ApplicationProtocol.parse(text);
      assertThat(ApplicationProtocol.parse(protocol.toString())).isEqualTo(protocol);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("ALPN id");
    }
  }
}
