package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A reload is for the connections that come; those that exist keep what they have. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class ReloadScenario {
  private static final String ECHO = "'moving':{'builtin':'echo'}";
  private static final String DAYTIME = "'moving':{'builtin':'daytime'}";

  private static RunningGateway gateway;

  @SuppressWarnings("unused") // For start.
  ReloadScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) {
    gateway = RunningGateway.of(engine, document("a", ECHO, ""));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void startsFromTheSame() {
    reload(document("a", ECHO, ""));
  }

  @Test
  void newConnectionsGetTheNewServiceAndOldOnesKeepTheirs() throws Exception {
    try (SSLSocket old = dial("a.test")) {
      answers(old);
      reload(document("a", DAYTIME, ""));
      try (SSLSocket fresh = dial("a.test")) {
        assertThat(new String(fresh.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .endsWith("-UTC\r\n");
      }
      answers(old);
    }
  }

  @Test
  void aServiceThatIsGoneIsRefusedAndItsConnectionsGoOn() throws Exception {
    try (SSLSocket old = dial("a.test")) {
      answers(old);
      reload(document("a", "'other':{'builtin':'echo'}", ""));
      assertThat(ask("a.test", "moving")).isEqualTo("15030300020278 EOF");
      answers(old);
    }
  }

  @Test
  void newConnectionsAreShownTheNewCertificates() throws Exception {
    assertThat(ask("b.test", "moving")).isEqualTo("15030300020270 EOF");
    try (SSLSocket old = dial("a.test")) {
      assertThat(keyOf(old)).isEqualTo("EC");
      reload(document("a-rsa", ECHO, ""));
      try (SSLSocket fresh = dial("a.test")) {
        assertThat(keyOf(fresh)).isEqualTo("RSA");
      }
      answers(old);
    }
    reload(document("b", ECHO, ""));
    try (SSLSocket fresh = dial("b.test")) {
      answers(fresh);
    }
    assertThat(ask("a.test", "moving")).isEqualTo("15030300020270 EOF");
  }

  @Test
  void theLimitsOfTheNewConfigurationCount() throws Exception {
    gateway.awaitConnections(0);
    try (SSLSocket old = dial("a.test")) {
      answers(old);
      reload(document("a", ECHO, ",'limits':{'connections':1}"));
      assertThat(RawClient.ask(gateway.address(), List.of())).isEqualTo("RESET");
      answers(old);
    }
  }

  @Test
  void anotherListenerTakesARestartAndChangesNothing() throws Exception {
    String services = "'other':{'builtin':'echo'}";
    for (String changed :
        List.of(
            document("a", services, "").replace("'public'", "'renamed'"),
            document("a", services, "")
                .replace("'name':'public'", "'name':'public','requireServerName':true"),
            document("a", services, "").replace("'eventLoops':2", "'eventLoops':1"),
            document("a", services, "")
                .replace("'eventLoops'", "'dataPath':'portable','eventLoops'"),
            document("a", services, "").replace("'admin':{'address':'127.0.0.1:0'},", ""))) {
      assertThat(gateway.gateway().reload(RunningGateway.read(changed)).cause())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "listeners, admin, eventLoops, dataPath, ticketKeys and limits.pendingHandshakes cannot"
                  + " change"
                  + " without a restart; nothing changed");
    }
    try (SSLSocket fresh = dial("a.test")) {
      answers(fresh);
    }
    assertThat(ask("a.test", "other")).isEqualTo("15030300020278 EOF");
  }

  private static String document(String certificate, String services, String more) {
    return RunningGateway.document("", List.of(certificate), services, more);
  }

  private static void reload(String document) {
    RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document)));
  }

  private static SSLSocket dial(String serverName) throws IOException {
    SSLSocket socket = gateway.dial(serverName, "TLSv1.3", "moving");
    socket.startHandshake();
    return socket;
  }

  private static String ask(String serverName, String id) throws IOException {
    return RawClient.ask(gateway.address(), List.of(HelloBuilder.hello(serverName, id).record()));
  }

  private static void answers(SSLSocket echo) throws IOException {
    echo.getOutputStream().write(7);
    assertThat(echo.getInputStream().read()).isEqualTo(7);
  }

  private static String keyOf(SSLSocket socket) throws IOException {
    return socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm();
  }
}
