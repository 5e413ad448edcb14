package dev.alpnmux.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What differs between two configurations.
 *
 * @param listeners the names of listeners
 * @param services the names of services
 * @param certificates the files of certificates
 * @param settings the other keys of the document whose values differ
 */
public record ConfigChanges(
    Changed listeners, Changed services, Changed certificates, List<String> settings) {
  public ConfigChanges {
    settings = List.copyOf(settings);
  }

  /** Names of one kind, each in one of the lists at most, in the order of the configurations. */
  public record Changed(List<String> added, List<String> removed, List<String> changed) {
    public Changed {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
      changed = List.copyOf(changed);
    }

    private static <T> Changed between(List<T> before, List<T> after, Function<T, String> name) {
      Map<String, List<T>> old = byName(before, name);
      Map<String, List<T>> fresh = byName(after, name);
      return new Changed(
          fresh.keySet().stream().filter(n -> !old.containsKey(n)).toList(),
          old.keySet().stream().filter(n -> !fresh.containsKey(n)).toList(),
          fresh.entrySet().stream()
              .filter(e -> old.containsKey(e.getKey()) && !e.getValue().equals(old.get(e.getKey())))
              .map(Map.Entry::getKey)
              .toList());
    }

    private static <T> Map<String, List<T>> byName(List<T> all, Function<T, String> name) {
      return all.stream()
          .collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
      return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }

    private String describe() {
      return Stream.of(
              describe("added", added), describe("removed", removed), describe("changed", changed))
          .filter(part -> !part.isEmpty())
          .collect(Collectors.joining(", "));
    }

    private static String describe(String what, List<String> names) {
      return names.isEmpty() ? "" : what + ' ' + String.join(" ", names);
    }
  }

  /** Returns what differs between the two. */
  public static ConfigChanges between(GatewayConfig before, GatewayConfig after) {
    return new ConfigChanges(
        Changed.between(before.listeners(), after.listeners(), ListenerConfig::name),
        Changed.between(before.services(), after.services(), s -> s.name()),
        Changed.between(before.certificates(), after.certificates(), c -> c.file()),
        settings(before, after));
  }

  private static List<String> settings(GatewayConfig before, GatewayConfig after) {
    List<String> settings = new ArrayList<>();
    if (!before.limits().equals(after.limits())) {
      settings.add("limits");
    }
    if (!before.timeouts().equals(after.timeouts())) {
      settings.add("timeouts");
    }
    if (!before.accessLog().equals(after.accessLog())) {
      settings.add("accessLog");
    }
    return settings;
  }

  /** Whether nothing differs that is known here. */
  public boolean isEmpty() {
    return listeners.isEmpty()
        && services.isEmpty()
        && certificates.isEmpty()
        && settings.isEmpty();
  }

  /** Returns one line, such as {@code services: added a b, removed c; changed: limits}. */
  @Override
  public String toString() {
    if (isEmpty()) {
      return "nothing changed";
    }
    return Stream.of(
            describe("listeners", listeners),
            describe("services", services),
            describe("certificates", certificates),
            settings.isEmpty() ? "" : "changed: " + String.join(" ", settings))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String describe(String kind, Changed names) {
    return names.isEmpty() ? "" : kind + ": " + names.describe();
  }
}
