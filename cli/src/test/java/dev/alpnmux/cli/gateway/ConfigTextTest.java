package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigTextTest {
  @Test
  void everyServiceIsOnALineOfItsOwn() {
    ConfigText text =
        new ConfigText(
            "127.0.0.1:8443",
            "gateway.pem",
            "gateway.key",
            List.of("echo"),
            List.of(new ServiceUpstream("ssh", "127.0.0.1:22")));

    assertThat(text)
        .hasToString(
            """
            {
              "listeners": [ { "name": "public", "address": "127.0.0.1:8443" } ],
              "certificates": [ { "certificate": "gateway.pem", "privateKey": "gateway.key" } ],
              "services": {
                "echo": { "builtin": "echo" },
                "ssh": { "upstreams": [ "127.0.0.1:22" ] }
              }
            }
            """);
  }
}
