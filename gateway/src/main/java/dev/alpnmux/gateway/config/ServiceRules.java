package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.ConnectOrder;
import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.ProxyProtocol;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which keys of a service go together. */
final class ServiceRules {
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";
  private static final Pattern VERIFIABLE_NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  private static final List<String> FOR_UPSTREAMS_ONLY =
      List.of("connect", "balance", "health", "proxyProtocol");

  private static final String RESERVED_PREFIX = "alpnmux.";

  private ServiceRules() {}

  /** A service is answered by the gateway itself or by upstreams. */
  static void checkAnswer(Section section) {
    boolean isBuiltin = section.has("builtin");
    if (isBuiltin && section.has("upstreams")) {
      section.fault("builtin", "\"builtin\" and \"upstreams\" exclude each other; remove one");
    }
    if (!isBuiltin && !section.has("upstreams")) {
      section.fault("missing key \"upstreams\" (where the service is reached) or \"builtin\"");
    }
    if (isBuiltin) {
      FOR_UPSTREAMS_ONLY.forEach(key -> checkAbsent(section, key));
    }
  }

  private static void checkAbsent(Section section, String key) {
    if (section.has(key)) {
      section.fault(key, "a builtin has no upstream to connect; remove \"" + key + '"');
    }
  }

  /** The ids that this specification names are what it says. */
  private static void checkReserved(Section section, Service service) {
    boolean isListing = service.builtin().equals(Optional.of(Builtin.SERVICES));
    if (isListing && !service.protocols().equals(List.of(ApplicationProtocol.ALPNMUX_SERVICES_1))) {
      section.fault(
          "builtin",
          "\"services\" answers under the id \"alpnmux.services/1\" alone; call the service so, or"
              + " set \"protocols\": [ \"alpnmux.services/1\" ]");
    }
    service.protocols().stream()
        .filter(id -> id.octets().startsWith(RESERVED_PREFIX))
        .filter(id -> !isListing || !id.equals(ApplicationProtocol.ALPNMUX_SERVICES_1))
        .forEach(id -> section.fault("protocols", reserved(id)));
  }

  private static String reserved(ApplicationProtocol id) {
    return "the id \""
        + id
        + '"'
        + (id.equals(ApplicationProtocol.ALPNMUX_SERVICES_1)
            ? " is that of \"builtin\": \"services\"; choose another id, or this builtin"
            : " is reserved, as all that begin with \"alpnmux.\"; choose another one");
  }

  static void checkMode(Section section, Service service) {
    checkReserved(section, service);
    checkBuiltin(section, service);
    checkUpstreamTls(section, service);
    checkClients(section, service);
    checkProxiedCheck(section, service);
    if (service.mode() == ServiceMode.PASSTHROUGH) {
      checkPassthrough(section, service);
    } else {
      checkTerminated(section, service);
    }
  }

  private static void checkBuiltin(Section section, Service service) {
    if (section.has("builtin") && service.mode() != ServiceMode.TERMINATE) {
      section.fault("mode", "a builtin speaks plain bytes only; remove \"mode\"");
    }
  }

  private static void checkUpstreamTls(Section section, Service service) {
    if (service.mode() == ServiceMode.REENCRYPT) {
      if (service.upstreamTls().serverName().isEmpty()) {
        service.upstreams().forEach(upstream -> checkHostName(section, upstream.address()));
      }
      service.upstreamTls().serverName().ifPresent(n -> checkVerifiable(section, "upstreamTls", n));
    } else if (section.has("upstreamTls")) {
      section.fault(
          "upstreamTls",
          "\"upstreamTls\" is for \"mode\": \"reencrypt\"; add that, or remove this");
    }
  }

  /** Without a host name there is nothing to verify the upstream's certificate by. */
  private static void checkHostName(Section section, Upstream upstream) {
    if (!(upstream instanceof Upstream.Tcp tcp) || Addresses.isIpAddress(tcp.host())) {
      section.fault(
          "upstreams",
          upstream
              + " has no host name to verify its certificate by;"
              + " add \"upstreamTls\": { \"serverName\": \"NAME\" }");
    } else {
      checkVerifiable(section, "upstreams", tcp.host());
    }
  }

  /** RFC 952: TLS in Java verifies no other name, although DNS knows some, with _ for one. */
  private static void checkVerifiable(Section section, String key, String name) {
    if (!VERIFIABLE_NAME.matcher(name).matches()) {
      section.fault(
          key,
          "no certificate can be verified by the name \""
              + name
              + "\": its parts are letters, digits and inner hyphens;"
              + " set \"upstreamTls\": { \"serverName\": \"NAME\" }");
    }
  }

  private static void checkClients(Section section, Service service) {
    if (!section.has("clients")) {
      return;
    }
    if (service.mode() == ServiceMode.PASSTHROUGH) {
      section.fault(
          "clients",
          "in passthrough only the upstream can ask for a client's certificate;"
              + " remove \"clients\", or choose another \"mode\"");
    } else if (section.has("upstreams") && isBeforeAccept(section)) {
      section.fault(
          "connect",
          "with \"clients\" an upstream is connected only after the client has proved itself;"
              + " remove \"connect\"");
    }
  }

  private static void checkProxiedCheck(Section section, Service service) {
    boolean asksByHttp =
        service
            .health()
            .check()
            .filter(check -> check.protocol() == HealthCheck.Protocol.HTTP)
            .filter(check -> check.port().isEmpty())
            .isPresent();
    if (asksByHttp && service.proxyProtocol() != ProxyProtocol.OFF) {
      section.fault(
          "health",
          "a check by HTTP sends no PROXY header; give it the \"port\" of something that wants none,"
              + " or use \"tcp\"");
    }
  }

  private static boolean isBeforeAccept(Section section) {
    String word = ValueReader.word(ConnectOrder.BEFORE_ACCEPT);
    return section
        .find("connect")
        .filter(v -> v instanceof JsonValue.Text text && text.text().equals(word))
        .isPresent();
  }

  private static void checkPassthrough(Section section, Service service) {
    if (service.connect() == ConnectOrder.AFTER_HANDSHAKE) {
      section.fault(
          "connect", "in passthrough the handshake is the upstream's; remove \"connect\"");
    }
  }

  private static void checkTerminated(Section section, Service service) {
    if (service.protocols().contains(ApplicationProtocol.ACME_TLS_1)) {
      section.fault(
          "acme-tls/1 needs \"mode\": \"passthrough\": only its upstream has the certificate that"
              + " proves the name (RFC 8737)");
    } else if (service.anyServerName()) {
      section.fault(
          "serverNames",
          "\"*\" needs \"mode\": \"passthrough\": no certificate here can cover every name");
    }
  }
}
