package dev.alpnmux.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SPEC.md as its parts. A requirement is a list item whose id is bold, with the lines that are
 * indented below it; everything else explains.
 */
final class SpecDocument {
  private static final Path FILE = Path.of("SPEC.md");
  private static final Pattern HEADING = Pattern.compile("#{2,3} ([0-9.]+)\\. .*");
  private static final Pattern REQUIREMENT =
      Pattern.compile("- \\*\\*(AMX-[A-Z]+-[0-9]+)\\*\\* (.*)");

  private final List<Stated> requirements = new ArrayList<>();
  private final List<String> sections = new ArrayList<>();
  private final List<String> explanations = new ArrayList<>();
  private final String text;

  /** A requirement where it stands. */
  record Stated(String id, String section, String text) {
    Stated followedBy(String line) {
      return new Stated(id, section, text + ' ' + line.strip());
    }
  }

  private SpecDocument(String text) {
    this.text = text;
    boolean isRequirement = false;
    for (String line : text.split("\n", -1)) {
      Matcher heading = HEADING.matcher(line);
      Matcher requirement = REQUIREMENT.matcher(line);
      if (requirement.matches()) {
        requirements.add(new Stated(requirement.group(1), section(), requirement.group(2)));
        isRequirement = true;
      } else if (isRequirement && line.startsWith("  ")) {
        requirements.add(requirements.remove(requirements.size() - 1).followedBy(line));
      } else {
        isRequirement = false;
        explanations.add(line);
      }
      if (heading.matches()) {
        sections.add(heading.group(1));
      }
    }
  }

  static SpecDocument read() {
    try {
      return new SpecDocument(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String section() {
    return sections.isEmpty() ? "" : sections.get(sections.size() - 1);
  }

  String text() {
    return text;
  }

  List<Stated> requirements() {
    return requirements;
  }

  /** Returns the numbers of all sections, in their order. */
  List<String> sections() {
    return sections;
  }

  /** Returns all lines that are part of no requirement. */
  List<String> explanations() {
    return explanations;
  }
}
