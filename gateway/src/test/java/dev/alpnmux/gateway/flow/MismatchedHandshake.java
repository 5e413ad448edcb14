package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.ClientLimits;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Negotiated;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import dev.alpnmux.spec.ApplicationProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection whose TLS engine negotiates another service than the hello has named. No engine here
 * does, whatever a client sends; so the engine is a script, and all the rest is real.
 */
public final class MismatchedHandshake {
  /** The listener that it comes to. */
  public static final String LISTENER = "public";

  private static final TlsDetails TLS =
      new TlsDetails("TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.empty(), Optional.empty());

  private MismatchedHandshake() {}

  /** Returns the services, one of which is named, and the other negotiated. */
  public static List<Service> services() {
    return List.of(
        Service.named("echo").builtin(Optional.of(Builtin.ECHO)).build(),
        Service.named("discard").builtin(Optional.of(Builtin.DISCARD)).build());
  }

  /** Lets one such connection happen, and tells these events. */
  public static void tell(ConnectionEvents events) {
    Connection connection =
        new Connection(
            1,
            LISTENER,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            System.nanoTime());
    Snapshot snapshot =
        new Snapshot(
            RouteTable.of(services(), List.of()),
            FlowUnderTest.TIMEOUTS,
            ClientLimits.NONE,
            UpstreamPools.none(UpstreamEvents.NONE).next(services()),
            Map.of(LISTENER, ListenerRules.DEFAULT),
            1);
    ConnectionFlow flow =
        new ConnectionFlow(
            connection,
            snapshot,
            new ConnectionFlow.Surroundings(events, new Admission(1), new PendingHandshakes()),
            new ScriptedPath());
    flow.begin();
    flow.helloRead(FlowUnderTest.hello("echo"));
    flow.handshakeFinished(
        new Negotiated(Optional.of(ApplicationProtocol.parse("discard")), Optional.empty()), TLS);
    flow.released();
  }
}
