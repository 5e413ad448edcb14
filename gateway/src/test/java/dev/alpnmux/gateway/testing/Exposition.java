package dev.alpnmux.gateway.testing;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics as they were served, read line by line. What is no line of the format is an error. */
public final class Exposition {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z][a-z0-9_]*)(?:\\{(.*)})? (NaN|[+-]?Inf|-?[0-9.]+(?:E-?[0-9]+)?)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  /** One metric: its name is the one in its TYPE line. */
  public static final class Family {
    private final String name;
    private String help = "";
    private String type = "";
    private Optional<String> unit = Optional.empty();
    private final Set<String> labels = new TreeSet<>();

    private Family(String name) {
      this.name = name;
    }

    /** Its name. */
    public String name() {
      return name;
    }

    /** Its HELP. */
    public String help() {
      return help;
    }

    /** Its TYPE. */
    public String type() {
      return type;
    }

    /** Its UNIT, which OpenMetrics has. */
    public Optional<String> unit() {
      return unit;
    }

    /** The names of its labels, but for the bounds of buckets. */
    public Set<String> labels() {
      return labels;
    }
  }

  /** One line with a value. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private Exposition() {}

  /** Reads what was served. */
  public static Exposition of(String text) {
    Exposition read = new Exposition();
    text.lines().forEach(read::line);
    return read;
  }

  private void line(String line) {
    if (!line.startsWith("#")) {
      sample(line);
    } else if (!line.equals("# EOF")) {
      String[] words = line.split(" ", 4);
      Family family = families.computeIfAbsent(words[2], Family::new);
      switch (words[1]) {
        case "HELP" -> family.help = words[3];
        case "TYPE" -> family.type = words[3];
        case "UNIT" -> family.unit = Optional.of(words[3]);
        default -> throw new AssertionError("no line of a scrape: " + line);
      }
    }
  }

  private void sample(String line) {
    Matcher parts = SAMPLE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("no sample: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    if (parts.group(2) != null) {
      LABEL.matcher(parts.group(2)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
    }
    samples.add(new Sample(parts.group(1), labels, value(parts.group(3))));
    family(parts.group(1)).labels.addAll(labels.keySet());
    family(parts.group(1)).labels.remove("le");
  }

  private static double value(String written) {
    return Double.parseDouble(written.replace("Inf", "Infinity"));
  }

  /** Histograms and summaries have several names; so have counters in OpenMetrics. */
  private Family family(String sample) {
    return Optional.ofNullable(families.get(sample))
        .or(
            () ->
                Optional.ofNullable(
                    families.get(sample.replaceFirst("_(bucket|count|sum|total|info)$", ""))))
        .orElseThrow(() -> new AssertionError("a sample without a TYPE: " + sample));
  }

  /** All metrics. */
  public List<Family> families() {
    return List.copyOf(families.values());
  }

  /** All lines with a value. */
  public List<Sample> samples() {
    return samples;
  }

  /** Returns the values that a label has in the samples of this name. */
  public Set<String> values(String name, String label) {
    return samples.stream()
        .filter(sample -> sample.name().startsWith(name))
        .map(sample -> sample.labels().get(label))
        .filter(value -> value != null)
        .collect(toCollection(TreeSet::new));
  }

  /** Returns what each sample is called, with its labels. */
  public Set<String> series() {
    return samples.stream()
        .map(sample -> sample.name() + new TreeMap<>(sample.labels()))
        .collect(toCollection(TreeSet::new));
  }
}
