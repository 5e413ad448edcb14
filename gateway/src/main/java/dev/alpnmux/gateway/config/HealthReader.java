package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.EjectionPolicy;
import dev.alpnmux.gateway.route.Health;
import java.time.Duration;

/** Reads {@code health} of a service. */
final class HealthReader {
  static final Keys KEYS = Keys.of("failuresMax", "ejection", "ejectionMax");

  private static final int FAILURES_MOST = 1000;

  private HealthReader() {}

  static Health read(Section service) {
    return service.section("health", KEYS).map(HealthReader::health).orElse(Health.DEFAULT);
  }

  private static Health health(Section section) {
    return new Health(ejection(section, EjectionPolicy.DEFAULT));
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

  private static Duration ending(String written) {
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
