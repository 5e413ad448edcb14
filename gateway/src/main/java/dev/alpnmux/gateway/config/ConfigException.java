package dev.alpnmux.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;
  private final transient FileDigests files;

  /**
   * @param problems all mistakes in the order of the file; at least one
   */
  public ConfigException(List<ConfigProblem> problems) {
    this(problems, FileDigests.NONE);
  }

  ConfigException(List<ConfigProblem> problems, FileDigests files) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
    this.files = files;
  }

  /** Returns all mistakes in the order of the file. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** Returns the files that it names, as they were: a mistake may be in one of them. */
  public FileDigests files() {
    return files;
  }
}
