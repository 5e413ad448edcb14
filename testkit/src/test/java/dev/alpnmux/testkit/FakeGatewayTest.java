package dev.alpnmux.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FakeGatewayTest {
  @Test
  void itServesWhatItNamesAndKeepsWhatWasAskedFor() throws Exception {
    try (FakeGateway gateway = FakeGateway.serving("echo", "orders");
        SSLSocket socket = PlainClient.to(gateway, "orders")) {
      socket.getOutputStream().write("hello".getBytes(US_ASCII));

      assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
      assertThat(socket.getApplicationProtocol()).isEqualTo("orders");
      ClientHello hello = gateway.nextHello();
      assertThat(hello.serverName()).hasValue("localhost");
      assertThat(hello.protocols()).hasValue(List.of(new ApplicationProtocol("orders")));
      assertThat(gateway.hellos()).containsExactly(hello);
      assertThat(gateway.accepted()).isEqualTo(1);
    }
  }

  @Test
  void itRefusesOtherServicesAndClientsThatNameNone() throws Exception {
    try (FakeGateway gateway = FakeGateway.serving("echo")) {
      for (String[] services : new String[][] {{"ehco"}, {}}) {
        try (SSLSocket socket = PlainClient.to(gateway, services)) {
          assertThatThrownBy(socket::startHandshake)
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("no_application_protocol");
        }
      }
    }
  }

  @Test
  void itsOrderOfServicesDecides() throws Exception {
    try (FakeGateway gateway = FakeGateway.serving("h2", "http/1.1");
        SSLSocket socket = PlainClient.to(gateway, "http/1.1", "h2")) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    }
  }

  @Test
  void theAuthorityIsAFileForTheClient() throws Exception {
    try (FakeGateway gateway = FakeGateway.serving("echo")) {
      String pem = Files.readString(gateway.authority());
      assertThat(Pem.certificates(pem)).containsExactly(TestCertificates.CA.certificate());
      assertThat(gateway.address()).isEqualTo("localhost:" + gateway.port());
    }
  }

  @Test
  void aCertificateForOtherNamesCanBeHad() throws Exception {
    TestCertificate certificate = TestCertificates.server("orders.test", "*.orders.test");
    assertThat(certificate.certificate().getSubjectAlternativeNames())
        .extracting(name -> name.get(1))
        .map(Object::toString)
        .containsExactly("orders.test", "*.orders.test");
    certificate.certificate().verify(TestCertificates.CA.certificate().getPublicKey());
    String key = Files.readString(certificate.keyFile());
    assertThat(Pem.isKeyOf(Pem.privateKey(key), certificate.certificate())).isTrue();
  }

  @Test
  void aChangedTlsGatewayLeavesTheFirstAsItWas() throws Exception {
    TlsGateway any = TlsGateway.with(TestCertificates.SERVER);
    TlsGateway deaf = any.withoutAcknowledgement();
    try (FakeGateway first = FakeGateway.start(any);
        FakeGateway second = FakeGateway.start(deaf);
        SSLSocket heard = PlainClient.to(first, "x");
        SSLSocket unheard = PlainClient.to(second, "x")) {
      heard.startHandshake();
      unheard.startHandshake();
      assertThat(heard.getApplicationProtocol()).isEqualTo("x");
      assertThat(unheard.getApplicationProtocol()).isEmpty();
    }
  }

  @Test
  void whatIsNoHelloIsNotKept() throws Exception {
    try (FakeGateway gateway = FakeGateway.serving("echo");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertThatThrownBy(() -> readToTheEnd(socket)).isInstanceOf(IOException.class);
      assertThat(gateway.hellos()).isEmpty();
    }
  }

  /** The gateway closes with what it has not read: on some systems that is a reset. */
  private static void readToTheEnd(Socket socket) throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new IOException("end");
    }
  }

  @Test
  void closingEndsConnectionsAndTheirThreads() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    FakeGateway.Behaviour waiting =
        (accepted, gateway) -> {
          begun.countDown();
          assertThat(gateway.isClosedWithin(Duration.ofDays(1))).isTrue();
          ended.countDown();
        };
    FakeGateway gateway = FakeGateway.start(waiting);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.getOutputStream().write(1);
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      gateway.close();
      assertThat(ended.getCount()).isZero();
      assertThatThrownBy(() -> PlainClient.to(gateway, "x")).isInstanceOf(ConnectException.class);
    }
  }
}
