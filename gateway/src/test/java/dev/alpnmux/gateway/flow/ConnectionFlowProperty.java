package dev.alpnmux.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever is reported to a flow, in whatever order. */
class ConnectionFlowProperty {
  @Property(tries = 5000)
  void everyConnectionEndsExactlyOnce(@ForAll @Size(max = 14) List<FlowInput> inputs) {
    Admission admission = new Admission(1);
    FlowUnderTest test = new FlowUnderTest(admission, new PendingHandshakes(), 1);
    test.flow.begin();
    for (FlowInput input : inputs) {
      input.feed(test);
      assertThat(test.path.deadlines()).as("after %s", input).hasSizeLessThanOrEqualTo(1);
    }
    closeSocket(test);

    assertThat(test.events()).startsWith("accepted");
    assertThat(test.events()).filteredOn(ConnectionFlowProperty::isEnd).hasSize(1);
    assertThat(test.events()).last().matches(ConnectionFlowProperty::isEnd);
    assertThat(test.path.calls()).filteredOn(ConnectionFlowProperty::isRelay).hasSizeLessThan(2);
    assertThat(test.path.deadlines()).isEmpty();
    assertThat(admission.connections()).isZero();
  }

  @Property(tries = 5000)
  void nothingHappensAfterTheEnd(@ForAll @Size(max = 14) List<FlowInput> inputs) {
    FlowUnderTest test = FlowUnderTest.begun();
    List<String> callsAtTheEnd = List.of();
    for (FlowInput input : inputs) {
      boolean hadEnded = isEnd(test.lastEvent());
      input.feed(test);
      if (hadEnded) {
        assertThat(test.path.calls()).as("after %s", input).isEqualTo(callsAtTheEnd);
      }
      callsAtTheEnd = test.path.calls();
    }
  }

  @Property(tries = 5000)
  void whoIsRelayedHasShownThatItIsHisService(@ForAll @Size(max = 14) List<FlowInput> inputs) {
    FlowUnderTest test = FlowUnderTest.begun();
    inputs.forEach(input -> input.feed(test));
    if (test.events().contains("relaying")) {
      assertThat(test.events()).anyMatch(event -> event.startsWith("routed "));
      assertThat(test.events())
          .containsAnyOf("handshakeFinished", "routed passthrough")
          .anyMatch(event -> event.startsWith("upstreamConnected ") || event.equals("routed echo"));
    }
  }

  /** A data path ends its relay before it reports that the socket is closed. */
  private static void closeSocket(FlowUnderTest test) {
    test.flow.relayEnded(Ending.CLIENT_RESET);
    test.flow.released();
  }

  private static boolean isEnd(String event) {
    return event.startsWith("refused ") || event.startsWith("closed ");
  }

  private static boolean isRelay(String call) {
    return call.startsWith("relay ");
  }
}
