package dev.alpnmux.gateway.route;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.List;
import java.util.Optional;

/**
 * One service as configured and checked. Immutable.
 *
 * @param name its name in the configuration, metrics and logs
 * @param mode who speaks TLS
 * @param builtin what answers when there is no upstream; then {@code upstreams} is empty
 * @param protocols the ALPN ids it is reached by, in the order of preference
 * @param serverNames the only names it is reached under; empty means every known name and none
 * @param anyServerName whether it is reached under any valid name, known or not ({@code "*"})
 * @param upstreams where it is reached, in the order of the file
 * @param balance how one of them is chosen
 * @param health how it is learnt which of them can be had
 * @param upstreamTls how to speak with them; only read in mode reencrypt
 * @param connect when the upstream is connected
 * @param timeouts the waits of its connections from the decision on
 * @param clients which clients it lets in; nothing means all. The gateway asks them before it
 *     connects an upstream, and so needs {@link ConnectOrder#AFTER_HANDSHAKE}
 * @param from which clients it is there for, by their addresses; for others it does not exist
 * @param limits what is bounded for its connections
 * @param proxyProtocol what its upstreams are told of the client
 * @param tcpmux whether TCPMUX clients reach it too, by its name and in clear text
 * @param isPublic whether it is named to clients that ask which services there are
 */
public record Service(
    String name,
    ServiceMode mode,
    Optional<Builtin> builtin,
    List<ApplicationProtocol> protocols,
    List<ServerNamePattern> serverNames,
    boolean anyServerName,
    List<WeightedUpstream> upstreams,
    Balance balance,
    Health health,
    UpstreamTls upstreamTls,
    ConnectOrder connect,
    Timeouts timeouts,
    Optional<ClientPolicy> clients,
    AddressRules from,
    ServiceLimits limits,
    ProxyProtocol proxyProtocol,
    boolean tcpmux,
    boolean isPublic) {
  public Service {
    protocols = List.copyOf(protocols);
    serverNames = List.copyOf(serverNames);
    upstreams = List.copyOf(upstreams);
    if (clients.isPresent() && connect != ConnectOrder.AFTER_HANDSHAKE) {
      throw new IllegalArgumentException("an upstream is connected for verified clients only");
    }
    if (clients.isPresent() && mode == ServiceMode.PASSTHROUGH) {
      throw new IllegalArgumentException("in passthrough nobody here can verify a client");
    }
    if (tcpmux && needsTls(mode, builtin, clients, anyServerName || !serverNames.isEmpty())) {
      throw new IllegalArgumentException("a TCPMUX client cannot send what the service needs");
    }
  }

  private static boolean needsTls(
      ServiceMode mode,
      Optional<Builtin> builtin,
      Optional<ClientPolicy> clients,
      boolean hasNames) {
    boolean isListing = builtin.equals(Optional.of(Builtin.SERVICES));
    return mode == ServiceMode.PASSTHROUGH || isListing || clients.isPresent() || hasNames;
  }

  /** Whether it is bound to server names, and so out of reach without one. */
  public boolean isBoundToNames() {
    return anyServerName || !serverNames.isEmpty();
  }

  /**
   * Returns a builder of a terminated service that has its name as its only id, and no upstream.
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Returns a builder that begins with what this service is. */
  public Builder toBuilder() {
    return new Builder(name)
        .mode(mode)
        .builtin(builtin)
        .protocols(protocols)
        .serverNames(serverNames)
        .anyServerName(anyServerName)
        .weightedUpstreams(upstreams)
        .balance(balance)
        .health(health)
        .upstreamTls(upstreamTls)
        .connect(connect)
        .timeouts(timeouts)
        .clients(clients)
        .from(from)
        .limits(limits)
        .proxyProtocol(proxyProtocol)
        .tcpmux(tcpmux)
        .isPublic(isPublic);
  }

  /** Collects what a service is; what is not said keeps its default. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private ServiceMode mode = ServiceMode.TERMINATE;
    private Optional<Builtin> builtin = Optional.empty();
    private Optional<List<ApplicationProtocol>> protocols = Optional.empty();
    private List<ServerNamePattern> serverNames = List.of();
    private boolean anyServerName;
    private List<WeightedUpstream> upstreams = List.of();
    private Balance balance = Balance.ROUND_ROBIN;
    private Health health = Health.DEFAULT;
    private UpstreamTls upstreamTls = UpstreamTls.DEFAULT;
    private ConnectOrder connect = ConnectOrder.BEFORE_ACCEPT;
    private Timeouts timeouts = Timeouts.DEFAULT;
    private Optional<ClientPolicy> clients = Optional.empty();
    private AddressRules from = AddressRules.EVERYBODY;
    private ServiceLimits limits = ServiceLimits.NONE;
    private ProxyProtocol proxyProtocol = ProxyProtocol.OFF;
    private boolean tcpmux;
    private boolean isPublic;

    private Builder(String name) {
      this.name = name;
    }

    /** Who speaks TLS. */
    public Builder mode(ServiceMode next) {
      mode = next;
      return this;
    }

    /** What answers when there is no upstream. */
    public Builder builtin(Optional<Builtin> next) {
      builtin = next;
      return this;
    }

    /** The ALPN ids it is reached by. */
    public Builder protocols(List<ApplicationProtocol> next) {
      protocols = Optional.of(next);
      return this;
    }

    /** The only names it is reached under. */
    public Builder serverNames(List<ServerNamePattern> next) {
      serverNames = next;
      return this;
    }

    /** Whether it is reached under any valid name. */
    public Builder anyServerName(boolean next) {
      anyServerName = next;
      return this;
    }

    /** Where it is reached, everywhere alike. */
    public Builder upstreams(List<? extends Upstream> next) {
      upstreams = next.stream().map(WeightedUpstream::of).toList();
      return this;
    }

    /** Where it is reached. */
    public Builder weightedUpstreams(List<WeightedUpstream> next) {
      upstreams = next;
      return this;
    }

    /** How one of them is chosen. */
    public Builder balance(Balance next) {
      balance = next;
      return this;
    }

    /** How it is learnt which of them can be had. */
    public Builder health(Health next) {
      health = next;
      return this;
    }

    /** How to speak with its upstreams. */
    public Builder upstreamTls(UpstreamTls next) {
      upstreamTls = next;
      return this;
    }

    /** When the upstream is connected. */
    public Builder connect(ConnectOrder next) {
      connect = next;
      return this;
    }

    /** The waits of its connections. */
    public Builder timeouts(Timeouts next) {
      timeouts = next;
      return this;
    }

    /** Which clients it lets in. */
    public Builder clients(Optional<ClientPolicy> next) {
      clients = next;
      return this;
    }

    /** Which clients it is there for. */
    public Builder from(AddressRules next) {
      from = next;
      return this;
    }

    /** What is bounded for its connections. */
    public Builder limits(ServiceLimits next) {
      limits = next;
      return this;
    }

    /** What its upstreams are told of the client. */
    public Builder proxyProtocol(ProxyProtocol next) {
      proxyProtocol = next;
      return this;
    }

    /** Whether TCPMUX clients reach it too. */
    public Builder tcpmux(boolean next) {
      tcpmux = next;
      return this;
    }

    /** Whether it is named to clients that ask which services there are. */
    public Builder isPublic(boolean next) {
      isPublic = next;
      return this;
    }

    /**
     * Returns the service.
     *
     * @throws IllegalArgumentException if its parts contradict each other
     */
    public Service build() {
      return new Service(
          name,
          mode,
          builtin,
          protocols.orElseGet(() -> List.of(ApplicationProtocol.parse(name))),
          serverNames,
          anyServerName,
          upstreams,
          balance,
          health,
          upstreamTls,
          connect,
          timeouts,
          clients,
          from,
          limits,
          proxyProtocol,
          tcpmux,
          isPublic);
    }
  }
}
