package dev.alpnmux.gateway.events;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection so far. Written by its flow on its event loop; read there by the
 * listeners of {@link ConnectionEvents}, while they are called.
 */
public final class Connection {
  private final long id;
  private final String listener;
  private final InetSocketAddress peer;
  private final long acceptedNanos;
  private final long acceptedMillis = System.currentTimeMillis();
  private InetSocketAddress client;
  private IpAddress address;
  private Optional<InetSocketAddress> destination = Optional.empty();
  private @Nullable ClientHello hello;
  private @Nullable String line;
  private @Nullable Route route;
  private @Nullable ClientCertificate clientCertificate;
  private @Nullable TlsDetails tls;
  private @Nullable Upstream upstream;
  private @Nullable Limit limit;
  private @Nullable Refusal reported;
  private @Nullable Duration helloTook;
  private @Nullable Duration handshakeTook;
  private @Nullable Duration connectTook;
  private boolean isRelaying;
  private final AtomicLong bytesFromClient = new AtomicLong();
  private final AtomicLong bytesToClient = new AtomicLong();
  private ByteCounter byteCounter = ByteCounter.NONE;

  /**
   * @param id unique within the process
   * @param listener the name of the listener that accepted it
   * @param peer the address and port at the other end of its socket
   * @param acceptedNanos {@link System#nanoTime} at its accept
   */
  public Connection(long id, String listener, InetSocketAddress peer, long acceptedNanos) {
    this.id = id;
    this.listener = listener;
    this.peer = peer;
    this.client = peer;
    this.address = IpAddress.of(peer);
    this.acceptedNanos = acceptedNanos;
  }

  /** Its number, unique within the process. */
  public long id() {
    return id;
  }

  /** The name of the listener that accepted it. */
  public String listener() {
    return listener;
  }

  /** The client's address and port: those of the PROXY header where there was one. */
  public InetSocketAddress client() {
    return client;
  }

  /** The client's address, as rules and limits look at it. */
  public IpAddress address() {
    return address;
  }

  /**
   * Returns a number that stands for the client's address without its port, always the same one.
   */
  public long clientHash() {
    // FNV-1a: other gateways, and this one after a restart, come to the same number.
    long hash = 0xcbf29ce484222325L;
    for (byte octet : client.getAddress().getAddress()) {
      hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The address and port at the other end of the socket: those of the proxy if there is one. */
  public InetSocketAddress peer() {
    return peer;
  }

  /** The address of the peer, as rules look at it. */
  public IpAddress peerAddress() {
    return IpAddress.of(peer);
  }

  /** What the client connected to, if a PROXY header has said so. */
  public Optional<InetSocketAddress> destination() {
    return destination;
  }

  /** {@link System#nanoTime} at its accept. */
  public long acceptedNanos() {
    return acceptedNanos;
  }

  /** When it was accepted, by the clock on the wall. */
  public Instant acceptedAt() {
    return Instant.ofEpochMilli(acceptedMillis);
  }

  /** What the client offered, once that has arrived. */
  public Optional<ClientHello> hello() {
    return Optional.ofNullable(hello);
  }

  /** What a TCPMUX client asked for, once that has arrived: 1 to 255 printable characters. */
  public Optional<String> line() {
    return Optional.ofNullable(line);
  }

  /** The service that it was given to, once that is decided. */
  public Optional<Route> route() {
    return Optional.ofNullable(route);
  }

  /** The certificate that the client has proved itself with, where the service asks for one. */
  public Optional<ClientCertificate> clientCertificate() {
    return Optional.ofNullable(clientCertificate);
  }

  /**
   * What the TLS handshake with the client has come to, once it ended well. Nothing where the
   * gateway does not end TLS itself.
   */
  public Optional<TlsDetails> tls() {
    return Optional.ofNullable(tls);
  }

  /** The upstream that answered, once one did. */
  public Optional<Upstream> upstream() {
    return Optional.ofNullable(upstream);
  }

  /** From its accept to the end of the ClientHello, or of a TCPMUX line, once that has arrived. */
  public Optional<Duration> helloTook() {
    return Optional.ofNullable(helloTook);
  }

  /** How long its TLS handshake took, once that has ended; {@link #tls} tells whether well. */
  public Optional<Duration> handshakeTook() {
    return Optional.ofNullable(handshakeTook);
  }

  /** How long it took until an upstream answered, once one did. */
  public Optional<Duration> connectTook() {
    return Optional.ofNullable(connectTook);
  }

  /** The limit that it was refused by, if it was. */
  public Optional<Limit> limit() {
    return Optional.ofNullable(limit);
  }

  /**
   * The reason that would have refused it on a listener that enforces, where it was given to the
   * default service all the same.
   */
  public Optional<Refusal> reported() {
    return Optional.ofNullable(reported);
  }

  /** Whether it has reached its service. */
  public boolean isRelaying() {
    return isRelaying;
  }

  /**
   * The relayed bytes that the client sent, without TLS around them where the gateway ends it. To
   * be read on any thread.
   */
  public long bytesFromClient() {
    return bytesFromClient.getOpaque();
  }

  /** The relayed bytes that were sent to the client. To be read on any thread. */
  public long bytesToClient() {
    return bytesToClient.getOpaque();
  }

  /** What counts its relayed bytes besides itself. */
  public ByteCounter byteCounter() {
    return byteCounter;
  }

  /** Only for metrics: this counts its relayed bytes, too, from here on. */
  public void countBytesBy(ByteCounter counter) {
    byteCounter = counter;
  }

  /** Only for the flow: a PROXY header says who the client is. */
  public void recordProxied(ProxyHeader.Endpoints ends) {
    client = socketAddress(ends.source());
    address = IpAddress.of(client);
    destination = Optional.of(socketAddress(ends.destination()));
  }

  private static InetSocketAddress socketAddress(ProxyHeader.Endpoint end) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(end.address()), end.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("every endpoint has 4 or 16 octets", e);
    }
  }

  /** Only for the flow: the ClientHello has arrived. */
  public void recordHello(ClientHello hello) {
    this.hello = hello;
    helloTook = age();
  }

  /** Only for the flow: the line of a TCPMUX client has arrived. */
  public void recordLine(String line) {
    this.line = line;
    helloTook = age();
  }

  private Duration age() {
    return Duration.ofNanos(System.nanoTime() - acceptedNanos);
  }

  /** Only for the flow: the service is decided. */
  public void recordRoute(Route route) {
    this.route = route;
  }

  /** Only for the flow: a listener that enforces would have refused it. */
  public void recordReported(Refusal refusal) {
    this.reported = refusal;
  }

  /** Only for the flow: this certificate was verified, and is allowed. */
  public void recordClientCertificate(ClientCertificate certificate) {
    this.clientCertificate = certificate;
  }

  /** Only for the flow: the TLS handshake with the client has ended well. */
  public void recordTls(TlsDetails tls) {
    this.tls = tls;
  }

  /** Only for the flow: the TLS handshake with the client has ended, one way or the other. */
  public void recordHandshake(Duration took) {
    this.handshakeTook = took;
  }

  /** Only for the flow: this upstream answered. */
  public void recordUpstream(Upstream upstream, Duration took) {
    this.upstream = upstream;
    this.connectTook = took;
  }

  /** Only for the flow: it is refused by this limit. */
  public void recordLimit(Limit limit) {
    this.limit = limit;
  }

  /** Only for the flow: the service is reached. */
  public void recordRelaying() {
    isRelaying = true;
  }

  /** Only for the flow: {@code count} more bytes were relayed. */
  public void recordRelayed(Direction direction, int count) {
    byteCounter.count(direction, count);
    AtomicLong bytes = direction == Direction.FROM_CLIENT ? bytesFromClient : bytesToClient;
    // The event loop alone writes; this is a plain store, and no atomic instruction.
    bytes.setOpaque(bytes.getPlain() + count);
  }
}
