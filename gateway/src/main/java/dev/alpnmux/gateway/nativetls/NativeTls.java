package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.UpstreamTls;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.gateway.tls.ClientVerifier;
import dev.alpnmux.gateway.tls.OpenSslText;
import dev.alpnmux.gateway.tls.PolicyDigest;
import dev.alpnmux.gateway.tls.ServerCertificate;
import dev.alpnmux.gateway.tls.TicketKey;
import dev.alpnmux.gateway.tls.TicketKeys;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.SSL;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/**
 * All native contexts of one configuration, made on first use: one for each service, acknowledged
 * id and certificate, so that a session of one service is never resumed at another. Thread-safe.
 * Nobody closes it: the memory of a context is freed after the last session that uses it.
 */
public final class NativeTls {
  private final CertificateStore certificates;
  private final TicketKeySource ticketKeys;
  private final Function<Service, Optional<ClientVerifier>> clientVerifiers;
  private final Map<ServerKey, NativeContext> servers = new ConcurrentHashMap<>();
  private final Map<ClientKey, NativeContext> clients = new ConcurrentHashMap<>();

  private record ClientKey(String service, ApplicationProtocol protocol) {}

  /** A certificate is looked up for each connection, so by identity: its hash is not cached. */
  private record ServerKey(
      String service, Optional<ApplicationProtocol> protocol, ServerCertificate certificate) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof ServerKey key
          && service.equals(key.service)
          && protocol.equals(key.protocol)
          && certificate == key.certificate;
    }

    @Override
    public int hashCode() {
      return (service.hashCode() * 31 + protocol.hashCode()) * 31
          + System.identityHashCode(certificate);
    }
  }

  /**
   * @param certificates what clients are shown
   * @param ticketKeys what their session tickets are made with
   * @throws IllegalStateException if the library {@link #lack cannot be used}
   */
  public NativeTls(CertificateStore certificates, TicketKeys ticketKeys) {
    this(
        certificates,
        new TicketKeySource(ticketKeys::generation, ticketKeys::of),
        service -> service.clients().map(ClientVerifier::of));
  }

  NativeTls(
      CertificateStore certificates,
      TicketKeySource ticketKeys,
      Function<Service, Optional<ClientVerifier>> clientVerifiers) {
    lack()
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
    this.certificates = certificates;
    this.ticketKeys = ticketKeys;
    this.clientVerifiers = clientVerifiers;
  }

  /**
   * Where ticket keys come from.
   *
   * @param generation a number that changes whenever the keys do
   * @param keys the keys of a policy: the first makes tickets, all open them; none leaves random
   *     ones to BoringSSL
   */
  record TicketKeySource(LongSupplier generation, Function<PolicyDigest, List<TicketKey>> keys) {}

  /**
   * Returns why the library cannot be used on this machine, or nothing when it can. Loads it at the
   * first call, which blocks on file access.
   */
  public static Optional<String> lack() {
    return Library.LACK;
  }

  /** Looked at once for the process. */
  private static final class Library {
    static final Optional<String> LACK = find();

    private static Optional<String> find() {
      if (!OpenSsl.isAvailable()) {
        return Optional.of(
            "netty-tcnative does not load here: " + OpenSsl.unavailabilityCause().getMessage());
      }
      String version = SSL.versionString();
      return version.contains("BoringSSL")
          ? Optional.empty()
          : Optional.of("netty-tcnative is built with " + version + ", not with BoringSSL");
    }
  }

  /** Whether the library's interface can carry the octets of this id. */
  public static boolean canExpress(ApplicationProtocol protocol) {
    return OpenSslText.canExpress(protocol);
  }

  /**
   * Returns the session with a client, not yet begun.
   *
   * @throws SSLException if no certificate covers the server name, or BoringSSL refuses it
   */
  public NativeSession server(Forward forward, ClientHello hello) throws SSLException {
    ServerCertificate certificate =
        certificates
            .choose(forward, hello)
            .orElseThrow(() -> new SSLException("no certificate covers the server name"));
    Service service = forward.route().service();
    ServerKey key = new ServerKey(service.name(), forward.acknowledged(), certificate);
    NativeContext known = servers.get(key);
    if (known == null) {
      NativeContext made = newServer(service, key);
      NativeContext raced = servers.putIfAbsent(key, made);
      known = raced == null ? made : raced;
    }
    known.renewTicketKeys(ticketKeys);
    return new NativeSession(known, Optional.empty(), "");
  }

  private NativeContext newServer(Service service, ServerKey key) throws SSLException {
    Optional<ClientVerifier> verifier = clientVerifiers.apply(service);
    NativeContext context =
        NativeContext.server(PolicyDigest.of(service, key.protocol, key.certificate));
    context.setIdentity(key.certificate.chain(), key.certificate.key());
    key.protocol.ifPresent(context::setProtocol);
    if (verifier.isPresent()) {
      context.setClientAuthorities(verifier.get().authorities());
      context.setVerifier(new ClientCertificateVerifier(verifier.get()));
    }
    return context;
  }

  /**
   * Returns the session with an upstream of the service, not yet begun. It offers this id alone,
   * and verifies the upstream with this name.
   *
   * @param serverName a host name or an IP address; an address is verified, not asked for (RFC 6066
   *     §3)
   * @throws SSLException if the trust or the identity of the service cannot be used
   */
  public NativeSession client(Service service, ApplicationProtocol protocol, String serverName)
      throws SSLException {
    ClientKey key = new ClientKey(service.name(), protocol);
    NativeContext known = clients.get(key);
    if (known == null) {
      NativeContext made = newClient(service.upstreamTls(), protocol);
      NativeContext raced = clients.putIfAbsent(key, made);
      known = raced == null ? made : raced;
    }
    NativeSession session = new NativeSession(known, Optional.of(protocol), serverName);
    if (!NetUtil.isValidIpV4Address(serverName) && !NetUtil.isValidIpV6Address(serverName)) {
      try {
        session.askFor(serverName);
      } catch (RuntimeException e) {
        session.free();
        throw new SSLException("the upstream cannot be asked for " + serverName, e);
      }
    }
    return session;
  }

  private static NativeContext newClient(UpstreamTls tls, ApplicationProtocol protocol)
      throws SSLException {
    NativeContext context = NativeContext.client();
    context.setProtocol(protocol);
    context.setVerifier(UpstreamVerifier.of(tls));
    if (tls.identity().isPresent()) {
      context.setIdentity(tls.identity().get().chain(), tls.identity().get().key());
    }
    return context;
  }

  /** Returns how many sessions are not freed yet. */
  public int sessions() {
    return servers.values().stream().mapToInt(NativeContext::sessions).sum()
        + clients.values().stream().mapToInt(NativeContext::sessions).sum();
  }
}
