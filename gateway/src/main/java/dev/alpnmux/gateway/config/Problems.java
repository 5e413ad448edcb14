package dev.alpnmux.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything found wrong with one file so far. */
public final class Problems {
  private final String file;
  private final List<ConfigProblem> found = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();

  /**
   * Nothing is wrong yet.
   *
   * @param file how messages name it
   */
  public Problems(String file) {
    this.file = file;
  }

  void add(Place place, String message) {
    found.add(new ConfigProblem(file, place.line(), place.pointer(), message));
  }

  /** Adds what keeps nobody from serving, but is hardly meant. */
  void warn(Place place, String message) {
    warnings.add(new ConfigProblem(file, place.line(), place.pointer(), message));
  }

  /** Returns the warnings in the order of the file. */
  List<ConfigProblem> warnings() {
    return warnings.stream().sorted(Comparator.comparingInt(ConfigProblem::line)).toList();
  }

  /**
   * Throws them in the order of the file, if there are any.
   *
   * @param files what else was read
   */
  public void throwIfAny(FileDigests files) throws ConfigException {
    if (!found.isEmpty()) {
      found.sort(Comparator.comparingInt(ConfigProblem::line));
      throw new ConfigException(found, files);
    }
  }
}
