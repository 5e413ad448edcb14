package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.ConfigChanges.Changed;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
  void whatTakesARestartIsRefusedByNameAndChangesNothing() throws Exception {
    String services = "'other':{'builtin':'echo'}";
    String same = document("a", services, "");
    assertThat(refusal(same.replace("'eventLoops':2", "'eventLoops':1")))
        .isEqualTo(
            "\"eventLoops\" cannot change without a restart; undo that, or restart; nothing"
                + " changed");
    assertThat(
            refusal(
                document("a", services, ",'ticketKeys':{'rotation':'1h'}")
                    .replace("'eventLoops'", "'dataPath':'portable','eventLoops'")
                    .replace("'admin':{'address':'127.0.0.1:0'},", "")))
        .startsWith("\"admin\", \"dataPath\", \"ticketKeys\" cannot change without a restart");
    try (SSLSocket fresh = dial("a.test")) {
      answers(fresh);
    }
    assertThat(ask("a.test", "other")).isEqualTo("15030300020278 EOF");
  }

  private static String refusal(String document) {
    Throwable cause = failure(document);
    assertThat(cause).isInstanceOf(IllegalArgumentException.class);
    return String.valueOf(cause.getMessage());
  }

  @Test
  void aListenerCanBeAddedAndRemovedAndItsConnectionsLiveOn() throws Exception {
    InetSocketAddress before = gateway.address();
    ConfigChanges added = reload(withSecondListener(0));
    assertThat(added.listeners()).isEqualTo(new Changed(List.of("second"), List.of(), List.of()));
    assertThat(gateway.address()).as("the listener that stays").isEqualTo(before);
    InetSocketAddress second = gateway.address("second");

    try (SSLSocket old = dialAt(second)) {
      answers(old);
      ConfigChanges removed = reload(document("a", ECHO, ""));
      assertThat(removed.listeners())
          .isEqualTo(new Changed(List.of(), List.of("second"), List.of()));
      RunningGateway.awaitUntil("it stops accepting", () -> !accepts(second));
      answers(old);
      assertThat(gateway.gateway().listeners()).hasSize(1);
    }
    try (SSLSocket fresh = dial("a.test")) {
      answers(fresh);
    }
  }

  @Test
  void aListenerThatCannotBeHadChangesNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String document =
          withSecondListener(taken.getLocalPort())
              .replace("}],'admin'", "},{'name':'third','address':'127.0.0.1:0'}],'admin'")
              .replace("'moving'", "'other'");
      Throwable cause = failure(document);
      assertThat(cause)
          .isInstanceOf(ListenException.class)
          .hasMessageStartingWith("listener \"second\": cannot listen on 127.0.0.1:")
          .hasMessageContaining("Address already in use; stop the program that has the port");
      assertThat(gateway.gateway().listeners()).hasSize(1);
    }
    try (SSLSocket fresh = dial("a.test")) {
      answers(fresh);
    }
  }

  @Test
  void aListenerThatTakesThePortOfOneThatGoesIsRefusedWithTheWayOut() throws Exception {
    int port = freePort();
    reload(withSecondListener(port));
    assertThat(failure(withSecondListener(port).replace("'second'", "'renamed'")))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining(
            "listener \"second\" has the port until the reload is done: reload first without it");
    try (SSLSocket fresh = dialAt(gateway.address("second"))) {
      answers(fresh);
    }
  }

  @Test
  void theRulesOfAListenerChangeWithoutItsSocket() throws Exception {
    InetSocketAddress before = gateway.address();
    ConfigChanges changes =
        reload(
            document("a", ECHO, "")
                .replace("'name':'public'", "'name':'public','defaultService':'moving'"));
    assertThat(changes.listeners().changed()).containsExactly("public");
    assertThat(gateway.address()).isEqualTo(before);
    try (SSLSocket nameless = gateway.dial("a.test", "TLSv1.3")) {
      nameless.startHandshake();
      answers(nameless);
    }
  }

  @Test
  void theChangesAreToldOneByOne() {
    ConfigChanges changes =
        reload(document("b", "'new':{'builtin':'echo'}", ",'limits':{'pendingHandshakes':7}"));
    assertThat(changes.toString())
        .contains("services: added new, removed moving")
        .contains("certificates: added ")
        .endsWith("; changed: limits");
    assertThat(reload(document("b", "'new':{'builtin':'daytime'}", "")).services())
        .isEqualTo(new Changed(List.of(), List.of(), List.of("new")));
  }

  @Test
  void reloadsAreCountedAndTheLastOneIsToldApart() throws Exception {
    double applied = reloads("applied");
    double unchanged = reloads("unchanged");
    double refused = reloads("refused");
    reload(document("a", DAYTIME, ""));
    reload(document("a", DAYTIME, ""));
    assertThat(gateway.metric("alpnmux_config_last_reload_successful")).isEqualTo(1);
    refusal(document("a", DAYTIME, "").replace("'eventLoops':2", "'eventLoops':1"));
    assertThat(gateway.metric("alpnmux_config_last_reload_successful")).isZero();
    assertThat(reloads("applied")).isEqualTo(applied + 1);
    assertThat(reloads("unchanged")).isEqualTo(unchanged + 1);
    assertThat(reloads("refused")).isEqualTo(refused + 1);
    assertThat(gateway.metric("alpnmux_config_last_success_timestamp_seconds"))
        .isCloseTo(System.currentTimeMillis() / 1000.0, within(60.0));
    assertThat(gateway.admin("/metrics").body().lines())
        .filteredOn(line -> line.startsWith("alpnmux_config_info{"))
        .singleElement()
        .asString()
        .contains("hash=\"" + gateway.gateway().config().source().hash() + '"');
  }

  private static double reloads(String outcome) throws Exception {
    return gateway.metric("alpnmux_config_reloads_total{outcome=\"" + outcome + "\"}");
  }

  private static Throwable failure(String document) {
    Future<ConfigChanges> reload = gateway.gateway().reload(RunningGateway.read(document));
    return RunningGateway.await(reload.transform(result -> Future.succeededFuture(result.cause())));
  }

  private static String withSecondListener(int port) {
    return document("a", ECHO, "")
        .replace("}],'admin'", "},{'name':'second','address':'127.0.0.1:" + port + "'}],'admin'");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private static SSLSocket dialAt(InetSocketAddress address) throws IOException {
    SSLSocket socket =
        RunningGateway.dialOver(
            new Socket(address.getAddress(), address.getPort()),
            TestCertificates.trusting(),
            "a.test",
            "TLSv1.3",
            "moving");
    socket.startHandshake();
    return socket;
  }

  private static String document(String certificate, String services, String more) {
    return RunningGateway.document("", List.of(certificate), services, more);
  }

  private static ConfigChanges reload(String document) {
    return RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document)));
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
