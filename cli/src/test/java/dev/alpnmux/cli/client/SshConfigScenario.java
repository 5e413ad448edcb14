package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SshConfigScenario {
  private static Result print(String... words) throws Exception {
    String[] arguments = new String[words.length + 1];
    arguments[0] = "ssh-config";
    System.arraycopy(words, 0, arguments, 1, words.length);
    return CommandProcess.run(
        Map.of("JVM_FLAGS", "-Dalpnmux.command=/opt/it's/alpnmux"), arguments);
  }

  @Test
  void theBlockHasEveryOptionThatWasGiven() throws Exception {
    Result end =
        print(
            "ssh",
            "--gateway",
            "gw.test:443,b.test:1",
            "--server-name",
            "x.test",
            "--pin",
            "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "--connect-timeout",
            "2s");

    assertThat(end.errors()).isEmpty();
    assertThat(end.text())
        .isEqualTo(
            """
            Host ssh
              ProxyCommand '/opt/it'\\''s/alpnmux' connect ssh --gateway gw.test:443,b.test:1 \
            --pin sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= --server-name x.test \
            --connect-timeout 2000ms
              HostKeyAlias ssh.gw.test-443
            """);
  }

  @Test
  void whatTheShellOrSshWouldReadOtherwiseIsQuoted() throws Exception {
    Result end = print("%24HOME", "--host", "box", "--gateway", "gw.test:443");

    assertThat(end.text()).contains(" connect '$HOME' --gateway ").contains("Host box\n");
  }

  @Test
  void gatewaysThatDnsNamesArePrintedAsTheyAreGiven() throws Exception {
    String gateways = "srv:_alpnmux._tcp.example.com,svcb:gw.example.com,https:gw.example.com:8443";

    Result end = print("ssh", "--gateway", gateways);

    assertThat(end.errors()).isEmpty();
    assertThat(end.text()).contains(" --gateway " + gateways + "\n");
    assertThat(print("ssh", "--gateway", "srv:no name").exitCode()).isEqualTo(64);
  }

  @Test
  void theBlockIsOneObjectOnRequest() throws Exception {
    Result end = print("ssh", "--gateway", "gw.test:443", "--host", "box", "--json");

    assertThat(end.text())
        .isEqualTo(
            "{\"host\":\"box\",\"proxyCommand\":\"'/opt/it'\\\\''s/alpnmux' connect ssh --gateway"
                + " gw.test:443\",\"hostKeyAlias\":\"ssh.gw.test-443\"}\n");
  }

  @Test
  void aServiceThatIsNoHostNameNeedsOne() throws Exception {
    Result end = print("acme-tls/1", "--gateway", "gw.test:443");

    assertThat(end.exitCode()).isEqualTo(64);
    assertThat(end.errors()).contains("choose a name by --host");
  }

  @Test
  void aFileThatCannotBeReadIsNotPrinted() throws Exception {
    Result end = print("ssh", "--gateway", "gw.test:443", "--trust", "/no/such/file");

    assertThat(end.exitCode()).isEqualTo(78);
    assertThat(end.text()).isEmpty();
  }
}
