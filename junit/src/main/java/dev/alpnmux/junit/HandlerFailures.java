package dev.alpnmux.junit;

import java.util.ArrayList;
import java.util.List;

/** What the handlers of one gateway have thrown. Thread-safe. */
final class HandlerFailures {
  private final List<AssertionError> failures = new ArrayList<>();

  synchronized void add(String service, Throwable thrown) {
    String message = "the handler of service \"" + service + "\" threw " + thrown;
    failures.add(new AssertionError(message, thrown));
  }

  /** Throws the first failure, with the others suppressed in it. */
  synchronized void throwIfAny() {
    if (!failures.isEmpty()) {
      AssertionError first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      failures.clear();
      throw first;
    }
  }
}
