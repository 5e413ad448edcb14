package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.config.ServiceReader.Located;
import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.spec.TcpmuxExchange;
import dev.alpnmux.spec.TcpmuxLineReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which services TCPMUX clients can reach: they send a name, and nothing else (RFC 1078). */
final class TcpmuxRules {
  private static final String OTHER_NAME =
      "; give the service another name, and its id by \"protocols\"";

  private TcpmuxRules() {}

  /**
   * Returns whether a service opts in and may; that it may not is a problem.
   *
   * @param mode nothing when it is wrong
   */
  static boolean optsIn(Section section, String name, Optional<ServiceMode> mode) {
    return section.flag("tcpmux", false)
        && !needsTls(section, mode.orElse(ServiceMode.TERMINATE))
        && isUsable(section, name);
  }

  private static boolean needsTls(Section section, ServiceMode mode) {
    boolean isPassthrough = mode == ServiceMode.PASSTHROUGH;
    if (isPassthrough) {
      section.fault(
          "mode",
          "a TCPMUX client speaks no TLS, which in passthrough the upstream expects;"
              + " remove \"tcpmux\", or choose another \"mode\"");
    }
    boolean hasClients = lacks(section, "clients", "has no certificate to prove itself by");
    boolean hasNames = lacks(section, "serverNames", "sends no server name");
    return isPassthrough || isListing(section) || hasClients || hasNames;
  }

  private static boolean isListing(Section section) {
    String word = ValueReader.word(Builtin.SERVICES);
    boolean isListing =
        section
            .find("builtin")
            .filter(v -> v instanceof JsonValue.Text text && text.text().equals(word))
            .isPresent();
    if (isListing) {
      section.fault("builtin", "a TCPMUX client asks for the services by HELP; remove \"tcpmux\"");
    }
    return isListing;
  }

  private static boolean lacks(Section section, String key, String what) {
    if (section.has(key)) {
      section.fault(
          key, "a TCPMUX client " + what + "; remove \"tcpmux\", or remove \"" + key + '"');
    }
    return section.has(key);
  }

  private static boolean isUsable(Section section, String name) {
    boolean isHelp = TcpmuxExchange.isHelp(name);
    if (isHelp) {
      section.fault("tcpmux", "TCPMUX clients ask for the services by HELP" + OTHER_NAME);
    }
    boolean isTooLong = name.length() > TcpmuxLineReader.OCTETS_MAX;
    if (isTooLong) {
      section.fault(
          "tcpmux",
          "a TCPMUX name has at most "
              + TcpmuxLineReader.OCTETS_MAX
              + " octets, and this one has "
              + name.length()
              + OTHER_NAME);
    }
    return !isHelp && !isTooLong;
  }

  /** RFC 1078: case never tells two names apart. */
  static void checkNames(List<Located> services, Problems problems) {
    Map<String, Located> names = new HashMap<>();
    for (Located located : services) {
      String name = located.service().name();
      Located other =
          located.service().tcpmux()
              ? names.putIfAbsent(name.toLowerCase(Locale.ROOT), located)
              : null;
      if (other != null && !other.service().name().equals(name)) {
        problems.add(located.place(), twin(other));
      }
    }
  }

  private static String twin(Located other) {
    return "the service \""
        + other.service().name()
        + "\" in line "
        + other.place().line()
        + " has the same TCPMUX name, for which case does not count, too"
        + OTHER_NAME;
  }
}
