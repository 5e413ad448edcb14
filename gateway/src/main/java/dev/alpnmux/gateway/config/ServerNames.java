package dev.alpnmux.gateway.config;

import dev.alpnmux.spec.ServerNamePattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The server names that a service is bound to.
 *
 * @param isAny whether {@code "*"} binds it to every valid name
 */
record ServerNames(List<Bound> names, boolean isAny) {
  private static final String ANY = "*";
  private static final String IF_EMPTY =
      "expected at least one name; without the key it is every known one";

  static final ServerNames NONE = new ServerNames(List.of(), false);
  static final ServerNames EVERY = new ServerNames(List.of(), true);

  /** One name and where it stands. */
  record Bound(ServerNamePattern name, Place place) {}

  static ServerNames read(Section service, ValueReader values) {
    List<JsonValue> elements = service.elements("serverNames", IF_EMPTY);
    Map<ServerNamePattern, Bound> names = new LinkedHashMap<>();
    boolean isAny = false;
    for (JsonValue element : elements) {
      boolean isStar = element instanceof JsonValue.Text text && text.text().equals(ANY);
      isAny |= isStar;
      if (!isStar) {
        values.text(element, written -> add(parse(written), element.place(), names));
      }
    }
    if (isAny && elements.size() > 1) {
      service.fault("serverNames", "\"*\" stands for every name; remove the others");
    }
    return new ServerNames(List.copyOf(names.values()), isAny);
  }

  private static Bound add(
      ServerNamePattern name, Place place, Map<ServerNamePattern, Bound> names) {
    Bound bound = new Bound(name, place);
    if (names.putIfAbsent(name, bound) != null) {
      throw new IllegalArgumentException("the name " + name + " stands in the list twice");
    }
    return bound;
  }

  List<ServerNamePattern> patterns() {
    return names.stream().map(Bound::name).toList();
  }

  private static ServerNamePattern parse(String written) {
    if (Addresses.isIpAddress(written)) {
      throw new IllegalArgumentException(
          "\"" + written + "\" is an IP address; clients send host names only (RFC 6066)");
    }
    return ServerNamePattern.parse(written)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a host name, a wildcard such as *.example.com, or * but found \""
                        + written
                        + '"'));
  }
}
