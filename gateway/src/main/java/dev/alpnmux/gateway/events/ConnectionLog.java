package dev.alpnmux.gateway.events;

import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.Refusal;
import io.netty.util.NetUtil;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Writes one line for each refusal, for each client that is only reported and for each failed
 * upstream, and at debug level one for each connection that ends. What the client chose is written
 * in its escaped form.
 */
public final class ConnectionLog implements ConnectionEvents {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  @Override
  public void routed(Connection connection) {
    connection.reported().ifPresent(reason -> logReported(connection, reason));
  }

  private static void logReported(Connection connection, Refusal reason) {
    LOG.log(
        Level.INFO,
        () ->
            "reported "
                + origin(connection)
                + " reason="
                + reason
                + service(connection)
                + connection.hello().map(OfferText::of).orElse("")
                + ": "
                + reason.sentence());
  }

  private static String service(Connection connection) {
    return connection.route().map(r -> " service=" + r.service().name()).orElse("");
  }

  @Override
  public void upstreamFailed(Connection connection, Upstream upstream, ConnectFailure failure) {
    String service = connection.route().map(r -> r.service().name()).orElse("-");
    LOG.log(
        Level.WARNING,
        () ->
            "upstream "
                + upstream
                + " of service \""
                + service
                + "\" failed: "
                + failure.why()
                + "; see "
                + pointer(service)
                + " in the configuration");
  }

  /** RFC 6901 §3: where the addresses of the service stand. */
  private static String pointer(String service) {
    return "/services/" + service.replace("~", "~0").replace("/", "~1") + "/upstreams";
  }

  @Override
  public void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    LOG.log(
        Level.INFO,
        () ->
            "refused "
                + origin(connection)
                + " reason="
                + refusal
                + alert.map(a -> " alert=" + a.code()).orElse("")
                + connection.hello().map(OfferText::of).orElse("")
                + connection
                    .line()
                    .map(line -> " asked=" + new ApplicationProtocol(line))
                    .orElse("")
                + ": "
                + detail);
  }

  @Override
  public void closed(Connection connection, Ending ending) {
    LOG.log(
        Level.DEBUG,
        () ->
            "closed "
                + origin(connection)
                + service(connection)
                + connection.reported().map(r -> " reported=" + r).orElse("")
                + connection
                    .clientCertificate()
                    .map(c -> " clientCertificate=\"" + c + '"')
                    .orElse("")
                + connection.upstream().map(u -> " upstream=" + u).orElse("")
                + " fromClient="
                + connection.bytesFromClient()
                + " toClient="
                + connection.bytesToClient()
                + " ending="
                + ending);
  }

  private static String origin(Connection connection) {
    return "connection="
        + connection.id()
        + " listener="
        + connection.listener()
        + " client="
        + NetUtil.toSocketAddressString(connection.client())
        + peer(connection);
  }

  /** The proxy that the connection came through. */
  private static String peer(Connection connection) {
    return connection.peer().equals(connection.client())
        ? ""
        : " peer=" + NetUtil.toSocketAddressString(connection.peer());
  }
}
