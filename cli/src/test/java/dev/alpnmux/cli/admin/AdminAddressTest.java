package dev.alpnmux.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminAddressTest {
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9440, 127.0.0.1:9440",
    "gw.example.com:80, gw.example.com:80",
    "[2001:db8::1]:9440, [2001:db8::1]:9440",
    "unix:/run/a.sock, unix:/run/a.sock",
    // What listens everywhere is reached here.
    ":9440, 127.0.0.1:9440",
    "0.0.0.0:9440, 127.0.0.1:9440",
    "[::]:9440, [::1]:9440"
  })
  void anAddressIsReadAndWritten(String written, String text) {
    assertThat(AdminAddress.parse(written)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:0",
        "localhost:65536",
        "http://localhost:9440",
        "::1:9440",
        "[::1]",
        "a b:1",
        "a\r\nX:1",
        "unix:"
      })
  void whatIsNoAddressIsRefusedInWords(String written) {
    assertThatThrownBy(() -> AdminAddress.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)(expected|a port is) .*");
  }

  @Test
  void itLeadsToASocket() throws Exception {
    assertThat(AdminAddress.parse("[::1]:1").socketAddresses())
        .containsExactly(new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), 1));
    assertThat(AdminAddress.parse("unix:/run/a.sock").socketAddresses())
        .containsExactly(UnixDomainSocketAddress.of("/run/a.sock"));
  }
}
