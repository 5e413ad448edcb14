package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {
  @ParameterizedTest
  @CsvSource({
    "gw.example:443,       gw.example,  443,   gw.example:443",
    "GW.Example:1,         gw.example,  1,     gw.example:1",
    "localhost:65535,      localhost,   65535, localhost:65535",
    "192.0.2.1:443,        192.0.2.1,   443,   192.0.2.1:443",
    "[2001:db8::1]:443,    2001:db8::1, 443,   [2001:db8::1]:443",
    "bücher.example:443,   xn--bcher-kva.example, 443, xn--bcher-kva.example:443",
  })
  void addressesAreReadAndWritten(String text, String host, int port, String written) {
    GatewayAddress address = GatewayAddress.parse(text);

    assertThat(address).isEqualTo(new GatewayAddress(host, port));
    assertThat(address).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gw.example",
        ":443",
        "gw.example:",
        "gw.example:0",
        "gw.example:65536",
        "gw.example:https",
        "gw.example.:443",
        "2001:db8::1:443",
        "[gw.example]:443",
        "[1:2]:443",
        "[::1]",
        "1.2.3:443",
        "256.1.1.1:443",
        "a b:443",
        "http://gw.example:443",
        "TCPMUX://gw.example:1",
        "tcpmux://gw.example",
        "tcpmux://gw.example:1/",
        "tcpmux://tcpmux://gw.example:1"
      })
  void everythingElseIsRefused(String text) {
    assertThatThrownBy(() -> GatewayAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSchemeOfTcpmuxIsReadAndWritten() {
    GatewayAddress address = GatewayAddress.parse("tcpmux://[::1]:1");

    assertThat(address).isEqualTo(new GatewayAddress("::1", 1, true));
    assertThat(address).hasToString("tcpmux://[::1]:1");
    assertThat(GatewayAddress.parse("[::1]:1").isTcpmux()).isFalse();
  }

  @Test
  void onlyAHostNameIsAServerName() {
    assertThat(GatewayAddress.parse("gw.example:1").serverName()).isPresent();
    assertThat(GatewayAddress.parse("192.0.2.1:1").serverName()).isEmpty();
    assertThat(GatewayAddress.parse("[::1]:1").serverName()).isEmpty();
  }
}
