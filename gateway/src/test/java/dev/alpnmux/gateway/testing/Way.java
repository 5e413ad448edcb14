package dev.alpnmux.gateway.testing;

import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.ScriptedUpstream.Script;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One way for bytes to travel between a client and an upstream: who speaks TLS, by which engine, in
 * which version. The service is called {@code svc}.
 */
public record Way(ServiceMode mode, TlsEngine engine, String version) {
  /** The id and the name of the service. */
  public static final String SERVICE = "svc";

  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** Returns every way that differs for the relay. */
  public static List<Way> all() {
    Stream<Way> byEngine =
        Stream.of(ServiceMode.TERMINATE, ServiceMode.REENCRYPT)
            .flatMap(
                mode ->
                    Stream.of(TlsEngine.values())
                        .flatMap(engine -> VERSIONS.stream().map(v -> new Way(mode, engine, v))));
    Stream<Way> passthrough =
        Stream.of(TlsEngine.NATIVE, TlsEngine.JDK)
            .map(engine -> new Way(ServiceMode.PASSTHROUGH, engine, "TLSv1.3"));
    return Stream.concat(byEngine, passthrough).toList();
  }

  /** Whether the gateway sees the bytes without TLS around them. */
  public boolean isTerminated() {
    return mode != ServiceMode.PASSTHROUGH;
  }

  /** Whether the upstream speaks TLS itself. */
  public boolean upstreamSpeaksTls() {
    return mode != ServiceMode.TERMINATE;
  }

  /** Starts an upstream that fits; where it speaks TLS, the handshake is done before the script. */
  public <T> ScriptedUpstream<T> upstream(Script<T> script) throws IOException {
    if (!upstreamSpeaksTls()) {
      return ScriptedUpstream.tcp(script);
    }
    return ScriptedUpstream.tls(
        TestCertificates.showing("upstream"),
        peer -> {
          SSLParameters parameters = peer.tls().getSSLParameters();
          parameters.setApplicationProtocols(new String[] {SERVICE});
          parameters.setProtocols(new String[] {version});
          peer.tls().setSSLParameters(parameters);
          peer.tls().startHandshake();
          return script.play(peer);
        });
  }

  /**
   * Starts a gateway with the one service.
   *
   * @param more further keys of the service, each with a comma before it
   */
  public RunningGateway gateway(ScriptedUpstream<?> upstream, String more) {
    String service = service(SERVICE, upstream.address(), more);
    return RunningGateway.of(engine, RunningGateway.document("", List.of("a"), service, ""));
  }

  /**
   * Returns a service of this way as the configuration writes it.
   *
   * @param more further keys of the service, each with a comma before it
   */
  public String service(String name, String upstream, String more) {
    return "'"
        + name
        + "':{'mode':'"
        + mode.name().toLowerCase(Locale.ROOT)
        + "','upstreams':['"
        + upstream
        + "']"
        + particulars()
        + more
        + "}";
  }

  private String particulars() {
    return switch (mode) {
      case TERMINATE -> "";
      case REENCRYPT ->
          ",'upstreamTls':{'certificateAuthorities':['ca.pem'],'serverName':'upstream.test'}";
      case PASSTHROUGH -> ",'serverNames':['upstream.test']";
    };
  }

  /** Returns a TLS socket that has named the service, its handshake not yet begun. */
  public SSLSocket dial(RunningGateway gateway) throws IOException {
    return dialOver(gateway.connect());
  }

  /** Does the same over a socket that is connected to the gateway. */
  public SSLSocket dialOver(Socket wire) throws IOException {
    String serverName = isTerminated() ? "a.test" : "upstream.test";
    return RunningGateway.dialOver(wire, TestCertificates.trusting(), serverName, version, SERVICE);
  }

  @Override
  public String toString() {
    return mode + " " + engine + " " + version;
  }
}
