package dev.alpnmux.gateway.config;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the ids that a service is reached by. */
final class ServiceIds {
  private static final String TO_BE_ESCAPED = ",\"\\";
  private static final String IF_EMPTY =
      "expected at least one id; without the key it is the name of the service";

  private ServiceIds() {}

  /** Returns {@code protocols} or, without them, the name of the service. */
  static List<ApplicationProtocol> read(
      Section service, Optional<ApplicationProtocol> name, ValueReader values) {
    if (!service.has("protocols")) {
      return name.stream().toList();
    }
    Set<ApplicationProtocol> ids = new LinkedHashSet<>();
    for (JsonValue element : service.elements("protocols", IF_EMPTY)) {
      values.text(element, written -> add(parse(written), ids));
    }
    return List.copyOf(ids);
  }

  private static ApplicationProtocol add(ApplicationProtocol id, Set<ApplicationProtocol> ids) {
    if (!ids.add(id)) {
      throw new IllegalArgumentException("the id \"" + id + "\" stands in the list twice");
    }
    return id;
  }

  /**
   * Returns the id of its written form. Stricter than {@link ApplicationProtocol#parse}: what could
   * be meant otherwise, such as a list with commas, has to be escaped.
   */
  static ApplicationProtocol parse(String written) {
    ApplicationProtocol id = ApplicationProtocol.parse(written);
    if (written.chars().anyMatch(ServiceIds::mustBeEscaped)) {
      throw new IllegalArgumentException(
          "an id is printable ASCII without blanks and , \" \\; write this one as \""
              + id
              + "\", and several ids as a list in \"protocols\"");
    }
    if (id.isGrease()) {
      throw new IllegalArgumentException(
          "the id \"" + id + "\" is reserved by RFC 8701 and ignored when a client offers it");
    }
    return id;
  }

  private static boolean mustBeEscaped(int c) {
    return c <= ' ' || c >= 0x7F || TO_BE_ESCAPED.indexOf(c) >= 0;
  }
}
