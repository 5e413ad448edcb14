package dev.alpnmux.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.explain.Explanation.Client;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An explanation answers for the listener and the address that it is asked for. */
class ExplanationTest {
  private static final GatewayConfig CONFIG =
      RunningGateway.read(
          """
          { 'listeners': [
              { 'name': 'public', 'address': '127.0.0.1:1', 'from': { 'deny': [ '10.0.0.0/8' ] } },
              { 'name': 'inner', 'address': '127.0.0.1:2', 'requireServerName': true },
              { 'name': 'old', 'address': '127.0.0.1:3', 'transport': 'tcpmux',
                'from': { 'allow': [ '127.0.0.0/8' ] } } ],
            'certificates': [ { 'certificate': 'a.pem', 'privateKey': 'a.key' } ],
            'services': {
              'echo': { 'builtin': 'echo', 'tcpmux': true, 'from': { 'deny': [ '127.0.0.9' ] } } } }
          """);

  @ParameterizedTest
  @CsvSource({
    ",,echo",
    "public,192.0.2.1,echo",
    "public,10.1.2.3,address_denied none: the connection closes",
    "public,127.0.0.9,address_denied 120 no_application_protocol",
    "inner,,no_server_name 109 missing_extension",
    "inner,10.1.2.3,no_server_name 109 missing_extension",
  })
  void aTlsClientIsJudgedByItsListenerAndItsAddress(
      String listener, String address, String expected) {
    Explanation explanation =
        Explanation.of(
            CONFIG,
            Client.of(listener, address),
            Optional.empty(),
            Optional.of(List.of(ApplicationProtocol.parse("echo"))));

    assertThat(summary(explanation, "alert")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    ",,echo",
    "old,127.0.0.1,echo",
    "old,127.0.0.9,address_denied",
    "old,192.0.2.1,address_denied"
  })
  void aTcpmuxClientToo(String listener, String address, String expected) {
    Explanation explanation = Explanation.ofTcpmux(CONFIG, Client.of(listener, address), "ECHO");

    assertThat(summary(explanation, "nothing more")).startsWith(expected);
  }

  private static String summary(Explanation explanation, String more) {
    var rows = explanation.rows();
    String service = rows.get("service");
    return service == null ? rows.get("refused") + ' ' + rows.get(more) : service;
  }

  @ParameterizedTest
  @CsvSource({"h2,'HTTP/2 over TLS, RFC 9113'", "echo,", "ssh,"})
  void anIdOfTheRegistryIsToldByItsName(String id, String expected) {
    GatewayConfig config =
        RunningGateway.read(
            """
            { 'listeners': [ { 'address': '127.0.0.1:1' } ],
              'certificates': [ { 'certificate': 'a.pem', 'privateKey': 'a.key' } ],
              'services': { '%s': { 'upstreams': [ '127.0.0.1:2' ] } } }
            """
                .formatted(id));
    Explanation explanation =
        Explanation.of(
            config,
            Client.ANY,
            Optional.empty(),
            Optional.of(List.of(ApplicationProtocol.parse(id))));

    assertThat(explanation.rows().get("registered")).isEqualTo(expected);
  }

  @Test
  void aListenerThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Explanation.ofTcpmux(CONFIG, Client.of("x", null), "echo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no listener \"x\"; there are public, inner, old");
    assertThatThrownBy(() -> Explanation.ofTcpmux(CONFIG, Client.of("inner", null), "echo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the listener \"inner\" has not the transport tcpmux");
  }
}
