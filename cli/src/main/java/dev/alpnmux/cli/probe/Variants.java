package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.probe.wire.Answer;
import dev.alpnmux.cli.probe.wire.Hello;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The forms in which one question is put; each is sent on a connection of its own. */
final class Variants {
  private final Map<String, byte[]> forms = new LinkedHashMap<>();

  /** Adds a form of the question. */
  Variants with(String name, byte... octets) {
    forms.put(name, octets);
    return this;
  }

  /** Adds a form of the question. */
  Variants with(String name, Hello hello) {
    return with(name, hello.records());
  }

  /** Asks in all forms: the requirement is kept when all answers keep it. */
  Outcome judge(Subject subject, Expectation expectation) throws IOException {
    Map<String, List<String>> failures = new LinkedHashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Map.Entry<String, byte[]> form : forms.entrySet()) {
      Answer answer = subject.ask(form.getValue());
      seen.add(answer.toString());
      if (expectation.judge(answer).isFailure()) {
        failures.computeIfAbsent(answer.toString(), a -> new ArrayList<>()).add(form.getKey());
      }
    }
    return failures.isEmpty()
        ? Outcome.pass(expectation.text(), String.join(", ", seen))
        : Outcome.fail(expectation.text(), text(failures));
  }

  /** Names the forms by what they were answered, or only their number where it is all of them. */
  private String text(Map<String, List<String>> failures) {
    return failures.entrySet().stream()
        .map(failure -> failure.getKey() + " (" + text(failure.getValue()) + ')')
        .collect(Collectors.joining("; "));
  }

  private String text(List<String> names) {
    return names.size() > 1 && names.size() == forms.size()
        ? "all of " + names.size()
        : String.join(", ", names);
  }
}
