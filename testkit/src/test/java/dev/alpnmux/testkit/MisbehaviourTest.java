package dev.alpnmux.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each misbehaviour does to the client of the JDK. */
@Timeout(60)
class MisbehaviourTest {
  private static Throwable handshakeFailure(Misbehaviour misbehaviour) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(misbehaviour);
        SSLSocket socket = PlainClient.to(gateway, "orders")) {
      return catchThrowable(socket::startHandshake);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_SERVICE,             no_application_protocol",
    "UNKNOWN_SERVER_NAME,         unrecognized_name",
    "NO_SERVER_NAME,              missing_extension",
    "UPSTREAM_UNAVAILABLE,        internal_error",
    "OLD_VERSION,                 protocol_version",
    "DUPLICATE_EXTENSION,         illegal_parameter",
    "MALFORMED_HELLO,             decode_error",
    "HANDSHAKE_FAILURE,           handshake_failure",
    "ACCESS_DENIED,               access_denied",
    "CLIENT_CERTIFICATE_REQUIRED, certificate_required",
    "UNNAMED_ALERT,               121",
  })
  void eachAlertArrives(Misbehaviour misbehaviour, String alert) throws Exception {
    assertThat(handshakeFailure(misbehaviour))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(alert);
  }

  @ParameterizedTest
  @CsvSource({
    "EXPIRED_CERTIFICATE,   validity check failed",
    "WRONG_NAME,            No subject alternative DNS name matching localhost",
    "UNTRUSTED_CERTIFICATE, unable to find valid certification path",
    "GARBAGE,               Unsupported or unrecognized SSL message",
    "WRONG_PROTOCOL,        Only client specified application protocol",
  })
  void theClientSaysWhatIsWrongWithIt(Misbehaviour misbehaviour, String message) throws Exception {
    assertThat(handshakeFailure(misbehaviour))
        .isInstanceOf(SSLException.class)
        .hasStackTraceContaining(message);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE_AT_ONCE", "HALF_CLOSE"})
  void anEndInPlaceOfAnAnswerIsNoReset(Misbehaviour misbehaviour) throws Exception {
    assertThat(handshakeFailure(misbehaviour))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("Remote host terminated the handshake");
  }

  @ParameterizedTest
  @EnumSource(names = {"RESET_BEFORE_HELLO", "RESET"})
  void aResetIsOne(Misbehaviour misbehaviour) throws Exception {
    assertThat(handshakeFailure(misbehaviour))
        .satisfiesAnyOf(
            failure -> assertThat(failure).isInstanceOf(SocketException.class),
            failure -> assertThat(failure).hasRootCauseInstanceOf(SocketException.class));
  }

  @ParameterizedTest
  @EnumSource(names = {"STALL_BEFORE_HELLO", "STALL"})
  void aStallIsSilence(Misbehaviour misbehaviour) throws Exception {
    try (FakeGateway gateway = FakeGateway.start(misbehaviour);
        SSLSocket socket = PlainClient.to(gateway, "orders")) {
      socket.setSoTimeout(300);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SocketTimeoutException.class);
      assertThat(gateway.hellos()).hasSize(misbehaviour == Misbehaviour.STALL ? 1 : 0);
    }
  }

  @Test
  void aDripIsNeitherSilenceNorAnAnswer() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.DRIP);
        Socket below = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      below.setSoTimeout((int) FakeGateway.PATIENCE.toMillis());
      below.getOutputStream().write(PlainClient.hello());
      byte[] beginning = below.getInputStream().readNBytes(20);

      assertThat(beginning).startsWith(22, 3, 3, 0x3F, 0x00, 2);
      assertThat(gateway.nextHello().protocols()).isPresent();
    }
  }

  @Test
  void afterTheHandshakeItStalls() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.STALL_AFTER_HANDSHAKE);
        SSLSocket socket = PlainClient.to(gateway, "orders")) {
      socket.startHandshake();
      socket.setSoTimeout(300);
      assertThat(socket.getApplicationProtocol()).isEqualTo("orders");
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void afterTheHandshakeItEndsItsSideAndGoesOnReading() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.HALF_CLOSE_AFTER_HANDSHAKE);
        SSLSocket socket = PlainClient.to(gateway, "orders")) {
      socket.startHandshake();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      socket.getOutputStream().write("still heard".getBytes(US_ASCII));
    }
  }

  @Test
  void afterTheHandshakeItResets() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.RESET_AFTER_HANDSHAKE);
        SSLSocket socket = PlainClient.to(gateway, "orders")) {
      socket.startHandshake();
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aServerWithoutAlpnLooksLikeSuccess() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.NO_PROTOCOL);
        SSLSocket socket = PlainClient.to(gateway, "orders")) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEmpty();
    }
  }
}
