package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.flow.DataPath;
import dev.alpnmux.gateway.flow.FirstBytes;
import dev.alpnmux.gateway.flow.Relay;
import dev.alpnmux.gateway.flow.RetryWatch;
import dev.alpnmux.gateway.nativetls.NativeSession;
import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.ProxyProtocol;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.tls.ClientRefusal;
import dev.alpnmux.gateway.wire.FailureText;
import dev.alpnmux.gateway.wire.UpstreamHeader;
import dev.alpnmux.spec.AlertDescription;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection on raw sockets. The client's socket is watched by {@link HelloPeek} at first, by
 * {@link WaitingClient} while an upstream is connected, by {@link Handshake}, then by the {@link
 * Pump} that reads it, at last by {@link LingeringClose}. Everything lives on one event loop.
 */
final class LinuxConnection implements DataPath, Pump.Owner, Relay.Wire {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");
  private static final byte[] NOTHING = {};

  private final LinuxLoop loop;
  private final Connection connection;
  private final LinuxSnapshot snapshot;
  private final ConnectionFlow flow;
  private final Endpoint client;
  private @Nullable UpstreamLink upstream;
  private @Nullable Relay relay;
  private List<Pump> pumps = List.of();
  private int helloBytes;
  private boolean isClosing;
  private boolean isReleased;

  /** Takes over a socket that was just accepted. */
  LinuxConnection(
      LinuxLoop loop,
      FileDescriptor accepted,
      Connection connection,
      LinuxSnapshot snapshot,
      ConnectionFlow.Surroundings surroundings) {
    this.loop = loop;
    this.connection = connection;
    this.snapshot = snapshot;
    this.flow = new ConnectionFlow(connection, snapshot.flow(), surroundings, this);
    HelloPeek peek = new HelloPeek(this, flow.firstBytes(snapshot.helloBytesMax()));
    this.client = new Endpoint(loop.buffers(), new StreamSocket(accepted, peek));
  }

  /** Starts the flow. The hello is there already, mostly: then a refusal is never registered. */
  void begin() {
    flow.begin();
    if (client.socket().isOpen()) {
      client.socket().look();
    }
    if (!isClosing) {
      register();
    }
  }

  private void register() {
    try {
      client.socket().register(loop);
    } catch (IOException e) {
      failed(e);
    }
  }

  /** The peek has come to an answer. */
  void firstBytesRead(FirstBytes first) {
    helloBytes = first.helloBytes();
    first.tell();
  }

  private RetryWatch retryWatch() {
    return flow.retryWatch(helloBytes, snapshot.helloBytesMax());
  }

  Endpoint client() {
    return client;
  }

  ConnectionFlow flow() {
    return flow;
  }

  LinuxLoop loop() {
    return loop;
  }

  @Override
  public void refuse(Optional<AlertDescription> alert) {
    answer(alert.map(AlertDescription::record).orElse(NOTHING));
  }

  @Override
  public void answer(byte[] last) {
    stopRelay();
    letGoOfUpstream();
    if (last.length > 0) {
      send(last);
    }
    closeClient();
  }

  private void send(byte[] octets) {
    if (client.isFull()) {
      // It would stand in the midst of what has left only in part.
      return;
    }
    NativeBuffer output = loop.buffers().output();
    output.put(0, octets);
    client.socket().cork();
    try {
      client.socket().write(output.address(), octets.length);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client that has left gets no answer", e);
    }
  }

  /** Whatever is to be read of the client is dropped from here on. */
  private void closeClient() {
    isClosing = true;
    client.free();
    LingeringClose.close(client.socket(), loop, this::released);
  }

  @Override
  public void reset() {
    isClosing = true;
    stopRelay();
    letGoOfUpstream();
    client.reset();
    released();
  }

  private void released() {
    if (!isReleased) {
      isReleased = true;
      flow.released();
    }
  }

  private void stopRelay() {
    if (relay != null) {
      relay.stop();
    }
    pumps.forEach(Pump::stop);
  }

  private void letGoOfUpstream() {
    if (upstream != null) {
      upstream.abandon();
    }
  }

  @Override
  public void connect(Forward forward, Upstream address, Duration within) {
    client.socket().watchedBy(new WaitingClient(this));
    upstream = new UpstreamLink(this, snapshot);
    upstream.connect(forward, address, within);
  }

  @Override
  public void cancelConnect() {
    letGoOfUpstream();
  }

  @Override
  public void startTls(Forward forward) {
    NativeSession session;
    try {
      session = snapshot.tls().server(forward, connection.hello().orElseThrow());
    } catch (SSLException | RuntimeException e) {
      flow.tlsFailed("the gateway cannot use its certificate: " + FailureText.of(e));
      return;
    }
    client.watch(retryWatch());
    new Handshake(this, client, session, new TlsAnswer()).answer();
  }

  /** What the handshake with the client comes to. */
  private final class TlsAnswer implements Handshake.Answer {
    @Override
    public void finished(NativeSession session) {
      flow.handshakeFinished(session.negotiated(), session.details());
    }

    @Override
    public void failed(NativeSession session, SSLException cause) {
      Optional<ClientRefusal> refusal = session.refusal();
      if (refusal.isEmpty()) {
        flow.handshakeFailed(FailureText.of(cause));
      } else if (session.isResumed()) {
        // For BoringSSL the handshake had ended well, so there is no alert.
        flow.clientRefused(refusal.get().refusal(), refusal.get().detail());
      } else {
        flow.handshakeFailed(refusal.get().refusal(), refusal.get().detail());
      }
    }

    @Override
    public void peerLeft() {
      flow.clientLeft();
    }
  }

  @Override
  public void precede(byte[] first) {
    client.precede(first);
  }

  @Override
  public void relay(Forward forward) {
    Service service = forward.route().service();
    if (service.mode() == ServiceMode.PASSTHROUGH) {
      client.watch(retryWatch());
    }
    pumps =
        service
            .builtin()
            .map(builtin -> List.of(pumpTo(builtin)))
            .orElseGet(() -> pumpsToUpstream(forward));
    relay = new Relay(List.copyOf(pumps), service.timeouts(), this);
    relay.start();
    if (service.builtin().filter(Builtin::answersAtOnce).isPresent()) {
      relay.halfClosed();
    }
  }

  /** Tells the upstream of the client, before its first byte, if the service is to. */
  void announceTo(Endpoint server, Forward forward) {
    if (forward.route().service().proxyProtocol() != ProxyProtocol.OFF) {
      InetSocketAddress accepted = client.socket().localAddress();
      server.precede(UpstreamHeader.of(connection, forward, accepted, client.told()));
    }
  }

  private List<Pump> pumpsToUpstream(Forward forward) {
    if (upstream == null) {
      throw new IllegalStateException("no upstream is connected");
    }
    Endpoint server = upstream.endpoint();
    if (forward.route().service().mode() != ServiceMode.REENCRYPT) {
      announceTo(server, forward);
    }
    Pump there = new Pump(client, server, Ending.CLIENT_RESET, this);
    Pump back = new Pump(server, client, Ending.UPSTREAM_RESET, this);
    there.shapedBy(flow.shaper(Direction.FROM_CLIENT, there::run));
    back.shapedBy(flow.shaper(Direction.TO_CLIENT, back::run));
    there.splice(server, loop.pipes());
    back.splice(client, loop.pipes());
    server.fedBy(there);
    client.fedBy(back);
    return List.of(there, back);
  }

  private Pump pumpTo(Builtin builtin) {
    BuiltinSink answers =
        new BuiltinSink(
            builtin,
            builtin.answersAtOnce() ? snapshot.answers().of(builtin, connection) : new byte[0],
            client,
            loop.buffers(),
            count -> flow.relayed(Direction.TO_CLIENT, count));
    Pump pump = new Pump(client, answers, Ending.CLIENT_RESET, this);
    pump.shapedBy(flow.shaper(Direction.FROM_CLIENT, pump::run));
    client.fedBy(pump);
    return pump;
  }

  @Override
  public void moved(Pump pump, int count) {
    if (relay != null) {
      relay.moved();
    }
    flow.relayed(pump.source() == client ? Direction.FROM_CLIENT : Direction.TO_CLIENT, count);
  }

  @Override
  public void inputEnded(Pump pump, boolean isClean) {
    if (relay != null) {
      relay.inputEnded(pump, isClean);
    }
  }

  @Override
  public void sourceBroken(Pump pump) {
    if (relay != null) {
      relay.sourceBroken(pump);
      pump.source().abandonOutput();
    }
  }

  @Override
  public void sinkBroken(Pump pump) {
    // Behind the sink of one pump is the source of the other; a builtin answers its own source.
    sourceBroken(pumps.get(pump == pumps.get(0) ? pumps.size() - 1 : 0));
  }

  @Override
  public void close(Ending ending) {
    flow.relayEnded(ending);
    pumps.forEach(Pump::stop);
    if (upstream != null) {
      upstream.close();
    }
    closeClient();
  }

  @Override
  public void reset(Ending ending) {
    flow.relayEnded(ending);
    reset();
  }

  @Override
  public void failed(Throwable bug) {
    LOG.log(Level.ERROR, "connection " + connection.id() + " is reset: the gateway failed", bug);
    flow.failed();
  }

  @Override
  public Deadline schedule(Duration delay, Runnable task) {
    return loop.deadlines().schedule(delay, task);
  }

  @Override
  public void execute(Runnable task) {
    loop.eventLoop().execute(task);
  }
}
