package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.nativetls.NativeTls.TicketKeySource;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.UpstreamTls;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.gateway.tls.ServerCertificate;
import dev.alpnmux.gateway.tls.ServerCertificateException;
import dev.alpnmux.gateway.tls.ServerCertificateReader;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerName;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** What the sessions of a test are made of. */
final class Sessions {
  static final TicketKeySource NO_KEYS = new TicketKeySource(() -> 0, digest -> List.of());

  static final String ID = "echo/1";

  private Sessions() {}

  static ApplicationProtocol id(String id) {
    return ApplicationProtocol.parse(id);
  }

  static CertificateStore store(String... names) {
    return new CertificateStore(Stream.of(names).map(Sessions::certificate).toList());
  }

  private static ServerCertificate certificate(String name) {
    try {
      return ServerCertificateReader.read(
          TestCertificates.FOLDER.resolve(name + ".pem"),
          TestCertificates.FOLDER.resolve(name + ".key"));
    } catch (ServerCertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  static Service service(String name, UpstreamTls upstreamTls) {
    return Service.named(name)
        .mode(ServiceMode.REENCRYPT)
        .protocols(List.of(id(ID)))
        .upstreams(List.of(new Upstream.Tcp("127.0.0.1", 7)))
        .upstreamTls(upstreamTls)
        .build();
  }

  /** The authority of the test certificates is trusted, and nothing is shown. */
  static UpstreamTls trusting() {
    return new UpstreamTls(
        List.of(TestCertificates.AUTHORITY.getCertificate()), Optional.empty(), Optional.empty());
  }

  /** As {@link #trusting}, and the named certificate is shown. */
  static UpstreamTls showing(String certificate) {
    ServerCertificate identity = certificate(certificate);
    return new UpstreamTls(
        trusting().authorities(),
        Optional.empty(),
        Optional.of(new UpstreamTls.Identity(identity.chain(), identity.key())));
  }

  static NativeSession server(NativeTls tls, String service) throws SSLException {
    return server(tls, service, Optional.of(id(ID)));
  }

  static NativeSession server(
      NativeTls tls, String service, Optional<ApplicationProtocol> acknowledged)
      throws SSLException {
    Route route = new Route(service(service, UpstreamTls.DEFAULT), id(ID));
    Forward forward = new Forward(route, acknowledged, ServerName.parse("a.test"));
    ClientHello hello =
        new ClientHello(
            Optional.of("a.test"),
            acknowledged.map(List::of),
            List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2),
            List.of(0x1301),
            List.of(0x0403));
    return tls.server(forward, hello);
  }

  /** With random ticket keys, and without client certificates. */
  static NativeTls tls(String... certificates) {
    return new NativeTls(store(certificates), NO_KEYS, service -> Optional.empty());
  }

  static NativeEnd serverEnd() throws SSLException {
    return new NativeEnd(server(tls("a"), "echo"));
  }

  /** A client of a.test that offers {@link #ID} in one version of TLS. */
  static JdkEnd jdkClient(String version) {
    return jdkClient(TestCertificates.trusting(), version);
  }

  static JdkEnd jdkClient(SSLContext context, String version) {
    SSLEngine engine = context.createSSLEngine("a.test", 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {ID});
    parameters.setServerNames(List.of(new SNIHostName("a.test")));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return new JdkEnd(engine);
  }

  static X509Certificate leaf(String name) {
    return certificate(name).chain().get(0);
  }
}
