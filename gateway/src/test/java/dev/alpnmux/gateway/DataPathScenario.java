package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ApplicationProtocol;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which data path a configuration gets, and what is said of it. */
class DataPathScenario {
  private static final Logger LOG = Logger.getLogger("dev.alpnmux.gateway");
  private static final String ECHO = "'echo':{'builtin':'echo'}";

  /** An octet that begins no character of UTF-8. */
  private static final String INEXPRESSIBLE = "'odd':{'protocols':['%FF'],'builtin':'echo'}";

  private final List<String> said = new ArrayList<>();
  private final Handler listening =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          synchronized (said) {
            said.add(record.getLevel() + " " + record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(listening);
  }

  @AfterEach
  void listenNoMore() {
    LOG.removeHandler(listening);
  }

  private List<String> saidOfThePath() {
    synchronized (said) {
      return said.stream().filter(line -> line.contains("data path")).toList();
    }
  }

  private static GatewayConfig config(String dataPath, String services) {
    String more = dataPath.isEmpty() ? "" : ",'dataPath':'" + dataPath + "'";
    return RunningGateway.read(RunningGateway.document("", List.of("a"), services, more));
  }

  private static Vertx vertx(boolean prefersNative) {
    return Vertx.vertx(
        new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(prefersNative));
  }

  /** Starts a gateway on the Vertx that it asks for, and lets it serve one client. */
  private static void serves(GatewayConfig config) throws Exception {
    serves(config, "echo");
  }

  private static void serves(GatewayConfig config, String service) throws Exception {
    Vertx vertx = vertx(Gateway.prefersNativeTransport(config));
    try {
      Gateway gateway = RunningGateway.await(Gateway.start(vertx, config));
      isEchoed(gateway, service);
      RunningGateway.await(gateway.stop(Duration.ofSeconds(5)));
    } finally {
      RunningGateway.await(vertx.close());
    }
  }

  private static void isEchoed(Gateway gateway) throws Exception {
    isEchoed(gateway, "echo");
  }

  private static void isEchoed(Gateway gateway, String service) throws Exception {
    int port = gateway.listeners().get(0).address().port();
    Socket wire = new Socket();
    wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    try (SSLSocket socket =
        RunningGateway.dialOver(
            wire, TestCertificates.trusting(), "a.test", "TLSv1.3", octets(service))) {
      Bytes.send(socket.getOutputStream(), 100, 1);
      assertThat(Bytes.receiveExactly(socket.getInputStream(), 100)).isEqualTo(Bytes.of(100, 1));
    }
  }

  private static String octets(String service) {
    return ApplicationProtocol.parse(service).octets();
  }

  @Test
  void automaticallyItIsTheOneOfLinux() throws Exception {
    serves(config("", ECHO));
    assertThat(saidOfThePath()).containsExactly("INFO data path linux, TLS engine NATIVE");
  }

  @Test
  void portableForcesThePortableOne() throws Exception {
    GatewayConfig config = config("portable", ECHO);
    assertThat(Gateway.prefersNativeTransport(config)).isFalse();
    serves(config);
    assertThat(saidOfThePath()).containsExactly("INFO data path portable, TLS engine JDK");
  }

  @Test
  void anIdThatBoringSslCannotExpressAutomaticallyTakesThePortableOne() throws Exception {
    GatewayConfig config = config("auto", ECHO + "," + INEXPRESSIBLE);
    assertThat(Gateway.prefersNativeTransport(config)).isFalse();
    serves(config);
    assertThat(saidOfThePath())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("INFO not the data path linux: ");
    assertThat(saidOfThePath().get(1)).isEqualTo("INFO data path portable, TLS engine JDK");
  }

  @Test
  void anIdThatBoringSslCannotExpressIsAFailureWhenLinuxIsForced() {
    Vertx vertx = vertx(true);
    try {
      assertThatThrownBy(
              () ->
                  RunningGateway.await(
                      Gateway.start(vertx, config("linux", ECHO + "," + INEXPRESSIBLE))))
          .hasRootCauseInstanceOf(IllegalArgumentException.class)
          .rootCause()
          .hasMessage(
              "the data path linux cannot be had: BoringSSL's interface cannot express the id %FF,"
                  + " which is not ASCII");
    } finally {
      RunningGateway.await(vertx.close());
    }
  }

  @Test
  void anIdBeyondAsciiIsServedByThePortableOne() throws Exception {
    serves(config("auto", "'caf%C3%A9':{'builtin':'echo'}"), "caf%C3%A9");
    assertThat(saidOfThePath()).contains("INFO data path portable, TLS engine JDK");
  }

  /** What passes through is never told to BoringSSL. */
  @Test
  void anIdThatPassesThroughNeedsNoExpression() throws Exception {
    String odd =
        "'odd':{'mode':'passthrough','protocols':['%FF'],'upstreams':['nowhere.invalid:1']}";
    serves(config("linux", ECHO + "," + odd));
    assertThat(saidOfThePath()).containsExactly("INFO data path linux, TLS engine NATIVE");
  }

  @Test
  void eventLoopsThatAreNotOnEpollCannotHaveTheOneOfLinux() throws Exception {
    Vertx vertx = vertx(false);
    try {
      assertThatThrownBy(() -> RunningGateway.await(Gateway.start(vertx, config("linux", ECHO))))
          .rootCause()
          .hasMessage(
              "the data path linux cannot be had: the event loops are not on epoll;"
                  + " create the Vertx with preferNativeTransport, on Linux");
      Gateway gateway = RunningGateway.await(Gateway.start(vertx, config("auto", ECHO)));
      isEchoed(gateway);
      RunningGateway.await(gateway.stop(Duration.ofSeconds(5)));
      assertThat(saidOfThePath()).contains("INFO data path portable, TLS engine JDK");
    } finally {
      RunningGateway.await(vertx.close());
    }
  }

  @Test
  void reloadThatTheDataPathCannotServeChangesNothing() throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(TlsEngine.NATIVE, ECHO)) {
      assertThatThrownBy(
              () ->
                  RunningGateway.await(
                      gateway
                          .gateway()
                          .reload(config("", "'other':{'builtin':'echo'}," + INEXPRESSIBLE))))
          .rootCause()
          .hasMessageContaining("cannot express the id %FF")
          .hasMessageEndingWith("; nothing changed");
      isEchoed(gateway.gateway());
      gateway.events().next();
    }
  }

  @Test
  void reloadCannotChangeTheDataPath() throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(TlsEngine.NATIVE, ECHO)) {
      assertThatThrownBy(
              () -> RunningGateway.await(gateway.gateway().reload(config("portable", ECHO))))
          .rootCause()
          .hasMessageContaining("dataPath")
          .hasMessageEndingWith("nothing changed");
      isEchoed(gateway.gateway());
      gateway.events().next();
    }
  }
}
