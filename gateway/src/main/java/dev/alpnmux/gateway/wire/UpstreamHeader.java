package dev.alpnmux.gateway.wire;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.ProxyProtocol;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import dev.alpnmux.spec.ProxyTls;
import dev.alpnmux.spec.ProxyTlv;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes the PROXY header that an upstream is sent before anything else. */
public final class UpstreamHeader {
  private static final int IPV4_BYTES = 4;

  private UpstreamHeader() {}

  /**
   * Returns the bytes of the header for an upstream of this connection.
   *
   * @param accepted the gateway's own address on the client's socket
   * @param tls what is known of the client's TLS, once the gateway has ended its handshake
   */
  public static byte[] of(
      Connection connection, Forward forward, InetSocketAddress accepted, Optional<ProxyTls> tls) {
    ProxyHeader header =
        ProxyHeader.of(
            endpoint(connection.client()),
            endpoint(connection.destination().orElse(accepted)),
            tlvs(connection, forward, tls));
    return forward.route().service().proxyProtocol() == ProxyProtocol.V1
        ? header.v1()
        : header.v2();
  }

  /** A dual-stack socket shows an IPv4 client as an IPv6 one. */
  private static Endpoint endpoint(InetSocketAddress address) {
    byte[] octets = address.getAddress().getAddress();
    byte[] shortest =
        IpAddress.of(address.getAddress()).isIpv4()
            ? Arrays.copyOfRange(octets, octets.length - IPV4_BYTES, octets.length)
            : octets;
    return Endpoint.of(shortest, address.getPort());
  }

  private static List<ProxyTlv> tlvs(
      Connection connection, Forward forward, Optional<ProxyTls> tls) {
    List<ProxyTlv> tlvs = new ArrayList<>();
    forward.acknowledged().map(ProxyTlv::alpn).ifPresent(tlvs::add);
    forward.serverName().map(ProxyTlv::authority).ifPresent(tlvs::add);
    tlvs.add(ProxyTlv.uniqueId(String.valueOf(connection.id())));
    tls.map(ProxyTlv::ssl).ifPresent(tlvs::add);
    return tlvs;
  }
}
