package dev.alpnmux.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.ClientLimits;
import dev.alpnmux.gateway.route.ConnectOrder;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Negotiated;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceLimits;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Strictness;
import dev.alpnmux.gateway.route.Timeouts;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.HelloResult;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.TcpmuxResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A flow with a scripted data path, and what it reports. */
final class FlowUnderTest implements ConnectionEvents {
  static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          Duration.ofSeconds(6));

  /** How long the service "passthrough" may relay. */
  static final Duration LIFETIME = Duration.ofSeconds(7);

  /** What every handshake comes to. */
  static final TlsDetails TLS =
      new TlsDetails(
          "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("X25519"), Optional.of(false));

  private static final List<Upstream> TWO_UPSTREAMS =
      List.of(new Upstream.Tcp("one.test", 1), new Upstream.Tcp("two.test", 2));
  private static final List<Service> SERVICES =
      List.of(
          service("terminate", ServiceMode.TERMINATE, ConnectOrder.BEFORE_ACCEPT),
          service("after", ServiceMode.TERMINATE, ConnectOrder.AFTER_HANDSHAKE),
          service("reencrypt", ServiceMode.REENCRYPT, ConnectOrder.BEFORE_ACCEPT),
          service("passthrough", ServiceMode.PASSTHROUGH, ConnectOrder.BEFORE_ACCEPT),
          service("reencrypt-too", ServiceMode.REENCRYPT, ConnectOrder.AFTER_HANDSHAKE).toBuilder()
              .tcpmux(true)
              .build(),
          builtin("echo").toBuilder().tcpmux(true).isPublic(true).build());

  final ScriptedPath path = new ScriptedPath();
  final Connection connection =
      new Connection(1, "public", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), 0);
  final ConnectionFlow flow;
  private final List<String> events = new ArrayList<>();

  FlowUnderTest(Admission admission, PendingHandshakes pending) {
    this(admission, pending, 10);
  }

  FlowUnderTest(Admission admission, PendingHandshakes pending, int pendingMax) {
    this(admission, pending, pendingMax, ListenerRules.DEFAULT);
  }

  private FlowUnderTest(
      Admission admission, PendingHandshakes pending, int pendingMax, ListenerRules rules) {
    Snapshot snapshot =
        new Snapshot(
            RouteTable.of(SERVICES, List.of()),
            TIMEOUTS,
            ClientLimits.NONE,
            UpstreamPools.none(UpstreamEvents.NONE).next(SERVICES),
            Map.of("public", rules),
            pendingMax);
    flow =
        new ConnectionFlow(
            connection, snapshot, new ConnectionFlow.Surroundings(this, admission, pending), path);
    connection.countBytesBy((direction, bytes) -> events.add("relayed " + direction + ' ' + bytes));
  }

  /** Returns the flow of a connection that has begun. */
  static FlowUnderTest begun() {
    FlowUnderTest test = new FlowUnderTest(new Admission(10), new PendingHandshakes());
    test.flow.begin();
    return test;
  }

  /** Returns the flow of a connection that has begun, and has to bring a PROXY header first. */
  static FlowUnderTest behindAProxy() {
    ListenerRules rules =
        new ListenerRules(
            Transport.TLS,
            false,
            Optional.empty(),
            Strictness.ENFORCE,
            AddressRules.EVERYBODY,
            Optional.of(AddressRules.EVERYBODY));
    FlowUnderTest test = new FlowUnderTest(new Admission(10), new PendingHandshakes(), 10, rules);
    test.flow.begin();
    return test;
  }

  /** Returns the flow of a TCPMUX connection whose client has said this line. */
  static FlowUnderTest saying(String line) {
    ListenerRules rules =
        new ListenerRules(
            Transport.TCPMUX,
            false,
            Optional.empty(),
            Strictness.ENFORCE,
            AddressRules.EVERYBODY,
            Optional.empty());
    FlowUnderTest test = new FlowUnderTest(new Admission(10), new PendingHandshakes(), 10, rules);
    test.flow.begin();
    test.flow.lineRead(new TcpmuxResult.Complete(line));
    return test;
  }

  /** Returns the flow of a connection that has named this service. */
  static FlowUnderTest naming(String id) {
    FlowUnderTest test = begun();
    test.names(id);
    return test;
  }

  void names(String id) {
    flow.helloRead(hello(id));
  }

  void negotiates(String id) {
    flow.handshakeFinished(
        new Negotiated(Optional.of(ApplicationProtocol.parse(id)), Optional.empty()), TLS);
  }

  /** What was reported so far, such as {@code refused unknown_service 120}. */
  List<String> events() {
    return List.copyOf(events);
  }

  /** What was reported last. */
  String lastEvent() {
    return events.get(events.size() - 1);
  }

  static HelloResult hello(String id) {
    return new HelloResult.Complete(
        new ClientHello(
            Optional.empty(),
            Optional.of(List.of(ApplicationProtocol.parse(id))),
            List.of(ClientHello.TLS_1_3),
            List.of(0x1301),
            List.of(0x0403)));
  }

  private static Service service(String id, ServiceMode mode, ConnectOrder order) {
    return service(id, mode, Optional.empty(), TWO_UPSTREAMS, order);
  }

  private static Service builtin(String id) {
    return service(
        id,
        ServiceMode.TERMINATE,
        Optional.of(Builtin.ECHO),
        List.of(),
        ConnectOrder.BEFORE_ACCEPT);
  }

  private static Service service(
      String id,
      ServiceMode mode,
      Optional<Builtin> builtin,
      List<Upstream> upstreams,
      ConnectOrder order) {
    return Service.named(id)
        .mode(mode)
        .builtin(builtin)
        .upstreams(upstreams)
        .connect(order)
        .timeouts(TIMEOUTS)
        .limits(mode == ServiceMode.PASSTHROUGH ? limited() : ServiceLimits.NONE)
        .build();
  }

  private static ServiceLimits limited() {
    return new ServiceLimits(0, 0, LIFETIME, 0, 0);
  }

  @Override
  public void accepted(Connection accepted) {
    events.add("accepted");
  }

  @Override
  public void routed(Connection routed) {
    events.add("routed " + routed.route().orElseThrow().service().name());
  }

  @Override
  public void upstreamConnected(Connection connected, Duration took) {
    assertThat(connected.connectTook()).contains(took);
    events.add("upstreamConnected " + connected.upstream().orElseThrow());
  }

  @Override
  public void upstreamFailed(Connection failed, Upstream upstream, ConnectFailure failure) {
    events.add("upstreamFailed " + upstream + ": " + failure.why());
  }

  @Override
  public void handshakeFinished(Connection finished, Duration took) {
    assertThat(finished.tls()).contains(TLS);
    assertThat(finished.handshakeTook()).contains(took);
    events.add("handshakeFinished");
  }

  @Override
  public void relaying(Connection relaying) {
    events.add("relaying");
  }

  @Override
  public void refused(
      Connection refused, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    events.add("refused " + refusal + alert.map(a -> " " + a.code()).orElse(""));
  }

  @Override
  public void closed(Connection closed, Ending ending) {
    events.add("closed " + ending);
  }
}
