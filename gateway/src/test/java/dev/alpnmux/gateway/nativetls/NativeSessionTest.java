package dev.alpnmux.gateway.nativetls;

import static dev.alpnmux.gateway.nativetls.TlsEnd.exchange;
import static dev.alpnmux.gateway.nativetls.TlsEnd.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.route.Negotiated;
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
    try (NativeEnd server =
            new NativeEnd(Sessions.server(new NativeTls(Sessions.store("a")), "echo"), 1000);
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

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void afterThePeersEndWritingGoesOn(String version) throws SSLException {
    try (NativeEnd server = Sessions.serverEnd();
        NativeEnd client = nativeClient()) {
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

  @Test
  void freeTwiceIsHarmlessAndNothingWorksAfterIt() throws SSLException {
    NativeSession session = Sessions.server(new NativeTls(Sessions.store("a")), "echo");
    session.free();
    session.free();
    assertThatThrownBy(session::handshake).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::negotiated).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::closeNotify).isInstanceOf(IllegalStateException.class);
  }

  private static NativeEnd nativeClient() throws SSLException {
    NativeTls tls = new NativeTls(Sessions.store("a"));
    return new NativeEnd(
        tls.client(
            Sessions.service("echo", Sessions.trusting()), Sessions.id(Sessions.ID), "a.test"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
