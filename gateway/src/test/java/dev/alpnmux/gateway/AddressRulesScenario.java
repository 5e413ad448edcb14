package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom a listener and a service let in by address. All clients of a test are 127.0.0.1. */
class AddressRulesScenario {
  private static final String NOT_US = "'from':{'allow':['192.0.2.0/24','::/0']}";
  private static final String US = "'from':{'allow':['127.0.0.0/8'],'deny':['10.0.0.0/8']}";

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aListenerClosesOnADeniedAddressWithoutAByte(TlsEngine engine) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.of(engine, document(",'tcp':{'deferAccept':'off'}," + NOT_US, ECHO))) {
      // It says nothing, and is not waited for.
      assertThat(RawClient.ask(gateway.address(), List.of())).isEqualTo("RESET");
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.ADDRESS_DENIED);
      assertThat(end.alert()).isEmpty();
      assertThat(refused(gateway, "address_denied")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void whoIsAllowedIsServed(TlsEngine engine) throws Exception {
    String services = "'echo':{'builtin':'echo'," + US + "}";
    try (RunningGateway gateway = RunningGateway.of(engine, document("," + US, services));
        SSLSocket echo = gateway.dial("a.test", "TLSv1.3", "echo")) {
      answers(echo);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aDeniedServiceCannotBeToldFromAnUnknownOne(TlsEngine engine) throws Exception {
    String services = ECHO + ",'ssh':{'builtin':'discard'," + NOT_US + "}";
    try (RunningGateway gateway =
        RunningGateway.of(engine, document(",'defaultService':'ssh'", services))) {
      for (String[] offer : new String[][] {{"ssh", "nope"}, {"zz", "ssh"}, {"ssh"}}) {
        String[] unknown = List.of(offer).stream().map(o -> "x" + o).toArray(String[]::new);
        assertThat(ask(gateway, hello("a.test", offer).record()))
            .isEqualTo(ask(gateway, hello("a.test", unknown).record()))
            .isEqualTo("15030300020278 EOF");
        isDenied(gateway.events().next());
        assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
      }
      // The default service is none, either.
      assertThat(ask(gateway, hello().serverName("a.test").record()))
          .isEqualTo("15030300020278 EOF");
      isDenied(gateway.events().next());
      assertThat(refused(gateway, "address_denied")).isEqualTo(4);
      assertThat(refused(gateway, "unknown_service")).isEqualTo(3);
      assertThat(gateway.metric(RELAYED_SSH)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aReloadChangesTheRulesForNewConnections(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.of(engine, document("", ECHO));
        SSLSocket older = gateway.dial("a.test", "TLSv1.3", "echo")) {
      answers(older);
      reload(gateway, document("", "'echo':{'builtin':'echo'," + NOT_US + "}"));
      assertThat(ask(gateway, hello("a.test", "echo").record())).isEqualTo("15030300020278 EOF");
      isDenied(gateway.events().next());
      answers(older);
      reload(gateway, document("", ECHO));
      try (SSLSocket newer = gateway.dial("a.test", "TLSv1.3", "echo")) {
        answers(newer);
      }
    }
  }

  private static final String ECHO = "'echo':{'builtin':'echo'}";
  private static final String RELAYED_SSH =
      "alpnmux_relayed_connections_total{mode=\"terminate\",service=\"ssh\"}";

  private static String document(String listener, String services) {
    return RunningGateway.document(listener, List.of("a"), services, "");
  }

  private static void reload(RunningGateway gateway, String document) {
    RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document)));
  }

  private static String ask(RunningGateway gateway, byte[] hello) throws IOException {
    return RawClient.ask(gateway.address(), List.of(hello));
  }

  private static void isDenied(End end) {
    assertThat(end.refusal()).isEqualTo(Refusal.ADDRESS_DENIED);
    assertThat(end.detail()).isEqualTo("the client's address is not allowed");
  }

  private static void answers(SSLSocket echo) throws IOException {
    echo.getOutputStream().write(7);
    assertThat(echo.getInputStream().read()).isEqualTo(7);
  }

  private static double refused(RunningGateway gateway, String reason) throws Exception {
    return gateway.metric(
        "alpnmux_refused_connections_total{listener=\"public\",reason=\"" + reason + "\"}");
  }
}
