package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.HealthCheck.HttpQuestion;
import dev.alpnmux.gateway.route.HealthCheck.Protocol;
import dev.alpnmux.gateway.route.HealthCheck.WhenAllDown;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code check} of {@code health}. */
final class CheckReader {
  static final Keys KEYS =
      Keys.of(
          "protocol",
          "interval",
          "timeout",
          "rise",
          "fall",
          "port",
          "path",
          "status",
          "closeOnDown",
          "whenAllDown");

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int RISE = 2;
  private static final int FALL = 3;
  private static final int ANSWERS_MOST = 100;
  private static final int PORT_MAX = 65_535;
  private static final int OK = 200;

  /** RFC 9112 §3.2.1: what can stand in a request line as it is. */
  private static final Pattern PATH = Pattern.compile("/[!-~]{0,1023}");

  private final ValueReader values;

  CheckReader(ValueReader values) {
    this.values = values;
  }

  /**
   * @param mode of the service, where it is not wrong
   */
  Optional<HealthCheck> read(
      Section health, Optional<ServiceMode> mode, List<WeightedUpstream> upstreams) {
    Optional<Section> section = health.section("check", KEYS);
    if (section.isPresent()
        && upstreams.stream().anyMatch(u -> u.address() instanceof Upstream.UnixSocket)) {
      health.fault("check", "no check reaches a unix socket; remove \"check\"");
    }
    return section.flatMap(found -> check(found, mode));
  }

  private Optional<HealthCheck> check(Section section, Optional<ServiceMode> mode) {
    Optional<Protocol> protocol =
        section.require("protocol").flatMap(v -> values.choice(v, Protocol.class, List.of()));
    protocol.filter(p -> p != Protocol.HTTP).ifPresent(p -> checkNoHttp(section));
    if (protocol.equals(Optional.of(Protocol.TLS))
        && mode.filter(m -> m != ServiceMode.REENCRYPT).isPresent()) {
      section.fault(
          "protocol",
          "\"tls\" needs \"mode\": \"reencrypt\", which says whom to trust; use \"tcp\"");
    }
    HealthCheck check =
        new HealthCheck(
            protocol.orElse(Protocol.TCP),
            duration(section, "interval", INTERVAL),
            duration(section, "timeout", TIMEOUT),
            section.count("rise", 1, ANSWERS_MOST).orElse(RISE),
            section.count("fall", 1, ANSWERS_MOST).orElse(FALL),
            section.count("port", 1, PORT_MAX),
            new HttpQuestion(
                section.text("path", CheckReader::path).orElse("/"),
                section.count("status", 100, 599).orElse(OK)),
            section.flag("closeOnDown", false),
            section.choice("whenAllDown", WhenAllDown.TRY).orElse(WhenAllDown.TRY));
    return protocol.map(p -> check);
  }

  private static void checkNoHttp(Section section) {
    for (String key : List.of("path", "status")) {
      if (section.has(key)) {
        section.fault(
            key, "\"" + key + "\" is for \"protocol\": \"http\"; choose that, or remove this");
      }
    }
  }

  private static Duration duration(Section section, String key, Duration otherwise) {
    return section.text(key, HealthReader::ending).orElse(otherwise);
  }

  private static String path(String written) {
    if (!PATH.matcher(written).matches()) {
      throw new IllegalArgumentException(
          "expected a path of printable ASCII such as \"/primary\" but found \"" + written + '"');
    }
    return written;
  }
}
