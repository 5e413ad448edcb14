package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.config.ServiceReader.Located;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds services that a client could not tell apart: the same id at the same level of the same
 * server name. At different levels the more specific one wins.
 */
final class ServiceConflicts {
  private final Map<Claim, Located> claims = new HashMap<>();
  private final Map<String, Located> names = new HashMap<>();
  private final Problems problems;

  ServiceConflicts(Problems problems) {
    this.problems = problems;
  }

  /**
   * One id at one level.
   *
   * @param names the server name as it is written; empty for every known name
   */
  private record Claim(ApplicationProtocol protocol, String names) {}

  void check(List<Located> services) {
    services.forEach(this::checkName);
    services.forEach(this::check);
  }

  /** Two keys may be two spellings of one id, such as {@code a%41} and {@code aA}. */
  private void checkName(Located located) {
    Located other = names.putIfAbsent(located.service().name(), located);
    if (other != null) {
      problems.add(
          located.place(),
          "the service in line "
              + other.place().line()
              + " has the name \""
              + located.service().name()
              + "\" too; give one of them another name, and its id by \"protocols\"");
    }
  }

  private void check(Located located) {
    for (ApplicationProtocol protocol : located.service().protocols()) {
      for (String names : levels(located.service())) {
        Located other = claims.putIfAbsent(new Claim(protocol, names), located);
        if (other != null) {
          problems.add(located.place(), conflict(protocol, names, other));
        }
      }
    }
  }

  private static List<String> levels(Service service) {
    List<String> levels = new ArrayList<>();
    service.serverNames().forEach(name -> levels.add(name.toString()));
    if (service.anyServerName()) {
      levels.add("*");
    }
    if (!service.isBoundToNames()) {
      levels.add("");
    }
    return levels;
  }

  private static String conflict(ApplicationProtocol protocol, String names, Located other) {
    return "the service \""
        + other.service().name()
        + "\" in line "
        + other.place().line()
        + " has the id \""
        + protocol
        + "\" too"
        + (names.isEmpty() ? "; bind one of them by \"serverNames\"" : " under " + names);
  }
}
