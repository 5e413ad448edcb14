package dev.alpnmux.spec;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
  @Test
  void onlyTls12And13AreUsable() {
    assertThat(offering(0x0303).offersUsableVersion()).isTrue();
    assertThat(offering(0x0302, 0x0304).offersUsableVersion()).isTrue();
    assertThat(offering(0x0300, 0x0301, 0x0302, 0x7F1C, 0x0A0A).offersUsableVersion()).isFalse();
  }

  @Test
  void onlyTheExtensionCanOfferTls13() {
    assertThat(offering(0x0304).offersTls13()).isTrue();
    assertThat(read(hello().versions().legacyVersion(0x0304)).versions()).containsExactly(0x0303);
  }

  @Test
  void aLegacyVersionBesideTheExtensionDecidesNothing() {
    assertThat(read(hello().versions(0x0304).legacyVersion(0x0301)).versions())
        .containsExactly(0x0304);
    assertThat(read(hello().versions(0x0302).legacyVersion(0x0303)).offersUsableVersion())
        .isFalse();
  }

  @Test
  void aServerNameIsWrittenSafelyForALogLine() {
    ClientHello hello = read(hello("a\r\nb\u001b[31m\u00e9,\"%", "echo", "x%00"));
    assertThat(hello.writtenServerName()).contains("a%0D%0Ab%1B[31m%E9%2C%22%25");
    assertThat(hello)
        .hasToString("ClientHello[serverName=a%0D%0Ab%1B[31m%E9%2C%22%25, protocols=[echo, x%00]]");
    assertThat(read(hello())).hasToString("ClientHello[serverName=none, protocols=none]");
  }

  @Test
  void aLongServerNameIsCutWhereItIsWritten() {
    assertThat(read(hello("\0".repeat(30_000), "echo")).writtenServerName())
        .contains("%00".repeat(253));
  }

  @Test
  void theListsAreCopiedAndCannotBeChanged() {
    List<ApplicationProtocol> protocols = new ArrayList<>(List.of(ApplicationProtocol.ACME_TLS_1));
    ClientHello hello =
        new ClientHello(Optional.empty(), Optional.of(protocols), List.of(), List.of(), List.of());
    protocols.clear();
    assertThat(hello.protocols().orElseThrow()).containsExactly(ApplicationProtocol.ACME_TLS_1);
    assertThatThrownBy(hello.protocols().orElseThrow()::clear)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static ClientHello offering(Integer... versions) {
    return read(hello().versions(versions));
  }

  private static ClientHello read(HelloBuilder builder) {
    return ((HelloResult.Complete) HelloFeed.read(builder.record())).hello();
  }
}
