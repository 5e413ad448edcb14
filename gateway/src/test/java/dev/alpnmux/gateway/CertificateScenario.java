package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is shown which certificate, and what a session is good for. */
class CertificateScenario {
  private static final String SERVICES = "'one':{'builtin':'echo'},'two':{'builtin':'echo'}";

  private static final String CLIENTS = ",'clients':{'certificateAuthorities':['ca.pem']}";

  private static RunningGateway gateway(TlsEngine engine) {
    return RunningGateway.of(engine, List.of("a", "a-rsa", "b"), SERVICES, "");
  }

  /** Sends a byte and reads it back: by then the client has its tickets. */
  private static void echo(SSLSocket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3,a.test,a", "NATIVE,TLSv1.2,b.test,b", "NATIVE,TLSv1.3,x.b.test,b",
    "OPENSSL,TLSv1.3,a.test,a", "OPENSSL,TLSv1.2,b.test,b", "OPENSSL,TLSv1.3,x.b.test,b",
    "JDK,TLSv1.3,a.test,a", "JDK,TLSv1.2,b.test,b", "JDK,TLSv1.3,x.b.test,b"
  })
  void certificateFitsTheServerName(
      TlsEngine engine, String version, String serverName, String certificate) throws Exception {
    try (RunningGateway gateway = gateway(engine);
        SSLSocket socket = gateway.dial(serverName, version, "one")) {
      echo(socket);
      assertThat(socket.getSession().getPeerCertificates()[0])
          .isEqualTo(TestCertificates.issued(certificate).getCertificate());
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientWithoutAServerNameIsShownTheFirstCertificate(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine);
        SSLSocket socket = gateway.dial("localhost", "TLSv1.3", "one")) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of());
      socket.setSSLParameters(parameters);
      echo(socket);
      assertThat(socket.getSession().getPeerCertificates()[0])
          .isEqualTo(TestCertificates.issued("a").getCertificate());
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientWithoutEcdsaIsShownTheRsaCertificate(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine);
        SSLSocket socket = gateway.dial("a.test", "TLSv1.2", "one")) {
      socket.setEnabledCipherSuites(
          Arrays.stream(socket.getEnabledCipherSuites())
              .filter(suite -> suite.startsWith("TLS_ECDHE_RSA_"))
              .toArray(String[]::new));
      echo(socket);
      assertThat(socket.getSession().getPeerCertificates()[0])
          .isEqualTo(TestCertificates.issued("a-rsa").getCertificate());
    }
  }

  /** The JDK keeps sessions by host and port: all dials name the same ones. */
  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3",
    "NATIVE,TLSv1.2",
    "OPENSSL,TLSv1.3",
    "OPENSSL,TLSv1.2",
    "JDK,TLSv1.3",
    "JDK,TLSv1.2"
  })
  void sessionResumesAtItsServiceAndAtNoOther(TlsEngine engine, String version) throws Exception {
    SSLContext context = TestCertificates.trusting();
    try (RunningGateway gateway = gateway(engine)) {
      long first = creationTime(gateway, context, version, "one");
      assertThat(creationTime(gateway, context, version, "one")).isEqualTo(first);
      assertThat(creationTime(gateway, context, version, "two")).isNotEqualTo(first);
    }
  }

  /** An anonymous session of the first service must not get anybody into the second. */
  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3",
    "NATIVE,TLSv1.2",
    "OPENSSL,TLSv1.3",
    "OPENSSL,TLSv1.2",
    "JDK,TLSv1.3",
    "JDK,TLSv1.2"
  })
  void sessionOfAnOpenServiceIsNoProofAtOneWithClients(TlsEngine engine, String version)
      throws Exception {
    String services = SERVICES + ",'closed':{'builtin':'echo'" + CLIENTS + "}";
    SSLContext anonymous = TestCertificates.trusting();
    SSLContext known = TestCertificates.showing("ops");
    try (RunningGateway gateway = RunningGateway.of(engine, List.of("a"), services, "")) {
      long first = creationTime(gateway, known, version, "one");
      assertThat(creationTime(gateway, known, version, "closed")).isNotEqualTo(first);
      creationTime(gateway, anonymous, version, "one");
      assertThatThrownBy(() -> creationTime(gateway, anonymous, version, "closed"))
          .isInstanceOf(SSLException.class);
      for (int i = 0; i < 3; i++) {
        assertThat(gateway.events().next().refusal()).isNull();
      }
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_MISSING);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3",
    "NATIVE,TLSv1.2",
    "OPENSSL,TLSv1.3",
    "OPENSSL,TLSv1.2",
    "JDK,TLSv1.3",
    "JDK,TLSv1.2"
  })
  void sessionOfAClientResumesWithItsCertificate(TlsEngine engine, String version)
      throws Exception {
    SSLContext context = TestCertificates.showing("ops");
    try (RunningGateway gateway =
        RunningGateway.serving(engine, "'closed':{'builtin':'echo'" + CLIENTS + "}")) {
      long first = creationTime(gateway, context, version, "closed");
      assertThat(creationTime(gateway, context, version, "closed")).isEqualTo(first);
    }
  }

  /** The keys of the JDK belong to a context, and a reload makes new ones. */
  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3",
    "NATIVE,TLSv1.2",
    "OPENSSL,TLSv1.3",
    "OPENSSL,TLSv1.2",
    "JDK,TLSv1.3",
    "JDK,TLSv1.2"
  })
  void sessionResumesAfterAReloadThatChangesNothingForIt(TlsEngine engine, String version)
      throws Exception {
    SSLContext context = TestCertificates.trusting();
    try (RunningGateway gateway = RunningGateway.of(engine, List.of("a"), SERVICES, "")) {
      long first = creationTime(gateway, context, version, "one");
      reload(gateway, "'one':{'builtin':'echo'}");
      long second = creationTime(gateway, context, version, "one");
      assertThat(second == first).isEqualTo(engine != TlsEngine.JDK);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,TLSv1.3",
    "NATIVE,TLSv1.2",
    "OPENSSL,TLSv1.3",
    "OPENSSL,TLSv1.2",
    "JDK,TLSv1.3",
    "JDK,TLSv1.2"
  })
  void sessionDoesNotResumeAfterAReloadThatAsksForACertificate(TlsEngine engine, String version)
      throws Exception {
    SSLContext context = TestCertificates.trusting();
    try (RunningGateway gateway = RunningGateway.of(engine, List.of("a"), SERVICES, "")) {
      creationTime(gateway, context, version, "one");
      reload(gateway, "'one':{'builtin':'echo'" + CLIENTS + "}");
      assertThatThrownBy(() -> creationTime(gateway, context, version, "one"))
          .isInstanceOf(SSLException.class);
    }
  }

  private static void reload(RunningGateway gateway, String services) {
    String document = RunningGateway.document("", List.of("a"), services, "");
    RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document)));
  }

  /** A resumed session keeps the time at which it was first made. */
  private static long creationTime(
      RunningGateway gateway, SSLContext context, String version, String service) throws Exception {
    try (SSLSocket socket =
        RunningGateway.dialOver(gateway.connect(), context, "a.test", version, service)) {
      echo(socket);
      long before = System.currentTimeMillis();
      RunningGateway.awaitUntil("the clock moves", () -> System.currentTimeMillis() > before);
      return socket.getSession().getCreationTime();
    }
  }

  @ParameterizedTest
  @EnumSource
  void renegotiationIsRefused(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine);
        SSLSocket socket = gateway.dial("a.test", "TLSv1.2", "one")) {
      echo(socket);
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                echo(socket);
              })
          .isInstanceOf(IOException.class);
    }
  }
}
