package dev.alpnmux.cli.client;

import dev.alpnmux.cli.log.JsonText;
import dev.alpnmux.cli.outcome.ErrorText;
import java.io.PrintStream;

/**
 * What {@code forward} tells while it runs, a line each: in words, or with {@code --json} as an
 * object. What accepts goes to standard output, all else to standard error. Thread-safe.
 */
final class ForwardNews {
  private final PrintStream out;
  private final PrintStream errors;
  private final boolean isJson;

  ForwardNews(PrintStream out, PrintStream errors, boolean isJson) {
    this.out = out;
    this.errors = errors;
    this.isJson = isJson;
  }

  /** Returns the line of a listener that accepts. */
  String line(ForwardListener listener) {
    return isJson ? json("forwarding", listener) : listener.toString();
  }

  void accepts(ForwardListener listener) {
    out.println(line(listener));
  }

  void accepts(ForwardAdmin admin) {
    out.println(
        isJson
            ? "{\"event\":\"admin\",\"address\":" + JsonText.quoted(admin.address()) + '}'
            : admin);
  }

  void acceptsNoMore(ForwardListener listener) {
    errors.println(
        isJson ? json("no longer forwarding", listener) : "alpnmux: no longer " + listener);
  }

  /** Something went wrong, and the command goes on. */
  void error(String reason) {
    errors.println(
        isJson
            ? "{\"event\":\"error\",\"reason\":" + JsonText.quoted(reason) + '}'
            : ErrorText.error(reason));
  }

  private static String json(String event, ForwardListener listener) {
    return "{\"event\":"
        + JsonText.quoted(event)
        + ",\"service\":"
        + JsonText.quoted(listener.forwarding().service())
        + ",\"address\":"
        + JsonText.quoted(listener.address().toString())
        + '}';
  }
}
