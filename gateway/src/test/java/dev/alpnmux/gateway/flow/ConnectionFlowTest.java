package dev.alpnmux.gateway.flow;

import static dev.alpnmux.gateway.flow.FlowUnderTest.begun;
import static dev.alpnmux.gateway.flow.FlowUnderTest.naming;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.Negotiated;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.HelloResult;
import dev.alpnmux.spec.Refusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFlowTest {
  private static final Negotiated NAMED_ELSEWHERE =
      new Negotiated(
          Optional.of(ApplicationProtocol.parse("terminate")), Optional.of("other.test"));

  // From the hello to the relay

  @ParameterizedTest
  @ValueSource(strings = {"terminate", "reencrypt"})
  void theUpstreamIsConnectedBeforeTheHandshakeIsReleased(String id) {
    FlowUnderTest test = naming(id);
    assertThat(test.path.calls()).containsExactly("connect one.test:1");
    test.flow.upstreamConnected();
    assertThat(test.path.calls()).endsWith("startTls " + id);
    test.negotiates(id);
    assertThat(test.path.calls())
        .containsExactly("connect one.test:1", "startTls " + id, "relay " + id);
    assertThat(test.events())
        .containsExactly(
            "accepted",
            "routed " + id,
            "upstreamConnected one.test:1",
            "handshakeFinished",
            "relaying");
  }

  @Test
  void inPassthroughTheHandshakeIsTheUpstreams() {
    FlowUnderTest test = naming("passthrough");
    test.flow.upstreamConnected();
    assertThat(test.path.calls()).containsExactly("connect one.test:1", "relay passthrough");
    assertThat(test.path.deadlines()).containsExactly(FlowUnderTest.LIFETIME);
  }

  @Test
  void theUpstreamIsConnectedAfterTheHandshakeIfTheServiceSaysSo() {
    FlowUnderTest test = naming("after");
    test.negotiates("after");
    test.flow.upstreamConnected();
    assertThat(test.path.calls())
        .containsExactly("startTls after", "connect one.test:1", "relay after");
  }

  @Test
  void aServiceThatIsBuiltInHasNoUpstream() {
    FlowUnderTest test = naming("echo");
    test.negotiates("echo");
    assertThat(test.path.calls()).containsExactly("startTls echo", "relay echo");
  }

  @Test
  void theNextUpstreamIsTriedWhenOneFails() {
    FlowUnderTest test = naming("terminate");
    test.flow.upstreamFailed(ConnectFailure.other("no route"));
    test.flow.upstreamConnected();
    assertThat(test.path.calls())
        .containsExactly("connect one.test:1", "connect two.test:2", "startTls terminate");
    assertThat(test.events())
        .contains("upstreamFailed one.test:1: no route", "upstreamConnected two.test:2");
  }

  @Test
  void whatIsRelayedIsCounted() {
    FlowUnderTest test = relaying();
    test.flow.relayed(Direction.FROM_CLIENT, 3);
    test.flow.relayed(Direction.TO_CLIENT, 5);
    test.flow.relayEnded(Ending.TRUNCATED);
    assertThat(test.connection.bytesFromClient()).isEqualTo(3);
    assertThat(test.connection.bytesToClient()).isEqualTo(5);
    assertThat(test.lastEvent()).isEqualTo("closed truncated");
  }

  @Test
  void whatTookHowLongIsKnownOnceItIsDone() {
    FlowUnderTest test = begun();
    assertThat(test.connection.helloTook()).isEmpty();
    test.names("terminate");
    assertThat(test.connection.helloTook()).isPresent();
    assertThat(test.connection.connectTook()).isEmpty();
    test.flow.upstreamConnected();
    assertThat(test.connection.connectTook()).isPresent();
    assertThat(test.connection.handshakeTook()).isEmpty();
    test.negotiates("terminate");
    assertThat(test.connection.handshakeTook()).isPresent();
  }

  @Test
  void inPassthroughNothingIsKnownOfTheHandshake() {
    FlowUnderTest test = naming("passthrough");
    test.flow.upstreamConnected();
    test.flow.relayEnded(Ending.COMPLETE);
    assertThat(test.connection.tls()).isEmpty();
    assertThat(test.connection.handshakeTook()).isEmpty();
  }

  @Test
  void aHandshakeThatFailsHasTakenItsTimeToo() {
    FlowUnderTest test = handshaking();
    test.flow.handshakeFailed("no common cipher");
    assertThat(test.connection.handshakeTook()).isPresent();
    assertThat(test.connection.tls()).isEmpty();
  }

  // Refusals

  @Test
  void aHelloThatIsMalformedIsRefusedByItsAlert() {
    FlowUnderTest test = begun();
    test.flow.helloRead(new HelloResult.Malformed(Refusal.DUPLICATE_EXTENSION, "twice"));
    isRefused(test, "refuse 47", "refused duplicate_extension 47");
  }

  @Test
  void aHelloThatNamesNoServiceIsRefusedByItsAlert() {
    isRefused(naming("nope"), "refuse 120", "refused unknown_service 120");
  }

  @Test
  void aHelloThatIsNotCompleteYetChangesNothing() {
    FlowUnderTest test = begun();
    test.flow.helloRead(new HelloResult.NeedMore());
    assertThat(test.path.calls()).isEmpty();
    assertThat(test.path.deadlines()).containsExactly(FlowUnderTest.TIMEOUTS.hello());
  }

  @Test
  void aLateHelloIsRefusedWithoutAnAlert() {
    FlowUnderTest test = begun();
    test.path.deadlineComes();
    isRefused(test, "refuse", "refused hello_timeout");
  }

  @Test
  void aProxyHeaderGivesTheHelloNoMoreTime() {
    FlowUnderTest test = FlowUnderTest.behindAProxy();
    FirstBytes bytes = test.flow.firstBytes(1024);
    byte[] header = "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".getBytes(US_ASCII);
    for (byte octet : header) {
      assertThat(bytes.read(ByteBuffer.wrap(new byte[] {octet}))).isFalse();
    }
    assertThat(test.connection.client().getPort()).as("the header is read").isEqualTo(1);
    assertThat(test.path.deadlineCount()).isEqualTo(1);
    test.path.deadlineComes();
    isRefused(test, "refuse", "refused hello_timeout");
  }

  @Test
  void noUpstreamGets80WhileTheHandshakeIsOpen() {
    FlowUnderTest test = naming("reencrypt");
    test.flow.upstreamFailed(ConnectFailure.other("no"));
    test.flow.upstreamFailed(ConnectFailure.other("no"));
    isRefused(test, "refuse 80", "refused upstream_unavailable 80");
  }

  @Test
  void noUpstreamIsAResetWhenTheHandshakeIsFinished() {
    FlowUnderTest test = naming("after");
    test.negotiates("after");
    test.flow.upstreamFailed(ConnectFailure.other("no"));
    test.flow.upstreamFailed(ConnectFailure.other("no"));
    isRefused(test, "reset", "refused upstream_unavailable");
  }

  @Test
  void theTimeOfTheConnectIsSharedByTheUpstreams() {
    FlowUnderTest test = naming("terminate");
    Duration all = FlowUnderTest.TIMEOUTS.connect();
    assertThat(test.path.deadlines())
        .singleElement()
        .satisfies(half -> assertThat(half).isPositive().isLessThanOrEqualTo(all.dividedBy(2)));
    test.path.deadlineComes();
    assertThat(test.path.calls()).endsWith("cancelConnect", "connect two.test:2");
    assertThat(test.path.deadlines())
        .singleElement()
        .satisfies(rest -> assertThat(rest).isPositive().isLessThanOrEqualTo(all));
    test.path.deadlineComes();
    assertThat(test.path.calls())
        .endsWith("cancelConnect", "refuse 80")
        .doesNotContain("startTls terminate");
    assertThat(test.events()).endsWith("refused upstream_unavailable 80");
  }

  @Test
  void aConnectionWhoseClientIsGoneCountsUntilItsRelayEnds() {
    Admission admission = new Admission(10);
    FlowUnderTest test = new FlowUnderTest(admission, new PendingHandshakes());
    test.flow.begin();
    test.flow.helloRead(FlowUnderTest.hello("passthrough"));
    test.flow.upstreamConnected();
    test.flow.released();
    assertThat(admission.connections()).isOne();
    test.flow.relayEnded(Ending.COMPLETE);
    assertThat(admission.connections()).isZero();
  }

  @Test
  void anUpstreamThatIsLostInTheHandshakeIsAReset() {
    FlowUnderTest test = handshaking();
    test.flow.upstreamLost("gone");
    isRefused(test, "reset", "refused upstream_unavailable");
  }

  @Test
  void aHandshakeThatIsLateIsAReset() {
    FlowUnderTest test = handshaking();
    assertThat(test.path.deadlines()).containsExactly(FlowUnderTest.TIMEOUTS.handshake());
    test.path.deadlineComes();
    isRefused(test, "reset", "refused handshake_failed");
  }

  @Test
  void aHandshakeThatFailsLeavesTheAlertToItsEngine() {
    FlowUnderTest test = handshaking();
    test.flow.handshakeFailed("no common cipher");
    isRefused(test, "refuse", "refused handshake_failed");
  }

  @Test
  void aHandshakeWithoutACertificateIsRefusedForThat() {
    FlowUnderTest test = handshaking();
    test.flow.handshakeFailed(Refusal.CLIENT_CERTIFICATE_MISSING, "none was sent");
    isRefused(test, "refuse", "refused client_certificate_missing");
  }

  @Test
  void aClientThatIsRefusedAfterItsHandshakeNeverReachesAnUpstream() {
    FlowUnderTest test = FlowUnderTest.naming("after");
    test.flow.clientRefused(Refusal.CLIENT_CERTIFICATE_EXPIRED, "late");
    isRefused(test, "reset", "refused client_certificate_expired");
    assertThat(test.path.calls()).noneMatch(call -> call.startsWith("connect"));
  }

  @Test
  void aHandshakeForAnotherIdIsNeverRelayed() {
    FlowUnderTest test = handshaking();
    test.negotiates("echo");
    isRefused(test, "reset", "refused negotiated_mismatch");
    assertThat(test.events()).doesNotContain("handshakeFinished");
  }

  @Test
  void aHandshakeForAnotherServerNameIsNeverRelayed() {
    FlowUnderTest test = handshaking();
    test.flow.handshakeFinished(NAMED_ELSEWHERE, FlowUnderTest.TLS);
    isRefused(test, "reset", "refused negotiated_mismatch");
  }

  // Limits and draining

  @Test
  void theConnectionBeyondTheLimitIsTurnedAway() {
    Admission admission = new Admission(1);
    PendingHandshakes pending = new PendingHandshakes();
    FlowUnderTest first = new FlowUnderTest(admission, pending);
    first.flow.begin();
    FlowUnderTest second = new FlowUnderTest(admission, pending);
    second.flow.begin();
    isRefused(second, "reset", "refused limit");
    // It costs nobody who is in: the first one is still waited for.
    assertThat(first.events()).containsExactly("accepted");
    second.flow.released();
    assertThat(admission.connections()).isEqualTo(1);
  }

  @Test
  void theOldestPendingHandshakeMakesRoom() {
    Admission admission = new Admission(10);
    PendingHandshakes pending = new PendingHandshakes();
    List<FlowUnderTest> tests =
        List.of(
            new FlowUnderTest(admission, pending, 2),
            new FlowUnderTest(admission, pending, 2),
            new FlowUnderTest(admission, pending, 2));
    tests.forEach(test -> test.flow.begin());
    isRefused(tests.get(0), "reset", "refused limit");
    assertThat(tests.get(1).events()).containsExactly("accepted");
    assertThat(tests.get(2).events()).containsExactly("accepted");
  }

  @Test
  void aRelayIsNoPendingHandshake() {
    PendingHandshakes pending = new PendingHandshakes();
    FlowUnderTest served = new FlowUnderTest(new Admission(10), pending, 1);
    served.flow.begin();
    served.names("echo");
    served.negotiates("echo");
    new FlowUnderTest(new Admission(10), pending, 1).flow.begin();
    assertThat(served.lastEvent()).isEqualTo("relaying");
  }

  @Test
  void aDrainTurnsNewConnectionsAway() {
    Admission admission = new Admission(10);
    admission.drain();
    FlowUnderTest test = new FlowUnderTest(admission, new PendingHandshakes());
    test.flow.begin();
    isRefused(test, "reset", "refused draining");
  }

  @Test
  void aCutResetsInEachPhase() {
    for (FlowUnderTest test :
        List.of(begun(), naming("terminate"), handshaking(), connectingAfterwards(), relaying())) {
      test.flow.cut();
      isRefused(test, "reset", "closed drained");
    }
  }

  // A client that leaves

  @Test
  void aClientThatLeavesBeforeTheHandshakeIsNotRefused() {
    for (FlowUnderTest test : List.of(begun(), naming("terminate"))) {
      test.flow.clientLeft();
      isRefused(test, "refuse", "closed client_left");
    }
  }

  @Test
  void aClientThatLeavesInTheHandshakeHasFailedIt() {
    FlowUnderTest test = handshaking();
    test.flow.clientLeft();
    isRefused(test, "refuse", "refused handshake_failed");
  }

  @Test
  void aClientThatLeavesAfterItsHandshakeIsReset() {
    FlowUnderTest test = connectingAfterwards();
    test.flow.clientLeft();
    isRefused(test, "reset", "closed client_left");
  }

  @Test
  void theEndOfARelayIsToldByTheRelayAlone() {
    FlowUnderTest test = relaying();
    test.flow.clientLeft();
    test.flow.upstreamLost("gone");
    assertThat(test.lastEvent()).isEqualTo("relaying");
    test.flow.relayEnded(Ending.CLIENT_RESET);
    assertThat(test.lastEvent()).isEqualTo("closed client_reset");
  }

  /** Ended, with nothing left that could come, and whatever does come is ignored. */
  private static void isRefused(FlowUnderTest test, String lastCall, String lastEvent) {
    assertThat(test.path.calls()).endsWith(lastCall);
    assertThat(test.lastEvent()).isEqualTo(lastEvent);
    assertThat(test.path.deadlines()).isEmpty();
    List<String> calls = test.path.calls();
    List<String> events = test.events();
    for (FlowInput input : FlowInput.values()) {
      input.feed(test);
    }
    assertThat(test.path.calls()).isEqualTo(calls);
    assertThat(test.events()).isEqualTo(events);
  }

  private static FlowUnderTest handshaking() {
    FlowUnderTest test = naming("terminate");
    test.flow.upstreamConnected();
    return test;
  }

  private static FlowUnderTest connectingAfterwards() {
    FlowUnderTest test = naming("after");
    test.negotiates("after");
    return test;
  }

  private static FlowUnderTest relaying() {
    FlowUnderTest test = handshaking();
    test.negotiates("terminate");
    return test;
  }
}
