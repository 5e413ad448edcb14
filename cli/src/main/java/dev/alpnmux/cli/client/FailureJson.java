package dev.alpnmux.cli.client;

import dev.alpnmux.cli.log.JsonText;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.AlpnmuxException.Attempt;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A failure as one object of JSON in one line, for programs that run the command. */
public final class FailureJson {
  private final StringJoiner fields = new StringJoiner(",", "{", "}");

  private FailureJson() {}

  /**
   * Returns the object. What only the client library can know is in it if {@code cause} is of it.
   *
   * @param reason what went wrong, as it is told to people
   */
  public static String of(
      ExitCode code, String reason, List<String> hints, @Nullable Throwable cause) {
    FailureJson json = new FailureJson();
    json.add("code", String.valueOf(code.code()));
    json.add("reason", JsonText.quoted(reason));
    json.add("hints", array(hints.stream().map(JsonText::quoted).toList()));
    if (cause instanceof AlpnmuxException failure) {
      json.add(failure);
    }
    return json.fields.toString();
  }

  private void add(AlpnmuxException failure) {
    add("service", JsonText.quoted(failure.service()));
    add("gateway", JsonText.quoted(failure.gateway().toString()));
    failure.alert().ifPresent(alert -> add("alert", String.valueOf(alert)));
    add("phase", JsonText.quoted(failure.phase().name()));
    add("retryable", String.valueOf(failure.retryable()));
    add("attempts", array(failure.attempts().stream().map(FailureJson::attempt).toList()));
  }

  private static String attempt(Attempt attempt) {
    FailureJson json = new FailureJson();
    json.add("gateway", JsonText.quoted(attempt.gateway().toString()));
    json.add("address", JsonText.quoted(attempt.address()));
    json.add("phase", JsonText.quoted(attempt.phase().name()));
    json.add("reason", JsonText.quoted(attempt.reason()));
    return json.fields.toString();
  }

  private void add(String key, String value) {
    fields.add(JsonText.quoted(key) + ':' + value);
  }

  private static String array(Collection<String> values) {
    return values.stream().collect(Collectors.joining(",", "[", "]"));
  }
}
