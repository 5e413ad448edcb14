package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.EjectionPolicy;
import dev.alpnmux.gateway.route.Health;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code health} of a service. */
final class HealthReader {
  static final Keys KEYS = Keys.of("failuresMax", "ejection", "ejectionMax", "check");

  private static final int FAILURES_MOST = 1000;

  private final CheckReader checks;

  HealthReader(ValueReader values) {
    this.checks = new CheckReader(values);
  }

  /**
   * @param mode of the service, where it is not wrong
   */
  Health read(Section service, Optional<ServiceMode> mode, List<WeightedUpstream> upstreams) {
    return service
        .section("health", KEYS)
        .map(section -> health(section, mode, upstreams))
        .orElse(Health.DEFAULT);
  }

  private Health health(
      Section section, Optional<ServiceMode> mode, List<WeightedUpstream> upstreams) {
    return new Health(
        ejection(section, EjectionPolicy.DEFAULT), checks.read(section, mode, upstreams));
  }

  private static EjectionPolicy ejection(Section section, EjectionPolicy otherwise) {
    int failuresMax =
        section.count("failuresMax", 1, FAILURES_MOST).orElse(otherwise.failuresMax());
    Duration first = section.text("ejection", Quantity::duration).orElse(otherwise.first());
    Duration longest = section.text("ejectionMax", HealthReader::ending).orElse(longest(first));
    if (longest.compareTo(first) < 0) {
      section.fault("ejectionMax", "it is shorter than \"ejection\"; make it longer");
      return otherwise;
    }
    return new EjectionPolicy(failuresMax, first, longest);
  }

  static Duration ending(String written) {
    Duration duration = Quantity.duration(written);
    if (duration.isZero()) {
      throw new IllegalArgumentException("this has an end; give a duration such as \"10s\"");
    }
    return duration;
  }

  private static Duration longest(Duration first) {
    Duration usual = EjectionPolicy.DEFAULT.longest();
    return first.compareTo(usual) > 0 ? first : usual;
  }
}
