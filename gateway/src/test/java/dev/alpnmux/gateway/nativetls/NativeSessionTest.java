package dev.alpnmux.gateway.nativetls;

import static dev.alpnmux.gateway.nativetls.TlsEnd.exchange;
import static dev.alpnmux.gateway.nativetls.TlsEnd.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.route.Negotiated;
import io.netty.internal.tcnative.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeSessionTest {
  private static final int WHOLE = Integer.MAX_VALUE / 2;

  @Test
  void theLibraryIsHere() {
    assertThat(NativeTls.lack()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2,1", "TLSv1.2,1000000000", "TLSv1.3,1", "TLSv1.3,1000000000"})
  void bytesPassBothWaysInPiecesOfAnySize(String version, int pieceBytes) throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient(version)) {
      client.receive(new byte[0]);
      exchange(client, server, pieceBytes);
      assertThat(client.isFinished() && server.isFinished()).isTrue();
      client.write(ascii("ping"));
      exchange(client, server, pieceBytes);
      assertThat(server.takePlaintext()).isEqualTo(ascii("ping"));
      server.write(ascii("pong"));
      exchange(client, server, pieceBytes);
      assertThat(client.takePlaintext()).isEqualTo(ascii("pong"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aMegabytePassesEachWay(String version) throws SSLException {
    byte[] megabyte = new byte[1024 * 1024];
    new Random(1).nextBytes(megabyte);
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient(version)) {
      handshake(client, server);
      client.write(megabyte);
      exchange(client, server, 100_000);
      assertThat(server.takePlaintext()).isEqualTo(megabyte);
      server.write(megabyte);
      exchange(client, server, 100_000);
      assertThat(client.takePlaintext()).isEqualTo(megabyte);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aReadMayHaveLessPlaceThanARecord(String version) throws SSLException {
    byte[] bytes = new byte[100_000];
    new Random(2).nextBytes(bytes);
    try (NativeEnd server = new NativeEnd(Sessions.server(Sessions.tls("a"), "echo"), 1000);
        JdkEnd client = Sessions.jdkClient(version)) {
      handshake(client, server);
      client.write(bytes);
      exchange(client, server, WHOLE / 2);
      assertThat(server.takePlaintext()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatWasNegotiatedIsKnown(String version) throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient(version)) {
      handshake(client, server);
      assertThat(server.session().negotiated())
          .isEqualTo(new Negotiated(Optional.of(Sessions.id(Sessions.ID)), Optional.of("a.test")));
      assertThat(client.engine().getApplicationProtocol()).isEqualTo(Sessions.ID);
    }
  }

  @Test
  void aClientWithoutAlpnIsServed() throws SSLException {
    NativeTls tls = Sessions.tls("a");
    try (NativeEnd server = new NativeEnd(Sessions.server(tls, "echo", Optional.empty()));
        JdkEnd client = Sessions.jdkClient("TLSv1.3")) {
      handshake(client, server);
      assertThat(server.session().negotiated().protocol()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anRsaCertificateIsShown(String version) throws SSLException {
    try (NativeEnd server = new NativeEnd(Sessions.server(Sessions.tls("a-rsa"), "echo"));
        JdkEnd client = Sessions.jdkClient(version)) {
      handshake(client, server);
      assertThat(client.engine().getSession().getPeerCertificates()[0])
          .isEqualTo(Sessions.leaf("a-rsa"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void afterThePeersEndWritingGoesOn(String version) throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient(version)) {
      handshake(client, server);
      client.write(ascii("last"));
      client.endOutput();
      exchange(client, server, WHOLE);
      assertThat(server.takePlaintext()).isEqualTo(ascii("last"));
      assertThat(server.isEnded()).isTrue();
      server.write(ascii("reply"));
      exchange(client, server, WHOLE);
      assertThat(client.takePlaintext()).isEqualTo(ascii("reply"));
      assertThat(client.isEnded()).isFalse();
      server.endOutput();
      exchange(client, server, WHOLE);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void afterItsOwnEndReadingGoesOn(String version) throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient(version)) {
      handshake(client, server);
      server.endOutput();
      server.endOutput();
      client.write(ascii("upload"));
      server.receive(client.takeSent());
      assertThat(server.takePlaintext()).isEqualTo(ascii("upload"));
      assertThat(server.isEnded()).isFalse();
      exchange(server, client, WHOLE);
      assertThat(client.isEnded()).isTrue();
      assertThatThrownBy(() -> server.write(ascii("more")))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void twoNativeSessionsEndOneAfterTheOther() throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        NativeEnd client = nativeClient()) {
      handshake(client, server);
      assertThat(client.session().isAcknowledged()).isTrue();
      client.write(ascii("last"));
      client.endOutput();
      exchange(client, server, WHOLE);
      assertThat(server.isEnded()).isTrue();
      server.write(ascii("reply"));
      server.endOutput();
      exchange(client, server, WHOLE);
      assertThat(client.takePlaintext()).isEqualTo(ascii("reply"));
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void renegotiationIsRefused() throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient("TLSv1.2")) {
      handshake(client, server);
      client.engine().beginHandshake();
      client.receive(new byte[0]);
      assertThatThrownBy(() -> server.receive(client.takeSent()))
          .isInstanceOf(SSLException.class)
          .hasMessage("NO_RENEGOTIATION");
      assertThatThrownBy(() -> client.receive(server.takeSent()))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("no_renegotiation");
    }
  }

  @Test
  void keysAreUpdated() throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient("TLSv1.3")) {
      handshake(client, server);
      server.write(ascii("before"));
      exchange(client, server, WHOLE);
      // RFC 8446 §4.6.3: what the JDK does when a handshake is begun once more.
      client.engine().beginHandshake();
      client.receive(new byte[0]);
      client.write(ascii("after"));
      exchange(client, server, WHOLE);
      assertThat(server.takePlaintext()).isEqualTo(ascii("after"));
      server.write(ascii("reply"));
      exchange(client, server, WHOLE);
      assertThat(client.takePlaintext()).isEqualTo(ascii("beforereply"));
    }
  }

  @Test
  void whatIsNoTlsFailsInAFewWords() throws SSLException {
    try (NativeEnd server = Sessions.serverEnd()) {
      assertThatThrownBy(() -> server.receive(ascii("GET / HTTP/1.0\r\n\r\n")))
          .isInstanceOf(SSLException.class)
          .hasMessage("HTTP_REQUEST");
      assertThatThrownBy(() -> server.receive(new byte[] {1}))
          .isInstanceOf(SSLException.class)
          .hasMessage("the session has failed before");
    }
  }

  @Test
  void aBrokenHelloGetsAnAlert() throws SSLException {
    try (NativeEnd server = Sessions.serverEnd()) {
      assertThatThrownBy(() -> server.receive(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 0}))
          .isInstanceOf(SSLException.class)
          .hasMessage("CLIENTHELLO_PARSE_FAILED");
      assertThat(server.takeSent()).isEqualTo(new byte[] {21, 3, 1, 0, 2, 2, 50});
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aForgedRecordGetsAnAlertThatArrivesBehindTheTickets(String version) throws SSLException {
    byte[] forged = new byte[5 + 64];
    forged[0] = 23;
    forged[1] = 3;
    forged[2] = 3;
    forged[4] = 64;
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient(version)) {
      handshake(client, server);
      assertThatThrownBy(() -> server.receive(forged)).isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> client.receive(server.takeSent()))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("bad_record_mac");
    }
  }

  @Test
  void anErrorOfOneSessionIsNotSeenByAnother() throws SSLException {
    try (NativeEnd broken = Sessions.serverEnd();
        NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient("TLSv1.3")) {
      assertThatThrownBy(() -> broken.receive(ascii("no TLS at all")))
          .isInstanceOf(SSLException.class);
      handshake(client, server);
      assertThat(server.isFinished()).isTrue();
    }
  }

  @Test
  void whatIsNotTakenYetCanBeGivenFromElsewhere() throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient("TLSv1.3")) {
      handshake(client, server);
      client.write(ascii("one"));
      client.write(ascii("two"));
      server.receiveOne(client.takeSent());
      assertThat(server.takePlaintext()).isEqualTo(ascii("one"));
      server.write(ascii("reply"));
      server.receive(server.copyUnread());
      assertThat(server.takePlaintext()).isEqualTo(ascii("two"));
    }
  }

  @Test
  void tooLittleRoomIsSaidBeforeAnythingIsWritten() throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        JdkEnd client = Sessions.jdkClient("TLSv1.3")) {
      handshake(client, server);
      ByteBuffer small = ByteBuffer.allocateDirect(1000);
      server.session().sendTo(Buffer.address(small), 1000);
      assertThatThrownBy(() -> server.session().write(Buffer.address(small), 10))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs room");
      server.write(ascii("pong"));
      exchange(client, server, WHOLE);
      assertThat(client.takePlaintext()).isEqualTo(ascii("pong"));
    }
  }

  @Test
  void sessionsGivenUpAtEveryStageAreFreed() throws SSLException {
    NativeTls tls = Sessions.tls("a");
    for (int round = 0; round < 200; round++) {
      try (NativeEnd server = new NativeEnd(Sessions.server(tls, "echo"));
          NativeEnd client = nativeClient(tls)) {
        for (int flight = 0; flight < round % 6; flight++) {
          (flight % 2 == 0 ? client : server)
              .receive((flight % 2 == 0 ? server : client).takeSent());
        }
      }
    }
    assertThat(tls.sessions()).isZero();
  }

  @Test
  void freeTwiceIsHarmlessAndNothingWorksAfterIt() throws SSLException {
    NativeSession session = Sessions.server(Sessions.tls("a"), "echo");
    session.free();
    session.free();
    assertThatThrownBy(session::handshake).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::negotiated).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::closeNotify).isInstanceOf(IllegalStateException.class);
  }

  private static NativeEnd nativeClient() throws SSLException {
    return nativeClient(Sessions.tls("a"));
  }

  private static NativeEnd nativeClient(NativeTls tls) throws SSLException {
    return new NativeEnd(
        tls.client(
            Sessions.service("echo", Sessions.trusting()), Sessions.id(Sessions.ID), "a.test"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
