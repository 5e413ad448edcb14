package dev.alpnmux.client;

import dev.alpnmux.client.dns.DnsClient;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ServerName;
import dev.alpnmux.spec.TcpmuxExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Connects to services by name, through one gateway or several. Immutable and thread-safe: make one
 * and keep it, for it also keeps the TLS sessions that make later connections cheaper. It holds
 * nothing that must be closed.
 *
 * <pre>{@code
 * AlpnmuxClient client =
 *     AlpnmuxClient.newBuilder()
 *         .gateway("gw.example:443")
 *         .trust(Trust.pem(Path.of("ca.pem")))
 *         .build();
 * try (ServiceSocket orders = client.connect("orders")) {
 *   orders.getOutputStream().write(request);
 * }
 * }</pre>
 *
 * <p>Every connection names its service and nothing else, sends the server name, verifies the
 * gateway's certificate and name, and is refused here if the gateway did not acknowledge the
 * service. None of this can be switched off.
 *
 * <p>There is one exception, which only an address that begins with {@code tcpmux://} makes: a
 * server of the old TCPMUX (RFC 1078) is spoken to in clear text, and proves nothing. It cannot be
 * one of several kinds of gateways: an outage never leads from TLS to clear text.
 *
 * <p>A service is given in the written form of its ALPN id: {@code %XX} stands for an octet that is
 * not printable ASCII, and for {@code %} itself ({@link ApplicationProtocol#parse}).
 */
public final class AlpnmuxClient {
  /**
   * The default of {@link Builder#connectTimeout}: 10 s. A gateway connects to the upstream before
   * it answers, for 5 s at the most by default; a shorter time would hide its answer.
   */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** The longest {@link Builder#connectTimeout}: one day, far within what the clock can count. */
  public static final Duration CONNECT_TIMEOUT_MAX = Duration.ofDays(1);

  // JSSE reads this once too. One char per octet, which is what it is given, is Latin-1.
  private static final boolean JSSE_TAKES_OCTETS =
      List.of("", "ISO_8859_1", "ISO-8859-1")
          .contains(Objects.requireNonNullElse(Security.getProperty("jdk.tls.alpnCharset"), ""));

  private final List<GatewaySource> sources;
  private final Optional<ServerName> serverName;
  private final Duration connectTimeout;
  private final Resolver.HostLookup lookup;
  private final boolean isWeighted;
  private final @Nullable Trust trust;
  private final @Nullable Identity identity;
  private final ClientEvents events;
  private final Announcer announcer;
  private final GatewayOrder order;
  private final TlsContexts contexts;

  private AlpnmuxClient(Builder builder) {
    sources = List.copyOf(builder.sources);
    serverName = Optional.ofNullable(builder.serverName);
    connectTimeout = builder.connectTimeout;
    lookup = builder.lookup;
    isWeighted = builder.isWeighted;
    trust = builder.trust;
    identity = builder.identity;
    events = builder.events;
    announcer = new Announcer(events);
    order = new GatewayOrder(System::nanoTime, bound -> ThreadLocalRandom.current().nextInt(bound));
    contexts =
        new TlsContexts(
            trust == null ? Trust.system() : trust,
            identity == null ? null : new CurrentIdentity(identity, announcer));
  }

  /** {@return a builder; it needs a gateway and has a default for everything else} */
  public static Builder newBuilder() {
    return new Builder();
  }

  /**
   * {@return a builder with the settings of this client, for one that differs in some; its gateways
   * are tried before those that are added} The new client shares no TLS session with this one.
   */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * Connects to a service. Blocks until it is reached or the connect timeout has passed; the caller
   * closes the socket.
   *
   * @param service the written form of one ALPN id
   * @return a connected socket, which the caller closes
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   * @throws AlpnmuxException if the service cannot be reached; its kind says why
   * @throws java.io.InterruptedIOException if the thread is interrupted in the name lookup, or
   *     while several addresses of a gateway are tried
   */
  public ServiceSocket connect(String service) throws IOException {
    return connect(List.of(service));
  }

  /**
   * Connects to one of several services, such as versions of one: all are asked for in this order
   * of preference, the gateway chooses, {@link ServiceSocket#service} is its choice. Otherwise as
   * {@link #connect(String)}.
   *
   * @param idsInPreferenceOrder the written forms of at least one ALPN id, all different; one only
   *     where the gateways are TCPMUX servers, which do not choose
   * @return a connected socket, which the caller closes
   * @throws IOException as {@link #connect(String)}
   */
  public ServiceSocket connect(List<String> idsInPreferenceOrder) throws IOException {
    ServiceSocket socket = new ServiceSocket(this, asked(idsInPreferenceOrder));
    socket.connect(null);
    return socket;
  }

  /**
   * Connects to a service as {@link #connect(String)} does; the socket can then be waited for
   * together with others, see {@link ServiceSocket#unblockReads}.
   *
   * @param service the written form of one ALPN id
   * @return a connected socket, which the caller closes
   * @throws IOException as {@link #connect(String)}
   */
  public ServiceSocket connectSelectable(String service) throws IOException {
    ServiceSocket socket = new ServiceSocket(this, asked(List.of(service)));
    socket.makeSelectable();
    socket.connect(null);
    return socket;
  }

  /**
   * Asks the gateway which services this client may open: with its identity, from its address,
   * under its server name. A gateway answers only if it is configured to. Blocks until the answer
   * is there or the connect timeout has passed; the answer is bounded to 256 KiB.
   *
   * @return the answer
   * @throws NoSuchServiceException if the gateway keeps no list for this client
   * @throws AlpnmuxException if the gateway cannot be asked; its kind says why
   * @throws java.net.ProtocolException if what it answers is no list of services
   * @throws IOException if the connection breaks
   */
  public ServiceListing services() throws IOException {
    return ListingCall.ask(this);
  }

  /**
   * Finds out whether a service can be reached, without a word to it: connects as {@link
   * #connect(String)} does, and closes. Where the gateway asked for this client's certificate, it
   * also waits for its verdict, for a second at the most. The service sees a connection that ends
   * at once. Blocks.
   *
   * @param service the written form of one ALPN id
   * @return what was found, refusals and outages included
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   * @throws java.io.InterruptedIOException as {@link #connect(String)}
   */
  public ServiceProbe probe(String service) throws IOException {
    return ProbeCall.of(this, asked(List.of(service)));
  }

  /**
   * Connects to a service as {@link #connect(String)} does, without blocking the caller.
   *
   * @param service the written form of one ALPN id
   * @return completes with a socket that the caller closes, or with the exception that {@link
   *     #connect(String)} would throw. To cancel it ends the connect at once; a connection that is
   *     made all the same is closed. Whatever depends on it runs on a thread of this library, which
   *     it may block
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   */
  public CompletableFuture<ServiceSocket> connectAsync(String service) {
    List<ApplicationProtocol> asked = asked(List.of(service));
    try {
      return PendingConnect.of(new ServiceSocket(this, asked));
    } catch (SocketException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * {@return a factory whose sockets lead to this service whatever address they are told to connect
   * to: for database drivers and other libraries that make their own connections}
   *
   * @param service the written form of one ALPN id
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   */
  public ServiceSocketFactory socketFactory(String service) {
    return new ServiceSocketFactory(this, asked(List.of(service)));
  }

  List<ApplicationProtocol> asked(List<String> written) {
    List<ApplicationProtocol> ids = ids(written);
    if (speaksTcpmux() && (ids.size() > 1 || !TcpmuxExchange.isServiceName(written(ids)))) {
      throw new IllegalArgumentException(
          "a TCPMUX server is asked for one service, by a name of at most 255 characters that is"
              + " not HELP, but was "
              + written);
    }
    return ids;
  }

  private static String written(List<ApplicationProtocol> ids) {
    return ids.get(0).toString();
  }

  private boolean speaksTcpmux() {
    return sources.get(0).representative().address().isTcpmux();
  }

  /**
   * Returns what a library that makes its own TLS has to ask for, to reach a service: TLS 1.2 or
   * 1.3, its one ALPN id, the gateway's name, sent and verified. It cannot make the library look at
   * the answer: a server that ignores ALPN goes unnoticed, unless it has {@link #sslContext}.
   *
   * @param service the written form of one ALPN id
   * @return parameters that the caller owns
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   * @throws IllegalStateException if the gateways have several names, and no {@link
   *     Builder#serverName} says which one to verify; if they are TCPMUX servers, without TLS
   */
  public SSLParameters sslParameters(String service) {
    return serviceTls(service).in(new SSLParameters());
  }

  /**
   * {@return a context for a library that makes its own TCP connections to a gateway, and takes an
   * {@link SSLContext}} Its sockets and engines ask for the service as {@link #sslParameters} does;
   * they trust the gateway as this client does, and only if it acknowledges the service and its
   * name is verified, whatever parameters the library sets. The name is the gateway's, not the one
   * that the library gives. No session is ever resumed: such a connection would be verified by
   * nobody. Immutable and thread-safe; it makes no unconnected sockets.
   *
   * <p>What an engine of it throws, in the handshake or when the gateway refuses the client's
   * certificate after it, has the same {@link AlpnmuxException} as its cause that {@link #connect}
   * would throw. Its {@link AlpnmuxException#gateway} is the first one with the port that the
   * engine was made for, or the first of all. Sockets have the exceptions of the JDK.
   *
   * @param service the written form of one ALPN id
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   * @throws IllegalStateException if the gateways have several names, and no {@link
   *     Builder#serverName} says which one to verify; if they are TCPMUX servers, without TLS
   */
  public SSLContext sslContext(String service) {
    ServiceTls tls = serviceTls(service);
    return ServiceSslContext.of(
        tls,
        contexts,
        port ->
            new TlsWitness(
                new Failures(tls.asked(), gatewayAt(port)), ConnectionAccount.untold(service)));
  }

  /**
   * Begins a connect for a library that makes its own connections, which the caller carries out.
   * For those who write an adaptor to such a library, as the one for Vert.x is; nobody else needs
   * it. Does not block.
   *
   * @param service the written form of one ALPN id
   * @return a search that has not begun
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   * @throws IllegalStateException if the gateways are TCPMUX servers, without TLS
   */
  public GatewaySearch search(String service) {
    requireTls();
    return new GatewaySearch(this, ids(List.of(service)).get(0));
  }

  private GatewayAddress gatewayAt(int port) {
    List<GatewayAddress> gateways = representatives().map(Candidate::address).toList();
    return gateways.stream()
        .filter(gateway -> gateway.port() == port)
        .findFirst()
        .orElse(gateways.get(0));
  }

  private ServiceTls serviceTls(String service) {
    requireTls();
    List<PeerName> names = representatives().map(this::peerName).distinct().toList();
    if (names.size() > 1) {
      throw new IllegalStateException(
          "the gateways "
              + representatives().map(Candidate::address).toList()
              + " have several names; say which one to verify by serverName, or make a client for"
              + " each");
    }
    return new ServiceTls(ids(List.of(service)), names.get(0));
  }

  private void requireTls() {
    if (speaksTcpmux()) {
      throw new IllegalStateException(
          "TCPMUX is clear text: there is no TLS; use connect, or a socketFactory");
    }
  }

  private static List<ApplicationProtocol> ids(List<String> written) {
    List<ApplicationProtocol> ids = written.stream().map(ApplicationProtocol::parse).toList();
    if (ids.isEmpty() || new LinkedHashSet<>(ids).size() < ids.size()) {
      throw new IllegalArgumentException(
          "ask for at least one service, and for none twice, but was " + written);
    }
    if (ids.stream().anyMatch(AlpnmuxClient::isBeyondAscii) && !JSSE_TAKES_OCTETS) {
      throw new IllegalStateException(
          "the security property jdk.tls.alpnCharset garbles " + written + "; remove it");
    }
    return ids;
  }

  private static boolean isBeyondAscii(ApplicationProtocol id) {
    return id.octets().chars().anyMatch(octet -> octet > 0x7F);
  }

  List<GatewaySource> sources() {
    return sources;
  }

  GatewayOrder order() {
    return order;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Resolver.HostLookup lookup() {
    return lookup;
  }

  Announcer announcer() {
    return announcer;
  }

  TlsContexts contexts() {
    return contexts;
  }

  private Stream<Candidate> representatives() {
    return sources.stream().map(GatewaySource::representative);
  }

  PeerName peerName(Candidate gateway) {
    return PeerName.of(gateway, serverName);
  }

  /** Gathers the settings of a client. Not thread-safe. */
  public static final class Builder {
    private final List<GatewaySource> sources = new ArrayList<>();
    private boolean isWeighted;
    private @Nullable Trust trust;
    private @Nullable Identity identity;
    private @Nullable ServerName serverName;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private ClientEvents events = new UnattendedEvents();
    private Resolver.HostLookup lookup = InetAddress::getAllByName;
    private DnsClient dns = new DnsClient("dns:");

    private Builder() {}

    private Builder(AlpnmuxClient client) {
      sources.addAll(client.sources);
      isWeighted = client.isWeighted;
      trust = client.trust;
      identity = client.identity;
      serverName = client.serverName.orElse(null);
      connectTimeout = client.connectTimeout;
      events = client.events;
      lookup = client.lookup;
    }

    /**
     * Adds a gateway, as {@link GatewayAddress#parse} reads it, or those that DNS names: {@code
     * srv:_SERVICE._tcp.DOMAIN} by SRV records (RFC 2782), {@code svcb:NAME} or {@code
     * https:HOST[:PORT]} by service binding records (RFC 9460) with their ids, ports and addresses.
     * DNS says where they are, not who: they must prove the name that it was asked for, without the
     * labels that begin with an underscore. Its answers are used for a minute, the last good one
     * for as long as there is no other.
     *
     * <p>Several are tried in the order given: an outage leads to the next, an answer of the
     * gateway ends the search. One that has failed is tried last for a while, from 10 s to 5 min as
     * it goes on failing. Either all of them are TCPMUX servers or none.
     *
     * @param address an address, or a name that DNS knows gateways for
     * @return this
     * @throws IllegalArgumentException if {@code address} is none of these
     * @throws IllegalStateException if gateways before it have weights
     */
    public Builder gateway(String address) {
      requireWeights(false);
      int position = sources.size();
      sources.add(
          DiscoveryName.parse(address, dns)
              .<GatewaySource>map(name -> new DiscoveredGateways(name, position, System::nanoTime))
              .orElseGet(() -> given(address, position)));
      return this;
    }

    /**
     * Adds a gateway that shares the connects with the others: each is tried first as often as its
     * weight says, in proportion to theirs. Otherwise as {@link #gateway(String)}.
     *
     * @param weight 1 to 65,535
     * @param address as {@link GatewayAddress#parse} reads it
     * @return this
     * @throws IllegalStateException if gateways before it have no weights
     */
    public Builder gateway(String address, int weight) {
      requireWeights(true);
      sources.add(new GatewaySource.Given(new Candidate(GatewayAddress.parse(address), 0, weight)));
      return this;
    }

    private static GatewaySource given(String address, int position) {
      int priority = position * DiscoveredGateways.PRIORITIES;
      return new GatewaySource.Given(new Candidate(GatewayAddress.parse(address), priority, 1));
    }

    private void requireWeights(boolean weighted) {
      if (!sources.isEmpty() && isWeighted != weighted) {
        throw new IllegalStateException("give a weight to all gateways or to none");
      }
      isWeighted = weighted;
    }

    /**
     * Adds gateways in this order, each as by {@link #gateway(String)}.
     *
     * @param addresses each as {@link #gateway(String)} takes it
     * @return this
     */
    public Builder gateways(String... addresses) {
      for (String address : addresses) {
        gateway(address);
      }
      return this;
    }

    /**
     * Sets how a gateway proves itself; {@link Trust#system} by default.
     *
     * @param trust what the gateway has to prove
     * @return this
     */
    public Builder trust(Trust trust) {
      this.trust = trust;
      return this;
    }

    /**
     * Sets the certificate for services that ask for one; none by default.
     *
     * @param identity shown to every service that asks
     * @return this
     */
    public Builder identity(Identity identity) {
      this.identity = identity;
      return this;
    }

    /**
     * Sets the server name to send and to verify; by default each gateway's own host. Of a gateway
     * with an IP address and no server name none is sent, and the certificate must carry the
     * address.
     *
     * @param name a host name
     * @return this
     * @throws IllegalArgumentException if {@code name} is no host name
     */
    public Builder serverName(String name) {
      serverName = GatewayAddress.hostName(name);
      return this;
    }

    /**
     * Sets the deadline over name lookup, TCP connect and TLS handshake, all gateways and addresses
     * together; {@link #DEFAULT_CONNECT_TIMEOUT} by default.
     *
     * @param timeout positive, at most {@link #CONNECT_TIMEOUT_MAX}
     * @return this
     * @throws IllegalArgumentException if it is not positive, or above {@link #CONNECT_TIMEOUT_MAX}
     */
    public Builder connectTimeout(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(CONNECT_TIMEOUT_MAX) > 0) {
        throw new IllegalArgumentException(
            "a connect timeout is positive and at most a day but was " + timeout);
      }
      connectTimeout = timeout;
      return this;
    }

    /**
     * Sets who hears what the client does. By default nobody does, but for {@link
     * ClientEvents#identityKept}, which is logged as a warning.
     *
     * @param events the listener; it may be called by several threads at a time
     * @return this
     */
    public Builder events(ClientEvents events) {
      this.events = events;
      return this;
    }

    Builder lookup(Resolver.HostLookup lookup) {
      this.lookup = lookup;
      return this;
    }

    /** For gateways that are added after this. */
    Builder dns(DnsClient dns) {
      this.dns = dns;
      return this;
    }

    /**
     * {@return the client}
     *
     * @throws IllegalStateException if there is no gateway
     * @throws IllegalArgumentException if a gateway's host cannot be sent as a server name; if some
     *     gateways are TCPMUX servers and others not; if trust, identity or server name are set for
     *     TCPMUX servers, which would not keep to them
     */
    public AlpnmuxClient build() {
      if (sources.isEmpty()) {
        throw new IllegalStateException("a client needs a gateway");
      }
      if (addresses().anyMatch(GatewayAddress::isTcpmux)) {
        requireClearTextIsMeant();
      }
      AlpnmuxClient client = new AlpnmuxClient(this);
      client.representatives().forEach(client::peerName);
      return client;
    }

    private Stream<GatewayAddress> addresses() {
      return sources.stream().map(source -> source.representative().address());
    }

    private void requireClearTextIsMeant() {
      if (!addresses().allMatch(GatewayAddress::isTcpmux)) {
        throw new IllegalArgumentException(
            "an outage must not lead from TLS to clear text: give tcpmux:// to all gateways or to"
                + " none");
      }
      if (trust != null || identity != null || serverName != null) {
        throw new IllegalArgumentException(
            "tcpmux:// is clear text, where nobody proves anything: give no trust, pin, identity or"
                + " server name with it");
      }
    }
  }
}
