package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShellCommandTest {
  @Test
  void plainWordsStandAsTheyAre() {
    assertThat(ShellCommand.of("curl", "--cacert", "/tmp/ca.pem", "https://localhost:8443/"))
        .isEqualTo("curl --cacert /tmp/ca.pem https://localhost:8443/");
  }

  @Test
  void everythingElseIsQuoted() {
    assertThat(ShellCommand.of("cat", "Application Support/ca.pem", "it's", "$HOME", ""))
        .isEqualTo("cat 'Application Support/ca.pem' 'it'\\''s' '$HOME' ''");
  }
}
