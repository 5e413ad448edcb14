package dev.alpnmux.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.TcpmuxResult;
import org.junit.jupiter.api.Test;

/** The life of a connection whose client speaks TCPMUX. */
class TcpmuxFlowTest {
  @Test
  void aBuiltinIsRelayedAtOnceBehindThePlus() {
    FlowUnderTest test = FlowUnderTest.saying("ECHO");

    assertThat(test.path.calls()).containsExactly("precede +", "relay echo");
    assertThat(test.events()).containsExactly("accepted", "routed echo", "relaying");
  }

  @Test
  void anUpstreamIsConnectedBeforeThePlusWhateverTheOrderForTls() {
    FlowUnderTest test = FlowUnderTest.saying("reencrypt-too");
    assertThat(test.path.calls()).containsExactly("connect one.test:1");

    test.flow.upstreamConnected();
    assertThat(test.path.calls())
        .containsExactly("connect one.test:1", "precede +", "relay reencrypt-too");
  }

  @Test
  void noUpstreamIsAMinusThatCountsAsARefusalWithoutAlert() {
    FlowUnderTest test = FlowUnderTest.saying("reencrypt-too");
    test.flow.upstreamFailed(ConnectFailure.other("no"));
    test.flow.upstreamFailed(ConnectFailure.other("no"));

    assertThat(test.path.calls())
        .containsExactly(
            "connect one.test:1", "connect two.test:2", "answer -the service cannot be had now");
    assertThat(test.lastEvent()).isEqualTo("refused upstream_unavailable");
  }

  @Test
  void aServiceThatDoesNotOptInIsUnknown() {
    FlowUnderTest test = FlowUnderTest.saying("terminate");

    assertThat(test.path.calls()).containsExactly("answer -there is no such service");
    assertThat(test.events()).containsExactly("accepted", "refused unknown_service");
  }

  @Test
  void helpIsClosedAndNotRefused() {
    FlowUnderTest test = FlowUnderTest.saying("help");

    assertThat(test.path.calls()).containsExactly("answer echo");
    assertThat(test.events()).containsExactly("accepted", "closed listed");
    assertThat(test.path.deadlines()).isEmpty();
  }

  @Test
  void onlyAClientThatHasSaidItsLineMayEndEarly() {
    FlowUnderTest hello = FlowUnderTest.begun();
    FlowUnderTest line = FlowUnderTest.saying("reencrypt-too");

    assertThat(hello.flow.mayEndEarly()).isFalse();
    assertThat(line.flow.mayEndEarly()).isTrue();
  }

  @Test
  void aSecondLineIsIgnored() {
    FlowUnderTest test = FlowUnderTest.saying("echo");
    test.flow.lineRead(new TcpmuxResult.Malformed(Refusal.MALFORMED_HELLO, "bad"));
    test.flow.lineRead(new TcpmuxResult.Complete("echo"));

    assertThat(test.path.calls()).containsExactly("precede +", "relay echo");
  }
}
