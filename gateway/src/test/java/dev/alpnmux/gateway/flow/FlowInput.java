package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.spec.HelloResult;
import dev.alpnmux.spec.Refusal;
import java.util.function.Consumer;

/** Everything that a flow can be told, in time or not. */
@SuppressWarnings("ImmutableEnumChecker") // No lambda here captures anything.
enum FlowInput {
  HELLO_INCOMPLETE(test -> test.flow.helloRead(new HelloResult.NeedMore())),
  HELLO_MALFORMED(
      test -> test.flow.helloRead(new HelloResult.Malformed(Refusal.MALFORMED_HELLO, "bad"))),
  HELLO_UNKNOWN(test -> test.names("nope")),
  HELLO_TERMINATE(test -> test.names("terminate")),
  HELLO_AFTER(test -> test.names("after")),
  HELLO_PASSTHROUGH(test -> test.names("passthrough")),
  HELLO_BUILTIN(test -> test.names("echo")),
  UPSTREAM_CONNECTED(test -> test.flow.upstreamConnected()),
  UPSTREAM_FAILED(test -> test.flow.upstreamFailed(ConnectFailure.other("no"))),
  UPSTREAM_LOST(test -> test.flow.upstreamLost("gone")),
  HANDSHAKE_TERMINATE(test -> test.negotiates("terminate")),
  HANDSHAKE_AFTER(test -> test.negotiates("after")),
  HANDSHAKE_FAILED(test -> test.flow.handshakeFailed("bad")),
  CLIENT_CERTIFICATE_MISSING(
      test -> test.flow.handshakeFailed(Refusal.CLIENT_CERTIFICATE_MISSING, "none")),
  CLIENT_REFUSED(test -> test.flow.clientRefused(Refusal.CLIENT_CERTIFICATE_EXPIRED, "late")),
  RELAYED(test -> test.flow.relayed(Direction.TO_CLIENT, 1)),
  RELAY_ENDED(test -> test.flow.relayEnded(Ending.COMPLETE)),
  CLIENT_LEFT(test -> test.flow.clientLeft()),
  CUT(test -> test.flow.cut()),
  DEADLINE(
      test -> {
        if (!test.path.deadlines().isEmpty()) {
          test.path.deadlineComes();
        }
      });

  private final Consumer<FlowUnderTest> feed;

  FlowInput(Consumer<FlowUnderTest> feed) {
    this.feed = feed;
  }

  void feed(FlowUnderTest test) {
    feed.accept(test);
  }
}
