package dev.alpnmux.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import dev.alpnmux.client.AlpnmuxException.Phase;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of a connect that somebody else carries out. */
class GatewaySearchTest {
  private final RecordedEvents events = new RecordedEvents();
  private final AlpnmuxClient client =
      AlpnmuxClient.newBuilder()
          .gateways("a.test:1", "b.test:2")
          .connectTimeout(Duration.ofMinutes(1))
          .lookup(this::lookedUp)
          .events(events)
          .build();
  private final GatewaySearch search = client.search("echo");

  private int addresses = 1;

  private InetAddress[] lookedUp(String host) throws UnknownHostException {
    if (addresses == 0) {
      throw new UnknownHostException(host);
    }
    InetAddress[] found = new InetAddress[addresses];
    for (int i = 0; i < addresses; i++) {
      found[i] = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) (i + 1)});
    }
    return found;
  }

  private AlpnmuxException end() {
    return requireNonNull(catchThrowableOfType(AlpnmuxException.class, search::next));
  }

  @Test
  void theGatewaysComeInTheOrderOfTheClientEachWithItsShareAndItsName() throws Exception {
    assertThat(search.next().getDefaultSSLParameters().getServerNames())
        .containsExactly(new SNIHostName("a.test"));
    assertThat(search.gateway()).hasToString("a.test:1");
    assertThat(search.address()).isEqualTo(new InetSocketAddress("10.0.0.1", 1));
    assertThat(search.timeout()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    search.failed(new ConnectException("refused"));
    assertThat(search.next().getDefaultSSLParameters().getServerNames())
        .containsExactly(new SNIHostName("b.test"));
    assertThat(search.gateway()).hasToString("b.test:2");
    assertThat(search.timeout()).isGreaterThan(Duration.ofSeconds(30));
  }

  @Test
  void theTlsOfATryIsForOneConnection() throws Exception {
    SSLContext tls = search.next();
    assertThat(tls.createSSLEngine().getSSLParameters().getApplicationProtocols())
        .containsExactly("echo");
    assertThatThrownBy(tls::createSSLEngine)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one connection");
  }

  @Test
  void theAddressesOfAGatewayComeBeforeTheNextGateway() throws Exception {
    addresses = 2;
    search.next();
    assertThat(search.timeout()).isLessThanOrEqualTo(Duration.ofSeconds(15));
    search.timedOut();
    search.next();
    assertThat(search.address()).isEqualTo(new InetSocketAddress("10.0.0.2", 1));
    search.timedOut();
    search.next();
    assertThat(search.gateway()).hasToString("b.test:2");
  }

  @Test
  void theLastOutageIsTheEndAndEveryTryIsListed() throws Exception {
    search.next();
    search.failed(new IOException("outer", new ConnectException("refused")));
    search.next();
    search.tcpConnected();
    search.failed(new ClosedChannelException());
    AlpnmuxException end = end();
    assertThat(end)
        .isInstanceOf(GatewayUnavailableException.class)
        .hasMessageContaining("it closed the connection");
    assertThat(end.attempts()).extracting(Attempt::phase).containsExactly(Phase.TCP, Phase.TLS);
    assertThat(events.heard())
        .containsExactly(
            "connectStarted echo",
            "lookupEnded",
            "attemptStarted",
            "attemptFailed TCP",
            "lookupEnded",
            "attemptStarted",
            "attemptFailed TLS",
            "connectFailed GatewayUnavailableException");
  }

  @Test
  void namesThatAreUnknownAreTriesToo() {
    addresses = 0;
    assertThat(end().attempts()).extracting(Attempt::phase).containsExactly(Phase.DNS, Phase.DNS);
  }

  @Test
  void anAnswerAmongTheCausesEndsIt() throws Exception {
    search.next();
    AlpnmuxException answer = new Failures(List.of(), search.gateway()).tcpmuxRefusal("");
    Exception cause = new IllegalStateException(new IOException(answer));
    assertThatThrownBy(() -> search.failed(cause)).isSameAs(answer);
    assertThat(events.heard()).endsWith("connectFailed NoSuchServiceException");
  }

  @Test
  void aTryThatTakesTooLongIsATimeoutOfItsPhase() throws Exception {
    search.next();
    search.timedOut();
    search.next();
    search.tcpConnected();
    search.timedOut();
    AlpnmuxException end = end();
    assertThat(end).isInstanceOf(ConnectTimeoutException.class);
    assertThat(end.attempts()).extracting(Attempt::phase).containsExactly(Phase.TCP, Phase.TLS);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "http/1.1"})
  void anotherIdOrNoneIsRefused(@Nullable String acknowledged) throws Exception {
    search.next();
    assertThatThrownBy(() -> search.opened(acknowledged))
        .isInstanceOf(ServiceNotAcknowledgedException.class)
        .hasMessageContaining(
            acknowledged == null || acknowledged.isEmpty() ? "without an ALPN id" : "http/1.1");
  }

  @Test
  void aSearchThatIsAbandonedTellsSoOnceAndGoesNoFurther() throws Exception {
    search.next();
    search.abandoned(new SocketException("over"));
    search.abandoned(new SocketException("over"));
    assertThatThrownBy(search::next).isInstanceOf(SocketException.class);
    assertThat(events.heard()).containsOnlyOnce("connectFailed SocketException");
  }

  @Test
  void aGatewayThatHasFailedIsTriedLastByTheNext() throws Exception {
    search.next();
    search.failed(new ConnectException("refused"));
    GatewaySearch other = client.search("echo");
    other.next();
    assertThat(other.gateway()).hasToString("b.test:2");
  }
}
